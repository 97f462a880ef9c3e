"""Acts of several people at the same moment, each on a connection of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection


def at_once(*acts: Callable[[], Any]) -> None:
    """Each in a thread of its own; the tests' SQLite lives in memory, where a busy table is refused."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            while not _got_through(act):
                time.sleep(0.01)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _got_through(act: Callable[[], Any]) -> bool:
    try:
        act()
    except OperationalError:
        return False
    return True
