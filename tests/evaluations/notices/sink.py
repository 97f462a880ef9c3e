"""A real SMTP server for the tests: takes mails over a socket, and misbehaves on request."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from django.test import override_settings

SMTP = "django.core.mail.backends.smtp.EmailBackend"
CLOSED_PORT = 1
"""Nobody listens there."""


@dataclass(slots=True)
class Sink:
    """What came. `answers` are taken one after the other in place of the usual answer to a command.

    A key is the command (`RCPT`, or `.` for the end of DATA); the answer None drops the connection.
    """

    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, list[str | None]] = field(default_factory=dict)
    sessions: int = 0
    port: int = 0
    hold: threading.Event | None = None
    """Where set, the end of DATA is answered only after it."""


class _Dropped(Exception):
    pass


class _Session(socketserver.StreamRequestHandler):
    timeout = 20

    def handle(self) -> None:
        self.sink: Sink = self.server.sink  # type: ignore[attr-defined]
        self.sink.sessions += 1
        try:
            self._say("220 sink ESMTP")
            while line := self.rfile.readline():
                command = line.decode("ascii").strip()
                self._do(command.split(" ", 1)[0].upper(), command)
        except (_Dropped, ConnectionError):
            return

    def _do(self, verb: str, command: str) -> None:
        if verb == "DATA":
            self._say("354 go on")
            self._take()
        elif verb == "QUIT":
            self._say("221 bye")
            raise _Dropped
        else:
            if self._answer(verb, "250 ok") and verb == "RCPT":
                self.sink.recipients.append(command)

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if self.sink.hold is not None:
            self.sink.hold.wait(20)
        if self._answer(".", "250 taken"):
            mail = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
            assert isinstance(mail, EmailMessage)
            self.sink.mails.append(mail)

    def _answer(self, verb: str, usual: str) -> bool:
        """Says what is planned, else the usual; whether that was a yes."""
        planned = self.sink.answers.get(verb)
        said = planned.pop(0) if planned else usual
        if said is None:
            raise _Dropped
        self._say(said)
        return said.startswith("2")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False
    block_on_close = True


@contextmanager
def listening() -> Iterator[Sink]:
    """The server on a port of its own, and Django's settings for it."""
    sink = Sink()
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.sink = sink  # type: ignore[attr-defined]
        sink.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            with sending_to(sink.port):
                yield sink
        finally:
            server.shutdown()
            thread.join()


def sending_to(port: int) -> override_settings:
    """Mails go to this port of the machine."""
    return override_settings(
        EMAIL_BACKEND=SMTP,
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_TIMEOUT=10,
        PUBLIC_URL="https://jiheng.example",
        DEFAULT_FROM_EMAIL="jiheng@jiheng.example",
    )
