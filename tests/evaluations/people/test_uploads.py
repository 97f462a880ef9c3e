"""Uploads between two pages: kept for their person, thrown away when nobody comes back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from evaluations.people import uploads
from evaluations.people.tasks import sweep_uploads
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_an_upload_is_its_persons_own() -> None:
    person, other = make_user(), make_user()
    token = uploads.keep(b"dossier", by=person)
    assert uploads.kept(token, by=person) == b"dossier"
    assert uploads.kept(token, by=other) is None
    assert uploads.kept("../" + token, by=person) is None


def test_old_uploads_of_everybody_go_and_new_ones_stay() -> None:
    sweep_uploads()
    person, other = make_user(), make_user()
    old, new = uploads.keep(b"old", by=person), uploads.keep(b"new", by=other)
    place = uploads.place(old, by=person)
    assert place is not None
    os.utime(place, (0, 0))
    sweep_uploads()
    assert uploads.kept(old, by=person) is None
    assert uploads.kept(new, by=other) == b"new"
