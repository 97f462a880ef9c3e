"""scripts/serve: starts from an empty folder, keeps its processes up, and leaves none behind."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.scripts.shell import ROOT

PATIENCE = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    process: subprocess.Popen[str]
    output: Path
    var: Path
    port: int

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def leaders(self) -> dict[str, int]:
        """The processes that serve started itself, by name; each leads a group of its own."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                command = (folder / "cmdline").read_text().split("\0")
            except OSError:  # it ended meanwhile
                continue
            if parent == self.process.pid and "-m" in command:
                found[command[command.index("-m") + 1]] = int(folder.name)
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(var: Path, port: int | str, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "BROKER_URL"}}
    return {**kept, "JIHENG_VAR": str(var), "PORT": str(port), **more}


def refused(var: Path, port: int | str, **more: str) -> str:
    """A start that must end by itself with exit code 1; gives what it said on standard error."""
    done = subprocess.run(
        [ROOT / "scripts/serve"],
        env=environment(var, port, **more),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )
    assert done.returncode == 1, done.stdout
    return done.stderr


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited too long until {what}"
        time.sleep(0.1)


def group_lives(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def serving(var: Path) -> Iterator[Serving]:
    port, output = free_port(), var.with_suffix(".output")
    with output.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            # a shell cannot trap what was ignored when it started, as Ctrl-C is in the background
            ["env", "--default-signal=INT", "setpriv", "--pdeathsig", "TERM", ROOT / "scripts/serve"],
            env=environment(var, port),
            stdout=file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )
    serve = Serving(process=process, output=output, var=var, port=port)
    try:
        until(lambda: process.poll() is not None or "Ctrl-C" in serve.said(), "serve is ready")
        assert process.poll() is None, serve.said()
        until(lambda: set(serve.leaders()) == {"gunicorn", "celery"}, "both processes run")
        yield serve
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def sign_in_page(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
        assert "绩衡" in answer.read().decode()
        return int(answer.status)


def stops_without_a_trace(serve: Serving, stop: signal.Signals) -> None:
    leaders = serve.leaders()
    serve.process.send_signal(stop)
    assert serve.process.wait(timeout=PATIENCE) == 0
    assert [name for name, leader in leaders.items() if group_lives(leader)] == []
    assert serve.said().splitlines()[-1] == "Stopping"


def starts_a_dead_worker_again(serve: Serving) -> None:
    before = serve.leaders()
    os.kill(before["celery"], signal.SIGKILL)
    until(lambda: "worker ended unexpectedly and is started again" in serve.said(), "the death is noticed")
    until(lambda: "celery" in serve.leaders(), "another worker runs")
    after = serve.leaders()
    assert after["gunicorn"] == before["gunicorn"]
    assert after["celery"] != before["celery"]
    until(lambda: not group_lives(before["celery"]), "the dead worker's children are gone")


def test_from_the_first_start_to_the_last_stop(tmp_path: Path) -> None:
    """One journey, because only the first start on a folder is slow: it makes the demonstration."""
    var = tmp_path / "var"
    with serving(var) as serve:
        assert f"http://127.0.0.1:{serve.port}/" in serve.said()
        assert sign_in_page(serve.port) == 200
        assert var.stat().st_mode & 0o777 == 0o700
        starts_a_dead_worker_again(serve)
        stops_without_a_trace(serve, signal.SIGINT)
    with serving(var) as serve:
        stops_without_a_trace(serve, signal.SIGTERM)
    with serving(var) as serve:
        leaders = serve.leaders()
        message = refused(var, free_port())
        assert message == f"serve: already running with the data in {var} (another: JIHENG_VAR=folder)\n"
        serve.process.kill()
        until(lambda: not any(map(group_lives, leaders.values())), "nothing outlives a killed serve")


def test_a_taken_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refused(tmp_path / "var", port) == (
            f"serve: port {port} is taken by another program. Choose another: PORT={port + 1} scripts/serve\n"
        )
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("port", ["0", "-1", "65536", "web", "80a"])
def test_a_port_must_be_a_number(tmp_path: Path, port: str) -> None:
    assert refused(tmp_path / "var", port) == f"serve: PORT must be a number from 1 to 65535, not '{port}'\n"


def test_a_database_that_cannot_be_opened_ends_the_start(tmp_path: Path) -> None:
    message = refused(tmp_path / "var", free_port(), DATABASE_URL="sqlite:////nonexistent/folder/database")
    assert "unable to open database file" in message
    assert message.endswith("serve: the database or the demonstration could not be prepared; see above\n")
