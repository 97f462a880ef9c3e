"""Database columns for exact figures and for plain data with exact figures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    Field = models.Field[Any, Any]
else:
    Field = models.Field


class FigureField(Field):
    """An exact decimal of any length: `numeric` on PostgreSQL, text on SQLite, whose numbers are floats.

    Sums and comparisons are made in Python, by the scoring core; a gap is None, never zero.
    """

    description = "exact decimal"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "text" if connection.vendor == "sqlite" else "numeric"

    def from_db_value(self, value: Any, *_: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except InvalidOperation:
            raise ValidationError(f"“{value}”不是数字。") from None

    def get_prep_value(self, value: Any) -> Decimal | None:
        return self.to_python(super().get_prep_value(value))

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        figure = self.get_prep_value(value)
        return format(figure, "f") if figure is not None and connection.vendor == "sqlite" else figure

    def value_to_string(self, obj: models.Model) -> str:
        figure = self.value_from_object(obj)
        return "" if figure is None else format(figure, "f")

    def formfield(self, *_: Any, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.DecimalField, **kwargs})


class ExactEncoder(json.JSONEncoder):
    """Writes a `Decimal` as the number it is."""

    def encode(self, o: Any) -> str:
        return "".join(_pieces(o))


def _pieces(value: Any) -> list[str]:
    match value:
        case Mapping():
            pairs = [[json.dumps(str(key), ensure_ascii=False), ": ", *_pieces(value[key])] for key in value]
            return ["{", *_listed(pairs), "}"]
        case list() | tuple():
            return ["[", *_listed([_pieces(item) for item in value]), "]"]
        case Decimal():
            return [format(value, "f")]
        case _:
            return [json.dumps(value, ensure_ascii=False)]


def _listed(items: list[list[str]]) -> list[str]:
    return [piece for number, item in enumerate(items) for piece in ([", ", *item] if number else item)]


class ExactDecoder(json.JSONDecoder):
    """Reads numbers with a fraction as `Decimal`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "parse_float": Decimal})


class PlainField(models.JSONField):
    """Plain data (JSON) whose numbers stay exact: `Decimal` in, `Decimal` or int out, never a float."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "encoder": ExactEncoder, "decoder": ExactDecoder})

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        """Most rows hold nothing here, and to start a decoder for each would be most of the work."""
        return {} if value == "{}" else super().from_db_value(value, expression, connection)
