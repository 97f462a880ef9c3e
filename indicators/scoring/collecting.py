"""Keeps Python's collector of cycles out of a pass that makes none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_cycles() -> Iterator[None]:
    """No collection inside the block or the decorated function, which must leave no cycles of objects.

    The collector starts by the number of new objects and then looks through all that the process holds:
    in one large pass it finds nothing, and its share grows faster than the leaves. What is no longer used
    is freed all the same, by its count of references. Where several threads pass at once, the first to
    end lets the collector in again.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
