"""Files between upload and import: kept on the server, per person, under a name that cannot be guessed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from evaluations.people.models import User

ROOT = "imports"
KEPT = timedelta(days=1)
NO_FILE = {
    "required": "请选择一个文件。",
    "missing": "请选择一个文件。",
    "invalid": "文件没有传上来，请重新选择。",
    "empty": "这个文件是空的，请选择另一个文件。",
}
"""What a form's field for one file says where no file came, or an empty one."""
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


def keep(content: bytes, *, by: User) -> str:
    """Stores an upload and returns its token; this person's old ones are thrown away."""
    _sweep(_folder(by))
    token = secrets.token_urlsafe(24)
    default_storage.save(_name(by, token), ContentFile(content))
    return token


def keep_pieces(pieces: Iterable[bytes], *, by: User) -> str:
    """As `keep`, for a file that is too large to be held in memory."""
    token = keep(b"", by=by)
    with default_storage.open(_name(by, token), "wb") as file:
        for piece in pieces:
            file.write(piece)
    return token


def place(token: str, *, by: User) -> Path | None:
    """Where this person's own upload lies, else None."""
    if not TOKEN.fullmatch(token) or not default_storage.exists(_name(by, token)):
        return None
    return Path(default_storage.path(_name(by, token)))


def kept(token: str, *, by: User) -> bytes | None:
    """The content of this person's own upload, else None."""
    if not TOKEN.fullmatch(token) or not default_storage.exists(_name(by, token)):
        return None
    with default_storage.open(_name(by, token)) as file:
        return bytes(file.read())


def drop(token: str, *, by: User) -> None:
    """Throws an upload away."""
    if TOKEN.fullmatch(token):
        default_storage.delete(_name(by, token))


def sweep() -> None:
    """Throws everybody's old uploads away: of people who never came back, too."""
    if default_storage.exists(ROOT):
        for folder in default_storage.listdir(ROOT)[0]:
            _sweep(f"{ROOT}/{folder}")


def _name(user: User, token: str) -> str:
    return f"{_folder(user)}/{token}"


def _folder(user: User) -> str:
    return f"{ROOT}/{user.pk}"


def _sweep(folder: str) -> None:
    if not default_storage.exists(folder):
        return
    for name in default_storage.listdir(folder)[1]:
        path = f"{folder}/{name}"
        if default_storage.get_modified_time(path) < timezone.now() - KEPT:
            default_storage.delete(path)
