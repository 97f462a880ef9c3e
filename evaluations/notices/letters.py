"""How a mail reads: notices in, a message out. Plain text in Chinese."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from email.charset import BASE64, Charset
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from evaluations.notices.models import Mail, Notice
from evaluations.people.models import User

Told = Sequence[tuple[Notice, str]]
"""Notices with the path that each leads to."""


def address_of(user: User) -> str:
    """Where the person's mail goes; empty for one who signs in by phone number and gave no address."""
    return user.email or (user.username if "@" in user.username else "")


def letter(mail: Mail, told: Told) -> EmailMessage:
    """The mail. Every server passes seven bits, so its text goes as base64."""
    message = EmailMessage(
        subject=told[0][0].subject if not _is_digest(mail) else f"{len(told)}件事等您看",
        body=_digest(mail.to, told) if _is_digest(mail) else _single(mail.to, *told[0]),
        to=[address_of(mail.to)],
        headers={"Message-ID": message_id(mail), "Auto-Submitted": "auto-generated"},
    )
    message.subject = f"【绩衡】{message.subject}"
    encoding = Charset("utf-8")
    encoding.body_encoding = BASE64
    message.encoding = encoding
    return message


def message_id(mail: Mail) -> str:
    """The same for every attempt, so that a server may drop a repetition."""
    name = hashlib.sha256(f"{mail.key} {mail.created_at.isoformat()}".encode()).hexdigest()[:40]
    return f"<{name}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"


def _is_digest(mail: Mail) -> bool:
    return mail.key.startswith("digest:")


def _single(to: User, notice: Notice, path: str) -> str:
    said = "\n\n".join(text for text in (notice.subject, notice.body) if text)
    return f"{to}，您好：\n\n{said}\n\n打开：{settings.PUBLIC_URL}{path}\n{_foot()}"


def _digest(to: User, told: Told) -> str:
    lines = [
        f"{number}. {notice.subject}（{timezone.localtime(notice.created_at):%m月%d日 %H:%M}）\n"
        + (f"{notice.body}\n" if notice.body else "")
        + f"{settings.PUBLIC_URL}{path}"
        for number, (notice, path) in enumerate(told, start=1)
    ]
    return f"{to}，您好：\n\n上次汇总以来，有{len(told)}件事：\n\n" + "\n\n".join(lines) + f"\n{_foot()}"


def _foot() -> str:
    page = f"{settings.PUBLIC_URL}{reverse('notices:list')}"
    return f"\n——\n绩衡自动发送，请勿回复。想改为每天一封或不收邮件，登录后在“我的通知”里选：\n{page}\n"
