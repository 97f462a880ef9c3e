"""Plain data → a typed dossier, with every problem and the place where it stands.

One reader for all classes of `model`: it follows their fields' types, so a new key is one new field there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from evaluations.dossier.dates import is_date

LIMIT = 40
"""Digits before or after the point, as in the scoring core; nothing that is paid or counted needs more."""

DEPTH = 40
"""Levels of nesting in what is kept as it is."""

_FOREIGN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of surrogate pairs: no encoding, no database and no font takes them."""

BAD: Any = object()
"""Stands for what could not be read; the problem is already noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What is collected on the way: (path, message) pairs."""

    problems: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    def refuse(self, path: str, message: str) -> Any:
        self.problems.append((path, message))
        return BAD


@cache
def shape(kind: Any) -> tuple[tuple[Field[Any], Any], ...]:
    """The fields of a class of `model` with their types, `extras` left out."""
    hints = get_type_hints(kind)
    return tuple((item, hints[item.name]) for item in fields(kind) if item.name != "extras")


def default(item: Field[Any]) -> Any:
    """What a field holds when its key is absent; BAD if the key is required."""
    if item.default_factory is not MISSING:
        return item.default_factory()
    return BAD if item.default is MISSING else item.default


def read_object(kind: Any, data: Any, path: str, notes: Notes) -> Any:
    """An instance of `kind`, or BAD. Unknown keys go to `extras` with a warning."""
    if not isinstance(data, Mapping):
        return notes.refuse(path, f"应为一个对象（键和值），这里是{_named(data)}。")
    values: dict[str, Any] = {}
    extras: dict[str, Any] = {}
    for item, hint in shape(kind):
        values[item.name] = _read_field(item, hint, data, path, extras, notes)
    known = {item.name for item, _ in shape(kind)}
    for key, value in data.items():
        if key not in known:
            place = inside(path, key)
            notes.warnings.append((place, "不认识的键，原样保留，不参与评分。"))
            extras[key] = read_plain(value, place, notes)
    if BAD in (*values.values(), *extras.values()):
        return BAD
    return kind(**values, extras=extras)


