"""Figures as people type and read them: 「１，２３４．５」 comes in, an exact decimal goes on."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

GAP = "—"
LONGEST = 40
UNITS = {"元": 0, "千元": 3, "万元": 4, "百万元": 6, "亿元": 8}
"""Units of money as powers of ten, for comparing figures that stand in different ones."""

_NARROW = str.maketrans("０１２３４５６７８９．，－−＋", "0123456789.,--+")
_LOOKALIKES = {
    "O": "字母O，应为数字0",
    "o": "字母o，应为数字0",
    "l": "字母l，应为数字1",
    "I": "字母I，应为数字1",
    "。": "句号，小数点应为“.”",
    "%": "百分号，这里只填数字",
    "％": "百分号，这里只填数字",
}
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")


class NotAFigure(ValueError):
    """Says, in Chinese, which character is in the way."""


def read_figure(text: str) -> Decimal | None:
    """The figure that `text` means; None for blank or 「—」.

    Full-width digits and correct thousands separators are understood. Raises NotAFigure otherwise.
    """
    typed = text.strip()
    if not typed or set(typed) == {GAP}:
        return None
    if len(typed) > LONGEST:
        raise NotAFigure(f"太长：共{len(typed)}个字符，最多{LONGEST}个。")
    plain = typed.translate(_NARROW)
    if _GROUPED.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    if _NUMBER.fullmatch(plain):
        return Decimal(plain)
    raise NotAFigure(f"“{typed}”不是数字：{_fault(plain)}。")


def _fault(plain: str) -> str:
    """What is wrong with `plain`, at its first wrong character, counted from 1."""
    for place, character in enumerate(plain, 1):
        if character in "+-" and place > 1:
            return f"第{place}个字符是“{character}”，正负号只能在最前"
        if character not in "0123456789.,+-":
            return f"第{place}个字符是{_called(character)}"
    if plain.count(".") > 1:
        return f"第{plain.index('.', plain.index('.') + 1) + 1}个字符是第二个小数点"
    if "," in plain:
        return f"第{plain.index(',') + 1}个字符是逗号，只能作千分位，逗号之间须为3位数字"
    return "里面没有数字"


def _called(character: str) -> str:
    if character in _LOOKALIKES:
        return _LOOKALIKES[character]
    if character.isspace():
        return "空格"
    if character.isascii() and character.isalpha():
        return f"字母{character}"
    return f"“{character}”"


def shown(value: Any) -> str:
    """A value as the log and comparisons print it: 4860 → 4,860, true → 是, a gap → 「—」."""
    if value is None or value == "":
        return GAP
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return typed_out(value)
    if isinstance(value, list | tuple):
        return "、".join(shown(one) for one in value) or GAP
    return str(value)


def typed_out(value: Decimal) -> str:
    """All digits of `value`, with thousands separators and without idle zeros."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class FigureInput(forms.CharField):
    """A form's field for an exact figure; blank is a gap, never zero."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "num"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})

    def to_python(self, value: Any) -> Any:
        try:
            return read_figure(str(value or ""))
        except NotAFigure as fault:
            raise ValidationError(str(fault)) from None

    def prepare_value(self, value: Any) -> Any:
        return typed_out(value) if isinstance(value, Decimal) else value
