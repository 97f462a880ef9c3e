"""The door to the mail server: sends one message, or says in plain words why not and what that means."""

from __future__ import annotations

import smtplib
from collections.abc import Callable

from django.core.mail import EmailMessage

PERMANENT = 500


class NotAccepted(Exception):
    """The mail did not go out; the text says why."""


class Refused(NotAccepted):
    """The server will never take this mail: the address does not exist, the content is refused."""


class Delayed(NotAccepted):
    """This mail cannot be taken now, others may."""


class Unreachable(Delayed):
    """The server takes no mail at all now."""


def send(message: EmailMessage) -> None:
    """Hands the message to the server of the settings. Raises Refused, Delayed or Unreachable."""
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        raise _by(code)(f"收件地址没有被接受（{_words(code, answer)}）") from error
    except smtplib.SMTPDataError as error:
        said = _words(error.smtp_code, error.smtp_error)
        raise _by(error.smtp_code)(f"邮件服务器没有收下这封邮件（{said}）") from error
    except smtplib.SMTPAuthenticationError as error:
        raise Unreachable("邮件服务器不认发信账号，请管理员核对EMAIL_URL") from error
    except smtplib.SMTPResponseException as error:
        said = _words(error.smtp_code, error.smtp_error)
        raise Unreachable(f"邮件服务器现在不收信（{said}）") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unreachable(f"邮件服务器连不上，或中途断开（{str(error)[:120]}）") from error
    except ValueError as error:
        raise Refused(f"邮件地址或标题不合规（{str(error)[:120]}）") from error


def _by(code: int) -> Callable[[str], NotAccepted]:
    return Refused if code >= PERMANENT else Delayed


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())[:120]}"
