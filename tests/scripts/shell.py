"""What the tests of the shell scripts share."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def is_bash(path: Path) -> bool:
    return path.suffix == ".sh" or (path.is_file() and path.read_bytes().startswith(b"#!/usr/bin/env bash\n"))


SCRIPTS = sorted(filter(is_bash, (ROOT / "scripts").iterdir()))


def put_programs(folder: Path, programs: dict[str, str]) -> Path:
    """Small shell programs, by name, in a folder that can stand first on the path."""
    folder.mkdir(exist_ok=True)
    for name, text in programs.items():
        (folder / name).write_text(f"#!/bin/bash\n{text}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


def bash(text: str, *, programs: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs `text` after scripts/lib.sh, under the scripts' own options."""
    path = os.environ["PATH"] if programs is None else f"{programs}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-c", f"set -euo pipefail\nsource '{ROOT}/scripts/lib.sh'\n{text}", "script"],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **variables, "PATH": path},
    )
