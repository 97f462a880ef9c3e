"""What a rendering may fetch: a closed list of names, each with its content type. No network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from weasyprint.urls import URLFetcher, URLFetcherResponse

from reports.rendering.results import Attachment

HERE = Path(__file__).parent
SCHEME = "asset:"
MAGIC = 4  # bytes
STYLESHEETS = ("base.css", "report.css")
SHIPPED = {
    "base.css": "text/css",
    "report.css": "text/css",
    "fonts/song-regular.otf": "font/otf",
    "fonts/song-bold.otf": "font/otf",
    "fonts/hei-medium.otf": "font/otf",
    "fonts/hei-bold.otf": "font/otf",
    "fonts/kai-regular.ttf": "font/ttf",
    "fonts/kai-bold.ttf": "font/ttf",
}


class Forbidden(ValueError):
    """Something asked for what is not among the assets."""


@dataclass(frozen=True, slots=True)
class _Asset:
    content: bytes | Path
    kind: str

    def body(self) -> bytes:
        """The content; of a font the first bytes, which tell its kind: it is read where it lies."""
        if not isinstance(self.content, Path):
            return self.content
        with self.content.open("rb") as file:
            return file.read(MAGIC if self.kind.startswith("font/") else -1)


class Assets(URLFetcher):
    """Fetches shipped fonts, style sheets, attachments and pictures of one rendering, and refuses the rest.

    Pictures are JPEG, by the names that the document calls them by.
    """

    def __init__(
        self, attachments: tuple[Attachment, ...] = (), pictures: Mapping[str, bytes] | None = None
    ) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._assets = {name: _Asset(HERE / name, kind) for name, kind in SHIPPED.items()}
        for name, content in (pictures or {}).items():
            self._assets[picture_name(name)] = _Asset(content, "image/jpeg")
        for attachment in attachments:
            self._assets[attachment_name(attachment)] = _Asset(attachment.content, attachment.mime)

    def fetch(self, url: str, headers: dict[str, Any] | None = None) -> URLFetcherResponse:
        """The asset behind an `asset:` URL; anything else is refused."""
        asset = self._assets.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
        if asset is None:
            message = f"不在打印资源之列：{url}"
            raise Forbidden(message)
        return URLFetcherResponse(url, asset.body(), {"Content-Type": asset.kind})


def shipped_path(url: str) -> Path | None:
    """The file behind the URL of an asset that the project ships."""
    name = url.removeprefix(SCHEME)
    return HERE / name if url.startswith(SCHEME) and name in SHIPPED else None


def picture_name(name: str) -> str:
    """The name under which a picture is fetched."""
    return f"pictures/{quote(name)}"


def attachment_name(attachment: Attachment) -> str:
    """The name under which an attachment is fetched."""
    return f"attachments/{quote(attachment.name)}"
