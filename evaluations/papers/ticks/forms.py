"""The form of the items of one list: for each how far it is met, a note, and a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from evaluations.evidence.models import Document
from evaluations.papers.ticks.actions import Mark
from evaluations.papers.ticks.lists import TickList
from evaluations.projects.figures import FigureInput, typed_out

DEGREES = [("", "—"), ("1", "符合"), ("0", "不符合")]


class TicksForm(forms.Form):
    """Fields `met-N`, `note-N` and `document-N` for the N-th item."""

    def __init__(self, *args: Any, tick_list: TickList, documents: Iterable[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tick_list = tick_list
        self.by_key = {str(one.pk): one for one in documents}
        choices = [("", "—"), *((key, str(one)) for key, one in self.by_key.items())]
        for place, text in enumerate(tick_list.texts):
            self.fields[f"met-{place}"] = _degree(tick_list)
            self.fields[f"note-{place}"] = forms.CharField(required=False, widget=_box(forms.TextInput))
            self.fields[f"document-{place}"] = forms.ChoiceField(
                required=False, choices=choices, widget=_box(forms.Select)
            )
            for name, label in (("met", "是否符合"), ("note", "说明"), ("document", "佐证")):
                field = self.fields[f"{name}-{place}"]
                field.label = f"{label}：{text}"
                field.show_hidden_initial = True
                field.widget.attrs["aria-label"] = field.label

    def items(self) -> list[dict[str, Any]]:
        """Each item with its three fields."""
        names = ("met", "note", "document")
        return [
            {"text": text, **{name: self[f"{name}-{place}"] for name in names}}
            for place, text in enumerate(self.tick_list.texts)
        ]

    def values(self) -> dict[str, str]:
        """What is said, as texts by the names of the fields as a browser sends them."""
        return {self.add_prefix(name): _plain(self.cleaned_data[name]) for name in self.fields}

    def saved(self) -> dict[str, str]:
        """What is saved, in the same way."""
        return {self.add_prefix(name): _plain(self.initial.get(name)) for name in self.fields}

    def labels(self) -> dict[str, str]:
        """What people call each of them."""
        return {self.add_prefix(name): str(field.label) for name, field in self.fields.items()}

    def touched(self) -> list[str]:
        """The names of those that are others than when the page was opened."""
        return [self.add_prefix(name) for name in self.changed_data]

    def word(self, name: str, value: str) -> str:
        """A value as people read it."""
        if name.startswith(self.add_prefix("document-")):
            return str(self.by_key.get(value, ""))
        if self.tick_list.counts and name.startswith(self.add_prefix("met-")):
            return dict(DEGREES).get(value, value)
        return value

    def marks(self, said: Mapping[str, str]) -> Sequence[Mark]:
        """What was said, item by item; `said` as `values` has it."""
        return [
            Mark(
                met=_figure(said[self.add_prefix(f"met-{place}")]),
                note=said[self.add_prefix(f"note-{place}")],
                document=self.by_key.get(said[self.add_prefix(f"document-{place}")]),
            )
            for place in range(len(self.tick_list.texts))
        ]


def _plain(value: Any) -> str:
    """A degree without idle zeros; a gap is empty."""
    if value is None:
        return ""
    return typed_out(value) if isinstance(value, Decimal) else str(value)


def _figure(value: Any) -> Decimal | None:
    return None if value in ("", None) else Decimal(value)


def _degree(tick_list: TickList) -> forms.Field:
    if tick_list.counts:
        return forms.ChoiceField(required=False, choices=DEGREES, widget=_box(forms.Select))
    field = FigureInput()
    field.widget.attrs |= {"class": "form-control form-control-sm num", "list": "degrees"}
    return field


def _box(widget: type[forms.Widget]) -> forms.Widget:
    look = "form-select form-select-sm" if widget is forms.Select else "form-control form-control-sm"
    return widget(attrs={"class": look})