def inside(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def _read_field(
    item: Field[Any], hint: Any, data: Mapping[str, Any], path: str, extras: dict[str, Any], notes: Notes
) -> Any:
    absent, place = default(item), inside(path, item.name)
    raw = data.get(item.name)
    if raw is None:
        if absent is BAD:
            return notes.refuse(place, "缺少这一项，必须填写。")
        if item.name in data:
            extras[item.name] = None
        return absent
    value = read_value(hint, raw, place, notes)
    if value is not BAD:
        value = _checked(value, item, required=absent is BAD, path=place, notes=notes)
    if value is not BAD and value == absent:
        extras[item.name] = read_plain(raw, place, notes)
    return value


def _checked(value: Any, item: Field[Any], *, required: bool, path: str, notes: Notes) -> Any:
    rules = item.metadata
    if required and isinstance(value, str) and not value.strip():
        return notes.refuse(path, "不能为空，请填写。")
    if "choices" in rules and value not in rules["choices"]:
        return notes.refuse(path, f"“{value}”不在可选范围内，应为 {' 或 '.join(rules['choices'])}。")
    if "minimum" in rules and value < rules["minimum"]:
        return notes.refuse(path, f"不能小于 {rules['minimum']}，这里是 {value}。")
    if rules.get("date") and not is_date(value):
        return notes.refuse(path, f"“{value}”不是日期，请写成 2018、2019-05 或 2018-11-30 的样子。")
    return value


def read_value(hint: Any, raw: Any, path: str, notes: Notes) -> Any:
    """`raw` as `hint` says: a class of `model`, a tuple, a mapping, one of several, or a simple value."""
    origin, members = _made_of(hint)
    if origin in (Union, UnionType):
        return _read_one_of(members, raw, path, notes)
    if origin is tuple:
        return _read_rows(members[0], raw, path, notes)
    if origin is not None:
        return _read_mapping(members[1], raw, path, notes)
    if is_dataclass(hint):
        return read_object(hint, raw, path, notes)
    if hint is Any:
        return read_plain(raw, path, notes)
    if not _fits(hint, raw):
        return notes.refuse(path, f"应为{_NAMES[hint]}，这里是{_named(raw)}。")
    return _SIMPLE[hint](raw, path, notes)


@cache
def _made_of(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """Origin and arguments of a type: `tuple[X, ...]` is a tuple of X."""
    return get_origin(hint), get_args(hint)


def _read_one_of(members: tuple[Any, ...], raw: Any, path: str, notes: Notes) -> Any:
    for member in members:
        if _fits(member, raw):
            return None if member is NoneType else read_value(member, raw, path, notes)
    *first, last = dict.fromkeys(_name_of(member) for member in members if member is not NoneType)
    wanted = f"{'、'.join(first)}或{last}" if first else last
    return notes.refuse(path, f"应为{wanted}，这里是{_named(raw)}。")


def _read_rows(hint: Any, raw: Any, path: str, notes: Notes) -> Any:
    if not isinstance(raw, list | tuple):
        return notes.refuse(path, f"应为列表，这里是{_named(raw)}。")
    rows = tuple(read_value(hint, row, f"{path}[{place}]", notes) for place, row in enumerate(raw))
    return BAD if BAD in rows else rows


def _read_mapping(hint: Any, raw: Any, path: str, notes: Notes) -> Any:
    if not isinstance(raw, Mapping):
        return notes.refuse(path, f"应为一个对象（键和值），这里是{_named(raw)}。")
    read = {
        _key(key, path, notes): read_value(hint, value, inside(path, key), notes)
        for key, value in raw.items()
    }
    return BAD if BAD in (*read, *read.values()) else read


# Simple values ------------------------------------------------------------------------------------


def _text(raw: str, path: str, notes: Notes) -> Any:
    bad = _FOREIGN.search(raw)
    if bad is not None:
        return notes.refuse(path, f"含有不能保存的字符 U+{ord(bad[0]):04X}，请删去。")
    return raw


def _number(raw: Decimal | int, path: str, notes: Notes) -> Any:
    number = Decimal(raw)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        return notes.refuse(path, "不是数值；不知道的数值请写 null。")
    if exponent < -LIMIT or number.adjusted() > LIMIT:
        return notes.refuse(path, f"数值超出范围，整数和小数各不超过 {LIMIT} 位。")
    return number


def _whole(raw: Decimal | int, path: str, notes: Notes) -> Any:
    number = _number(raw, path, notes)
    if number is BAD:
        return BAD
    if number != number.to_integral_value():
        return notes.refuse(path, f"应为整数，这里是 {number:f}。")
    return int(number)


def _truth(raw: bool, path: str, notes: Notes) -> bool:
    return raw


def _key(raw: Any, path: str, notes: Notes) -> Any:
    if not isinstance(raw, str):
        return notes.refuse(path, f"键应为文字，这里是{_named(raw)}。")
    return _text(raw, path, notes)


_SIMPLE: dict[Any, Any] = {str: _text, Decimal: _number, int: _whole, bool: _truth}
_NAMES: dict[Any, str] = {str: "文字", Decimal: "数字", int: "整数", bool: " true/false"}


def _fits(hint: Any, raw: Any) -> bool:
    """Whether `raw` is, as JSON, of the kind that `hint` wants."""
    match raw:
        case None:
            return hint is NoneType
        case bool():
            return hint is bool
        case str():
            return hint is str
        case Decimal() | int():
            return hint in (Decimal, int)
        case list() | tuple():
            return get_origin(hint) is tuple
        case _:
            return isinstance(raw, Mapping) and (get_origin(hint) is not tuple and hint not in _NAMES)


def _name_of(hint: Any) -> str:
    if get_origin(hint) is tuple:
        return "列表"
    return _NAMES.get(hint, "对象")


def _named(raw: Any) -> str:
    match raw:
        case None:
            return "空值"
        case bool():
            return " true/false"
        case str():
            return "文字"
        case Decimal() | int():
            return "数字"
        case float():
            return "二进制浮点数（请把数值按十进制读入）"
        case list() | tuple():
            return "列表"
        case Mapping():
            return "对象"
        case _:
            return f"{type(raw).__name__} 类型的值"


def read_plain(raw: Any, path: str, notes: Notes, depth: int = 0) -> Any:
    """Any JSON value, copied, its numbers as Decimal; BAD if something in it cannot be kept."""
    if depth > DEPTH:
        return notes.refuse(path, f"嵌套过深，最多 {DEPTH} 层。")
    match raw:
        case None | bool():
            return raw
        case str():
            return _text(raw, path, notes)
        case Decimal() | int():
            return _number(raw, path, notes)
        case list() | tuple():
            rows = [read_plain(row, f"{path}[{place}]", notes, depth + 1) for place, row in enumerate(raw)]
            return BAD if BAD in rows else rows
        case Mapping():
            read = {
                _key(key, path, notes): read_plain(value, inside(path, key), notes, depth + 1)
                for key, value in raw.items()
            }
            return BAD if BAD in (*read, *read.values()) else read
        case _:
            return notes.refuse(path, f"不能是{_named(raw)}。")
