"""The only door to WeasyPrint: HTML in, laid-out pages and PDF/A-3u out; each complaint is a failure."""

from __future__ import annotations

import gc
import logging
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import cssselect2  # type: ignore[import-untyped]
import weasyprint
from weasyprint.css import ColorProfile
from weasyprint.css.counters import CounterStyle
from weasyprint.text import fonts

from reports.rendering import typeset
from reports.rendering.assets import SCHEME, STYLESHEETS, Assets, attachment_name
from reports.rendering.markup import Html
from reports.rendering.results import Attachment, Complaint, Listener, Progress, RenderingFailed, Stage
from reports.rendering.shaping import forget

LOGGER = logging.getLogger("weasyprint")
STEPS = logging.getLogger("weasyprint.progress")
PAGE = re.compile(r"Page (\d+)")
DOCTYPE = "<!doctype html>"
VARIANT = "pdf/a-3u"
COLOURS = "sRGB"
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)


class _Case(threading.local):
    """Fonts and style sheets, loaded once per thread: reading them takes as long as ten pages."""

    def __init__(self) -> None:
        self.fonts = fonts.FontConfiguration()
        self.counters = CounterStyle()
        self.base, self.sheet = (self._stylesheet(name) for name in STYLESHEETS)

    def _stylesheet(self, name: str) -> Any:
        return weasyprint.CSS(
            url=f"{SCHEME}{name}",
            url_fetcher=Assets(),
            font_config=self.fonts,
            counter_style=self.counters,
            _check_mime_type=True,
        )


@cache
def _case() -> _Case:
    return _Case()


def _colours() -> ColorProfile:
    """The sRGB profile that PDF/A wants to be told; WeasyPrint would leave its file open."""
    content = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    return ColorProfile(BytesIO(content), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


class Press:
    """What sets one document: its attachments and pictures, its listener, its complaints."""

    def __init__(
        self,
        attachments: tuple[Attachment, ...] = (),
        progress: Listener | None = None,
        pictures: Mapping[str, bytes] | None = None,
    ) -> None:
        typeset.install()
        self._attachments = attachments
        self._assets = Assets(attachments, pictures)
        self._progress = progress
        self.complaints: list[Complaint] = []
        with self._listening(stage=None, total=0):
            self._case = _case()
            forget(self._case.fonts)
        self._refuse()

    def lay_out(self, page: Html, *, stage: Stage, total: int) -> Any:
        """The page set and broken into sheets (a `weasyprint.Document`); raises at any complaint."""
        with self._listening(stage=stage, total=total):
            document = _Page(page, self._assets, self._case.base).render(
                font_config=self._case.fonts,
                counter_style=self._case.counters,
                stylesheets=[self._case.sheet],
                color_profiles={COLOURS: _colours()},
                output_intent=COLOURS,
                pdf_variant=VARIANT,
            )
        self._refuse()
        return document

    def write(self, document: Any, *, identifier: str, date: datetime | None) -> bytes:
        """The laid-out document as PDF/A-3u; equal input gives equal bytes.

        Attachments must have a date: the document's, or that of the beginning of time (`UNDATED`).
        """
        total = len(document.pages)
        self._tell(Progress(stage="写入PDF/A", done=0, total=total))
        with self._listening(stage=None, total=total):
            pdf: bytes = document.write_pdf(
                pdf_variant=VARIANT,
                pdf_identifier=identifier.encode(),
                output_intent=COLOURS,
                attachments=[self._attach(attachment, date or UNDATED) for attachment in self._attachments],
            )
        self._refuse()
        self._tell(Progress(stage="写入PDF/A", done=total, total=total))
        return pdf

    def _attach(self, attachment: Attachment, date: datetime) -> Any:
        return weasyprint.Attachment(
            url=f"{SCHEME}{attachment_name(attachment)}",
            url_fetcher=self._assets,
            name=attachment.name,
            description=attachment.description,
            relationship=attachment.relationship,
            created=date,
            modified=date,
        )

    def _tell(self, progress: Progress) -> None:
        if self._progress is not None:
            self._progress(progress)

    def _refuse(self) -> None:
        if self.complaints:
            listed = "\n".join(complaint.message for complaint in self.complaints[:10])
            message = f"排版没有完成，排版程序报告了{len(self.complaints)}个问题：\n{listed}"
            raise RenderingFailed(message)

    @contextmanager
    def _listening(self, *, stage: Stage | None, total: int) -> Iterator[None]:
        """Collect this thread's warnings, and pass pages on as progress."""
        ear = _Ear(self, stage, total)
        level, propagate = STEPS.level, STEPS.propagate
        LOGGER.addHandler(ear)
        STEPS.addHandler(ear)
        STEPS.setLevel(logging.INFO)
        STEPS.propagate = False
        try:
            yield
        finally:
            STEPS.propagate = propagate
            STEPS.setLevel(level)
            STEPS.removeHandler(ear)
            LOGGER.removeHandler(ear)

    def hear(self, record: logging.LogRecord, stage: Stage | None, total: int) -> None:
        """Take a log line: a warning is a complaint, a page is progress."""
        if record.levelno >= logging.WARNING:
            self.complaints.append(Complaint(message=record.getMessage()))
        elif stage is not None and (match := PAGE.search(record.getMessage())):
            done = int(match[1])
            self._tell(Progress(stage=stage, done=done, total=max(total, done) if total else 0))


class _Page(weasyprint.HTML):
    """A page of our own writing: parsed as XML (ten times as fast as HTML), with our own base style."""

    def __init__(self, page: Html, assets: Assets, base: Any) -> None:
        root = ElementTree.fromstring(page.removeprefix(DOCTYPE))  # noqa: S314 - written by `pages`, no entities
        self.base_url, self.url_fetcher, self.media_type = SCHEME, assets, "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element
        self._base = base

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        return [self._base]


class _Ear(logging.Handler):
    """Hears what WeasyPrint logs in the thread that made it. What a listener raises passes through."""

    def __init__(self, press: Press, stage: Stage | None, total: int) -> None:
        super().__init__(logging.INFO)
        self._press, self._stage, self._total = press, stage, total
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self._press.hear(record, self._stage, self._total)


@contextmanager
def undisturbed() -> Iterator[None]:
    """No garbage collection inside (a third of the time of a layout); collected and restored afterwards."""
    was_enabled = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.collect()  # of what was made inside; what was there before is still set apart
        gc.unfreeze()
        if was_enabled:
            gc.enable()
