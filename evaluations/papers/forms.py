"""The form of one working paper: a field per input, then what the evaluator decides beside the score."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from evaluations.papers.contents import OWN, PREFIX, faults
from evaluations.papers.disputes import EMPTY, FIELDS
from evaluations.papers.disputes import faults as dispute_faults
from evaluations.papers.models import InputKind, NotApplicable, PaperInput
from evaluations.projects.figures import FigureInput, NotAFigure, read_figure, typed_out


class FiguresWidget(forms.Widget):
    """Several boxes of one name, one per entry of a list."""

    template_name = "evaluations/papers/_figures.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["boxes"] = [
            {"text": text, "label": label, "said": f"{self.attrs.get('aria-label', '')} {label}".strip()}
            for text, label in zip(value, self._labels(value), strict=True)
        ]
        context["widget"]["grows"] = not self.attrs.get("labels")
        context["widget"]["said"] = self.attrs.get("aria-label", "")
        return context

    def format_value(self, value: Any) -> Any:
        return value

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """From the project's own templates, which Django's form renderer does not look into."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def _labels(self, value: Sequence[str]) -> Iterator[str]:
        labels = self.attrs.get("labels", ())
        for place in range(len(value)):
            yield labels[place] if place < len(labels) else f"第{place + 1}个"


class FiguresInput(forms.Field):
    """A list of exact figures: marks, or how far each point is met.

    Blank boxes at the end count as gaps only up to `least` entries.
    """

    def __init__(self, *, size: int, least: int, labels: Sequence[str], **kwargs: Any) -> None:
        self.size = size
        self.least = least
        super().__init__(**{"required": False, "widget": FiguresWidget(attrs={"labels": labels}), **kwargs})

    def to_python(self, value: Any) -> list[Decimal | None]:
        figures: list[Decimal | None] = []
        wrong = []
        for place, text in enumerate(value or [], 1):
            try:
                figures.append(read_figure(text))
            except NotAFigure as fault:
                wrong.append(f"第{place}个：{fault}")
        if wrong:
            raise ValidationError(wrong)
        while len(figures) > self.least and figures[-1] is None:
            figures.pop()
        return figures

    def prepare_value(self, value: Any) -> list[str]:
        texts = [typed_out(one) if isinstance(one, Decimal) else str(one or "") for one in value or []]
        return texts + [""] * (self.size - len(texts))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)


