"""Codes: the styles, and the next free one."""

import pytest

from indicators.systems.codes import Style, code_of, next_code, style_of
from indicators.systems.presets import GRADE_PRESETS


@pytest.mark.parametrize(
    ("style", "codes"),
    [
        (Style.COMPACT, ["B", "B2", "B23", "B231"]),
        (Style.DASHED, ["B", "B2", "B2-3", "B2-3-1"]),
        (Style.DOTTED, ["2", "2.2", "2.2.3", "2.2.3.1"]),
    ],
)
def test_styles(style: Style, codes: list[str]) -> None:
    made: list[str] = []
    for depth, number in enumerate((2, 2, 3, 1)):
        made.append(code_of(style, made[-1] if made else None, number, depth))
    assert made == codes
    assert style_of((code, depth) for depth, code in enumerate(codes)) is style


def test_the_next_code_is_free() -> None:
    assert next_code(Style.COMPACT, "A", 2, 1, {"A1", "A2", "A3"}) == "A4"
    assert [code_of(Style.COMPACT, None, number, 0) for number in (1, 26, 27, 53)] == ["A", "Z", "AA", "BA"]
    assert style_of([]) is Style.COMPACT


def test_presets_go_down_to_zero() -> None:
    for preset in GRADE_PRESETS:
        bounds = [minimum for _, minimum in preset.bands]
        assert bounds == sorted(bounds, reverse=True)
        assert bounds[-1] == 0
