"""scripts/healthcheck.py: well, and each way of not being well."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.scripts.shell import ROOT

HOUR = 3600


def check(service: str, **variables: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/healthcheck.py", service],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


@contextmanager
def web_server(status: int) -> Iterator[tuple[int, list[tuple[str | None, str | None]]]]:
    """A server that answers every request with `status`; gives its port, and who asked for which host how."""
    asked: list[tuple[str | None, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.headers["Host"], self.headers["X-Forwarded-Proto"]))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1], asked
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, (0, "")), (302, (0, "")), (400, (1, "answered 400\n")), (500, (1, "answered 500\n"))],
)
def test_web_is_asked_as_the_proxy_asks(status: int, outcome: tuple[int, str]) -> None:
    with web_server(status) as (port, asked):
        assert check("web", PORT=str(port), ALLOWED_HOSTS=".example.com,other.example") == outcome
    assert asked == [("example.com", "https")]


def test_a_web_server_that_is_gone() -> None:
    with web_server(200) as (port, _):
        pass
    code, reason = check("web", PORT=str(port), ALLOWED_HOSTS="example.com")
    assert (code, reason) == (1, "no answer: [Errno 111] Connection refused\n")


def test_beat_is_well_while_it_writes_its_schedule(tmp_path: Path) -> None:
    assert check("beat", JIHENG_VAR=str(tmp_path)) == (1, "no schedule written\n")
    schedule = tmp_path / "celerybeat-schedule.dat"
    schedule.touch()
    assert check("beat", JIHENG_VAR=str(tmp_path)) == (0, "")
    os.utime(schedule, (time.time() - HOUR, time.time() - HOUR))
    code, reason = check("beat", JIHENG_VAR=str(tmp_path))
    assert code == 1
    assert re.fullmatch(r"silent for 36\d\d s\n", reason)
