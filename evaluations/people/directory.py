"""The organisations of one firm, by the names that people type; a name that is new makes one, once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from evaluations.people.models import Firm, Organisation, User

LONGEST = 200
"""Of a name, in characters."""
_IDLE = re.compile(r"[\s·•,，.。;；:：()（）\[\]【】〔〕<>《》\"'“”‘’-]+")


def plain(name: str) -> str:
    """A name without what people write now so, now so: width of signs, spaces, brackets and stops."""
    return _IDLE.sub("", unicodedata.normalize("NFKC", name)).casefold()


class Directory(Mapping[str, Any]):
    """Read once, with one query; nothing here writes.

    As a mapping it knows every name, as `named` does, and lists those that the firm uses.
    """

    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        rows = Organisation.objects.filter(firm=firm).select_related("merged_into").order_by("pk")
        self._names = [row.name for row in rows if row.merged_into_id is None]
        self._exact: dict[str, Organisation] = {}
        self._plain: dict[str, Organisation] = {}
        for row in sorted(rows, key=lambda one: one.merged_into_id is not None):
            meant = row.merged_into or row
            self._exact.setdefault(row.name, meant)
            self._plain.setdefault(plain(row.name), meant)

    def __getitem__(self, name: str) -> Organisation:
        found = self.named(name) if len(name.strip()) <= LONGEST else None
        if found is None:
            raise KeyError(name)
        return found

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and 0 < len(name.strip()) <= LONGEST

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def find(self, name: str) -> Organisation | None:
        """The organisation of this name, else of one merged into another, else of one written otherwise."""
        return self._exact.get(name.strip()) or self._plain.get(plain(name) or name)

    def named(self, name: str) -> Organisation | None:
        """As `find`, else a new one, not saved (see `keep`), the same for the same name; a blank is none."""
        typed = name.strip()
        if not typed:
            return None
        return self.find(typed) or self._new(typed)

    def exactly(self, name: str) -> Organisation | None:
        """As `named`, but another way of writing is another name: what a file says comes out of it again."""
        typed = name.strip()
        if not typed:
            return None
        return self._exact.get(typed) or self._new(typed)

    def _new(self, name: str) -> Organisation:
        made = self._exact[name] = Organisation(firm=self.firm, name=name)
        self._plain.setdefault(plain(name), made)
        return made


def keep(organisation: Organisation | None, *, by: User | None) -> Organisation | None:
    """The organisation as the database has it: a new one is saved, a merged one stands for its heir."""
    if organisation is None:
        return None
    if organisation.pk:
        return organisation.merged_into or organisation
    organisation._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 - read by django-simple-history
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:  # somebody was faster with the same name
        return Organisation.objects.get(
            firm=organisation.firm, name=organisation.name, merged_into__isnull=True
        )
    return organisation
