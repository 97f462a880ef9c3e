"""Real processes of a whole installation in a private folder: commands, workers, web server, Redis."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]
REDIS = shutil.which("redis-server")


class Installation:
    """An installation of its own, with everything below `folder`; `settings` go to its environment."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        kept = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "BROKER_URL")
        }
        own = {
            "JIHENG_VAR": str(folder),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "LOG_LEVEL": "INFO",
        }
        self.environment = {**kept, "PYTHONUNBUFFERED": "1", **own, **settings}
        for name in ("broker", "broker-control", "files"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    @classmethod
    def copied(cls, template: Path, folder: Path, **settings: str) -> Installation:
        """A new one in `folder` with everything that the installation in `template` has."""
        shutil.copytree(template, folder, dirs_exist_ok=True)
        return cls(folder, **settings)

    def manage(self, *arguments: str, code: int = 0) -> str:
        """Runs a command of manage.py, which must end with `code`, and returns what it printed."""
        return self._finished("manage.py", *arguments, code=code)

    def python(self, program: str) -> str:
        """Runs a few lines with Django set up and returns what they printed."""
        return self._finished("-c", f"import django\ndjango.setup()\n{program}")

    def start(self, *arguments: str, log: str) -> subprocess.Popen[bytes]:
        """Starts `python …` as the head of a process group of its own; its output goes to `log`."""
        with self.log(log).open("ab") as out:
            return self._started(arguments, out)

    def log(self, name: str) -> Path:
        """Where a process writes its output."""
        return self.folder / f"{name}.log"

    def _started(self, arguments: tuple[str, ...], out: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _finished(self, *arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr


@contextmanager
def worker(installation: Installation, *, pool: str = "prefork") -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker with the sweeper's beat."""
    arguments = (
        "-m",
        "celery",
        "-A",
        "config",
        "worker",
        "-B",
        "--pool",
        pool,
        "-c",
        "1",
        "--loglevel",
        "INFO",
    )
    process = installation.start(*arguments, log="worker")
    try:
        yield process
    finally:
        end(process)


@contextmanager
def web(installation: Installation) -> Iterator[str]:
    """The web server; gives its address."""
    port = free_port()
    process = installation.start("manage.py", "runserver", "--noreload", f"127.0.0.1:{port}", log="web")
    try:
        wait_for(lambda: answers(port), seconds=90, what=lambda: installation.log("web").read_text())
        yield f"http://127.0.0.1:{port}"
    finally:
        end(process)


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis server of its own; gives its address."""
    assert REDIS is not None
    port = free_port()
    process = subprocess.Popen(
        [REDIS, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(lambda: answers(port), seconds=60, what=lambda: "redis-server")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and everything that it started, without warning: `kill -9` of its group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)


def wait_for(ready: Callable[[], bool], *, seconds: float, what: Callable[[], str]) -> None:
    """Waits until `ready`; fails after `seconds` with what `what` tells."""
    until = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < until, f"not within {seconds} s:\n{what()}"
        time.sleep(0.05)


def answers(port: int) -> bool:
    """Whether something listens on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
