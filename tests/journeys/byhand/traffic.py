"""What a browser asked of the server: requests per page and how long pages took."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request

_STATIC = ("/static/",)
_NUMBER = re.compile(r"(?<=/)\d+(?=/)")
_CODE = re.compile(r"(?<=/papers/)[^/]+(?=/)|(?<=/criteria/)[^/]+(?=/)")


@dataclass(slots=True)
class Visited:
    """One kind of page: how often it was opened, the requests it then made, and its answers in ms."""

    visits: int = 0
    requests: int = 0
    static: int = 0
    opened: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)


class Traffic:
    """Listens to a page's requests. A page is named by its address, with N for numbers and CODE for codes."""

    def __init__(self, page: Page) -> None:
        self.pages: dict[str, Visited] = {}
        self._now = "/"
        page.on("request", self._begun)
        page.on("requestfinished", self._done)

    def _begun(self, request: Request) -> None:
        if _is_page(request):
            self._now = named(request.url)
            self._of(self._now).visits += 1
        elif urlsplit(request.url).path.startswith(_STATIC):
            self._of(self._now).static += 1
        else:
            self._of(self._now).requests += 1

    def _done(self, request: Request) -> None:
        took = request.timing["responseEnd"]
        path = urlsplit(request.url).path
        if took < 0 or path.startswith(_STATIC):
            return
        if _is_page(request):
            self._of(named(request.url)).opened.append(took)
        else:
            self._of(self._now).asked.append(took)

    def _of(self, name: str) -> Visited:
        return self.pages.setdefault(name, Visited())

    @property
    def slowest(self) -> tuple[str, float]:
        """The page that took longest, and its milliseconds."""
        times = {name: max(one.opened, default=0.0) for name, one in self.pages.items()}
        return max(times.items(), key=lambda one: one[1])

    def lines(self) -> Iterator[str]:
        """A table: page, visits, requests of its own per visit, static files, slowest answers."""
        yield f"{'page':<48}{'visits':>7}{'req/visit':>10}{'static':>7}{'page ms':>9}{'other ms':>9}"
        for name, one in sorted(self.pages.items()):
            each = 1 + one.requests / max(one.visits, 1)
            slow, other = max(one.opened, default=0.0), max(one.asked, default=0.0)
            yield f"{name:<48}{one.visits:>7}{each:>10.1f}{one.static:>7}{slow:>9.0f}{other:>9.0f}"
        all_pages = sum(one.visits for one in self.pages.values())
        requests = sum(one.visits + one.requests for one in self.pages.values())
        name, took = self.slowest
        yield f"pages opened: {all_pages}; requests: {requests}, {requests / max(all_pages, 1):.1f} per page"
        yield f"slowest page: {name} {took:.0f} ms"


def _is_page(request: Request) -> bool:
    return request.is_navigation_request()


def named(url: str) -> str:
    """/projects/12/papers/A11/ → /projects/N/papers/CODE/."""
    return _NUMBER.sub("N", _CODE.sub("CODE", urlsplit(url).path))
