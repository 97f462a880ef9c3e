"""Work on a thread of its own: pyHanko runs an event loop, and the caller's thread may have one already."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def aside(work: Callable[[], Result]) -> Result:
    """What `work` returns or raises."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()
