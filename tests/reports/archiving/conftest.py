"""A filled project and its archive, in a folder of the test's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reports.archiving.models import Archive
from tests.evaluations.stages.making import Cast
from tests.reports.archiving.making import make_archive, make_filled


@pytest.fixture(autouse=True)
def _patient(settings: Any, tmp_path: Path) -> None:
    """The thread that renews a lease sees nothing of a test's transaction; it shall not get a turn."""
    settings.JOB_LEASE_SECONDS = 600
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def cast() -> Cast:
    return make_filled()


@pytest.fixture
def archive(cast: Cast) -> Archive:
    return make_archive(cast.project, cast["manager"])
