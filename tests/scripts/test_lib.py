"""scripts/lib.sh: what is missing is found, installed where that is allowed, and named where it is not."""

import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.scripts.shell import ROOT, SCRIPTS, bash, put_programs

# A machine without two packages; the fake apt-get "installs" by writing the names down.
TWO_MISSING = """
installed() { [[ -f $STATE/installed ]] && grep -qw "$1" "$STATE/installed"; }
has() { case $1 in alpha | beta) installed "$1" ;; *) true ;; esac; }
"""
APT_THAT_WORKS = 'echo "$*" >>"$STATE/calls"; [[ $1 != install ]] || echo "$*" >"$STATE/installed"'


@pytest.mark.parametrize("script", [*SCRIPTS, ROOT / ".ci/run"], ids=lambda path: path.name)
def test_every_script_parses_and_stops_at_errors(script: Path) -> None:
    checked = subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    if script.name != "lib.sh":
        text = script.read_text(encoding="utf-8")
        assert text.startswith("#!/usr/bin/env bash\n")
        assert text.count("\nset -euo pipefail\n") == 1
        assert os.access(script, os.X_OK)


def test_nothing_is_asked_for_when_nothing_is_missing() -> None:
    done = bash(f"{TWO_MISSING}\nneed_packages gamma delta", STATE="/nonexistent")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_root_installs_exactly_what_is_missing(tmp_path: Path) -> None:
    programs = put_programs(tmp_path / "bin", {"id": "echo 0", "apt-get": APT_THAT_WORKS})
    done = bash(f"{TWO_MISSING}\nneed_packages alpha gamma beta", programs=programs, STATE=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Installing system packages: alpha beta\n"
    update, install = (tmp_path / "calls").read_text().splitlines()
    assert update == "update -qq"
    assert re.fullmatch(r"install -y -qq --no-install-recommends .* alpha beta", install)


def test_a_user_with_sudo_installs_through_it(tmp_path: Path) -> None:
    sudo = 'echo sudo >>"$STATE/sudo"; shift; exec "$@"'
    programs = put_programs(tmp_path / "bin", {"id": "echo 1000", "sudo": sudo, "apt-get": APT_THAT_WORKS})
    done = bash(f"{TWO_MISSING}\nneed_packages alpha", programs=programs, STATE=str(tmp_path))
    assert (done.returncode, done.stdout) == (0, "Installing system packages: alpha\n")
    assert (tmp_path / "sudo").read_text() == "sudo\n" * 3  # the question, the update, the installation


def test_a_user_without_rights_is_told_what_to_install(tmp_path: Path) -> None:
    programs = put_programs(
        tmp_path / "bin", {"id": "echo 1000", "sudo": "exit 1", "apt-get": APT_THAT_WORKS}
    )
    done = bash(f"{TWO_MISSING}\nneed_packages alpha gamma beta", programs=programs, STATE=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "script: these system packages are missing, and this user may not install them: alpha beta\n"
        "Install them, then start again:\n"
        "    sudo apt-get update && sudo apt-get install -y --no-install-recommends alpha beta\n"
    )
    assert not (tmp_path / "calls").exists()


def test_a_failed_installation_shows_what_apt_said(tmp_path: Path) -> None:
    apt = '[[ $1 == update ]] || { echo "E: no such package" >&2; exit 100; }'
    programs = put_programs(tmp_path / "bin", {"id": "echo 0", "apt-get": apt})
    done = bash(f"{TWO_MISSING}\nneed_packages alpha", programs=programs, STATE=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == "script: apt-get could not install alpha:\nE: no such package\n"


def test_an_old_python_is_refused(tmp_path: Path) -> None:
    python = 'case $1 in --version) echo "Python 3.9.2" ;; *) exit 1 ;; esac'
    programs = put_programs(tmp_path / "bin", {"python3": python})
    done = bash("prepare base", programs=programs)
    assert done.returncode == 1
    assert done.stderr == "script: Python 3.11 or newer is needed; python3 here is Python 3.9.2\n"


def make_venv(folder: Path) -> Path:
    subprocess.run(["python3", "-m", "venv", str(folder)], check=True)
    return folder


def fits(venv: Path) -> bool:
    return bash(f"VENV='{venv}' PYTHON='{venv}/bin/python'\nvenv_fits").returncode == 0


def test_a_virtual_environment_is_used_only_where_and_with_what_it_was_made(tmp_path: Path) -> None:
    venv = make_venv(tmp_path / "venv")
    assert fits(venv)
    assert not fits(tmp_path / "none")
    moved = tmp_path / "moved"
    shutil.copytree(venv, moved, symlinks=True)
    assert not fits(moved)
    (venv / "bin/python").unlink()
    put_programs(venv / "bin", {"python": 'echo "(3, 10) True"'})
    assert not fits(venv)


def test_a_lock_is_installed_once_and_again_when_it_changes(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    for name in ("base", "dev"):
        (tmp_path / f"requirements/{name}.lock").write_text(f"# {name}\n")
    (tmp_path / "venv/bin").mkdir(parents=True)
    put_programs(tmp_path / "venv/bin", {"python": f'echo "${{@: -1}}" >>"{tmp_path}/calls"'})
    text = f"""
    ROOT='{tmp_path}' VENV='{tmp_path}/venv' PYTHON='{tmp_path}/venv/bin/python'
    INSTALLED=$VENV/installed-locks
    venv_fits() {{ true; }}
    need_lock base; need_lock base; need_lock dev; need_lock base; need_lock dev
    echo '# newer' >>"$ROOT/requirements/base.lock"
    need_lock base; need_lock dev
    """
    done = bash(text)
    assert (done.returncode, done.stderr) == (0, "")
    calls = (tmp_path / "calls").read_text().splitlines()
    assert [Path(call).stem for call in calls] == ["base", "dev", "base", "dev"]


def test_a_taken_port_is_seen() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert bash(f"port_is_free {port}").returncode == 1
    assert bash('port_is_free "$(free_port)"').returncode == 0
