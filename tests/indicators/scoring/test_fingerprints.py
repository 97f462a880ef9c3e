"""What counts for a score changes the fingerprint; what does not, does not."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from indicators.scoring import VERSION, canonical, fingerprint
from tests.indicators.scoring.cases import case, dossier, leaf

Change = Callable[[Any], Any]


def test_canonical_json() -> None:
    part = {
        "b": [Decimal("1.50"), 1, Decimal("1E+2"), True, None],
        "a": {"名称": '"x"\n'},
        "c": Decimal("-0.0"),
    }
    assert canonical(part) == '{"a":{"名称":"\\"x\\"\\n"},"b":[1.5,1,100,true,null],"c":0}'.encode()
    assert canonical(Decimal("1.0")) == canonical(1) == b"1"


def test_a_binary_float_is_not_canonical() -> None:
    with pytest.raises(TypeError, match="二进制浮点数"):
        canonical({"a": 0.1})


def test_the_fingerprint_of_a_published_case() -> None:
    assert VERSION == "1"
    assert fingerprint(case("hongda_2018.json")) == fingerprint(case("hongda_2018.json"))
    assert len(fingerprint(case("hongda_2018.json"))) == 64
    assert fingerprint(case("hongda_2018.json")) != fingerprint(case("linfang_2018.json"))


def base() -> dict[str, Any]:
    first = leaf("A", 5, 3, override={"score": 4, "reason": "现场核实"}, rounding={"value": {"decimals": 1}})
    rule = {"kind": "graded", "text": "按等级", "levels": [{"level": "好", "share": 1}]}
    second = leaf("B", 5, None, rule=rule, inputs={"level": "好"}, value="level")
    return dossier(
        first, second, grade_scheme=[{"grade": "优", "min": 9}], rounding={"score": {"decimals": 1}}
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["indicators"][0].update(name="别的名称", explanation="说明"),
        lambda data: data["indicators"][0]["override"].update(reason="别的理由"),
        lambda data: data["indicators"][1]["rule"].update(text="换一种说法"),
        lambda data: data["indicators"][0].update(not_applicable=None, weight=Decimal("5.0")),
        lambda data: data["indicators"].reverse(),
        lambda data: data.update(project={"title": "项目"}),
        lambda data: data["rounding"].update(value=None),
    ],
)
def test_what_does_not_count(change: Change) -> None:
    data = base()
    change(data)
    assert fingerprint(data) == fingerprint(base())


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["indicators"][0].update(weight=6),
        lambda data: data["indicators"][0]["inputs"].update(points=2),
        lambda data: data["indicators"][0]["inputs"].update(other=None),
        lambda data: data["indicators"][0]["override"].update(score=5),
        lambda data: data["indicators"][0].update(override=None),
        lambda data: data["indicators"][0].update(rounding=None),
        lambda data: data["indicators"][1]["rule"]["levels"][0].update(share=Decimal("0.9")),
        lambda data: data["indicators"][1].update(value=None),
        lambda data: data["indicators"][1].update(not_applicable="full"),
        lambda data: data["indicators"][1].update(parent="A"),
        lambda data: data["indicators"].pop(),
        lambda data: data["grade_scheme"].pop(),
        lambda data: data.update(rounding=None),
    ],
)
def test_what_counts(change: Change) -> None:
    data = base()
    change(data)
    assert fingerprint(data) != fingerprint(base())


def test_nothing_at_all_has_a_fingerprint() -> None:
    assert fingerprint({}) == fingerprint({"indicators": None, "grade_scheme": [], "rounding": {}})