class PlainText(forms.CharField):
    """Text as typed, its line ends as the database keeps them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "strip": False, **kwargs})

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class PaperForm(forms.Form):
    """Everything that a person may say on a working paper. `values()` gives it by the keys of `contents`.

    Inputs that are bound to a fact have no field: they are not typed.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)
    not_applicable = forms.ChoiceField(
        label=OWN["not_applicable"], required=False, choices=[("", "可以考核"), *NotApplicable.choices]
    )
    override_score = FigureInput(label=OWN["override_score"])
    override_reason = PlainText(label=OWN["override_reason"], widget=forms.Textarea(attrs={"rows": 2}))
    calculation_note = PlainText(label=OWN["calculation_note"], widget=forms.Textarea(attrs={"rows": 2}))
    evaluation_result = PlainText(label=OWN["evaluation_result"], widget=forms.Textarea(attrs={"rows": 2}))
    deduction_reason = PlainText(label=OWN["deduction_reason"], widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self,
        *args: Any,
        inputs: Iterable[PaperInput],
        rule: Mapping[str, Any],
        weight: Decimal,
        computed: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.weight = weight
        inputs = [row for row in inputs if not row.source]
        self.kinds = {PREFIX + row.name: str(row.kind) for row in inputs}
        for row in inputs:
            self.fields[PREFIX + row.name] = _field(row, rule)
            self.fields[PREFIX + row.name].disabled = PREFIX + row.name in computed
        for name, field in self.fields.items():
            field.show_hidden_initial = name != "revision" and not isinstance(field, FiguresInput)
            _dress(name, field)

    def clean(self) -> dict[str, Any]:
        """Adds what `contents.faults` finds to what the fields found."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            for key, message in faults(cleaned, self.kinds, self.weight).items():
                self.add_error(key, message)
        return cleaned

    def values(self) -> dict[str, Any]:
        """The cleaned values by the keys of `contents`."""
        return {key: self.cleaned_data[key] for key in (*self.kinds, *OWN)}

    def posted_texts(self) -> list[tuple[str, str]]:
        """What was typed, field by field, for a page that has to send it once more."""
        data: Any = self.data
        return [(name, text) for name in (*self.kinds, *OWN) for text in data.getlist(name)]

    def input_fields(self) -> list[forms.BoundField]:
        """The fields of the inputs, in their order."""
        return [self[key] for key in self.kinds]


def _field(row: PaperInput, rule: Mapping[str, Any]) -> forms.Field:
    match row.kind:
        case InputKind.FLAG:
            return forms.TypedChoiceField(
                label=row.name,
                required=False,
                choices=[("", "—"), ("True", "是"), ("False", "否")],
                coerce=lambda value: value == "True",
                empty_value=None,
            )
        case InputKind.LEVEL:
            return _level(row, rule)
        case InputKind.LIST:
            return _figures(row, rule)
        case _:
            return FigureInput(label=row.name)


def _figures(row: PaperInput, rule: Mapping[str, Any]) -> FiguresInput:
    """A box per point of the rule; for marks a box per mark and a spare one."""
    points = [str(point.get("text", "")) for point in rule.get("points") or () if isinstance(point, Mapping)]
    items = [item.number for item in row.items.all()]
    keeps_gaps = bool(points) or (bool(items) and items[-1] is None)
    return FiguresInput(
        label=row.name,
        size=max(len(points), len(items)) if points else len(items) + 1,
        least=len(items) if keeps_gaps else 0,
        labels=points,
    )


def _level(row: PaperInput, rule: Mapping[str, Any]) -> forms.Field:
    """The rule's levels to choose from, with the one that stands there even if the rule does not know it."""
    levels = levels_of(rule)
    if not levels:
        return forms.CharField(label=row.name, required=False, strip=False, empty_value=None)
    if row.level and row.level not in levels:
        levels.append(row.level)
    choices = [("", "—"), *((level, level) for level in levels)]
    return forms.TypedChoiceField(label=row.name, required=False, choices=choices, empty_value=None)


def levels_of(rule: Mapping[str, Any]) -> list[str]:
    """The names of the levels that a rule, or a part of it, knows."""
    return [str(level.get("level")) for level in _levels(rule)]


def _levels(rule: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The levels of a graded rule, or of the parts of a composite one."""
    found = list(rule.get("levels") or ())
    for part in rule.get("parts") or ():
        found += _levels(part.get("rule") or {})
    return found


def _dress(name: str, field: forms.Field) -> None:
    """The look and the words for a screen reader that every field of the page has."""
    attrs = field.widget.attrs
    look = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
    size = "" if isinstance(field, PlainText) else f" {look}-sm"
    attrs["class"] = f"{look}{size} {attrs.get('class', '')}".strip()
    attrs["aria-label"] = str(field.label)
    attrs["aria-describedby"] = f"error-{name}"


class DisputeForm(forms.Form):
    """The bounds of a disputed score, and why it is disputed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    low = FigureInput(label=FIELDS["low"])
    high = FigureInput(label=FIELDS["high"])
    reason = PlainText(label=FIELDS["reason"], widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, weight: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weight = weight
        gaps = dispute_faults(EMPTY, weight)
        for name in FIELDS:
            self.fields[name].show_hidden_initial = True
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = gaps[name]
            _dress(name, self.fields[name])

    def clean(self) -> dict[str, Any]:
        """Adds what `disputes.faults` finds to what the fields found."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            for name, message in dispute_faults(cleaned, self.weight).items():
                self.add_error(name, message)
        return cleaned

    def values(self) -> dict[str, Any]:
        """The cleaned values by the names of `disputes.FIELDS`."""
        return {name: self.cleaned_data[name] for name in FIELDS}
