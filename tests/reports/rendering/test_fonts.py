"""What the shipped faces cover, how large they are, and the spacing they bring."""

import json
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import reports.rendering
from reports.rendering.assets import SHIPPED
from reports.rendering.glyphs import is_drawn

FONTS = Path(reports.rendering.__file__).parent / "fonts"
FACES = sorted(name.removeprefix("fonts/") for name in SHIPPED if name.startswith("fonts/"))
FULL = [name for name in FACES if name != "kai-bold.ttf"]
SIGNS = "，。、；：？！“”‘’（）《》〈〉【】〔〕…—·①②③⑩⑳√✓☑☒□■○●△▲★→←↑↓×÷±≤≥≠≈％‰℃㎡＋－＝＜＞／№〇"
RARE = "喆堃赟翀昇淼犇骉翾㛃㙍䶮"


def gb2312() -> set[str]:
    """All Han characters and signs of GB 2312—1980."""
    pairs = (bytes((lead, trail)) for lead in range(0xA1, 0xF8) for trail in range(0xA1, 0xFF))
    found = {pair.decode("gb2312", "ignore") for pair in pairs}
    return {character for character in found if character}


def cmap(name: str) -> set[int]:
    with TTFont(FONTS / name, lazy=True) as font:
        return set(font.getBestCmap())


def missing(name: str, wanted: set[str]) -> set[str]:
    covered = cmap(name)
    return {character for character in wanted if ord(character) not in covered}


def test_all_faces_are_there_with_their_licences() -> None:
    assert {path.name for path in FONTS.iterdir()} == {
        *FACES, "coverage.json", "README.md", "OFL-Noto-CJK.txt", "OFL-LXGW-WenKai.txt",
    }  # fmt: skip
    for name in ("OFL-Noto-CJK.txt", "OFL-LXGW-WenKai.txt"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / name).read_text(encoding="utf-8")


def test_they_are_not_too_large() -> None:
    assert sum((FONTS / name).stat().st_size for name in FACES) < 55_000_000


@pytest.mark.parametrize("name", FULL)
def test_a_face_covers_gb2312_signs_and_names(name: str) -> None:
    assert missing(name, gb2312() | set(SIGNS)) == set()
    lacking = missing(name, set(RARE))
    assert lacking == (set() if not name.startswith("kai") else lacking & set("㙍䶮㛃翾"))


def test_the_bold_kai_covers_the_han_of_gb2312() -> None:
    assert {c for c in missing("kai-bold.ttf", gb2312()) if "\u4e00" <= c <= "\u9fff"} == set()


def test_song_covers_gbk_and_extension_a() -> None:
    covered = cmap("song-regular.otf")
    assert sum(0x4E00 <= code <= 0x9FFF for code in covered) >= 20_971
    assert sum(0x3400 <= code <= 0x4DBF for code in covered) == 6_582
    assert sum(code >= 0x20000 for code in covered) > 2_000


def test_every_character_of_the_cases_is_drawn(cases: Path) -> None:
    for path in sorted(cases.glob("*.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        characters = set(json.dumps(said, ensure_ascii=False))
        assert {character for character in characters if not is_drawn(character)} == set()


def test_the_listed_coverage_is_that_of_the_faces() -> None:
    listed = json.loads((FONTS / "coverage.json").read_text(encoding="utf-8"))
    codes = {family: {n for a, b in ranges for n in range(a, b + 1)} for family, ranges in listed.items()}
    assert codes["Jiheng Song"] == cmap("song-regular.otf") & cmap("song-bold.otf")
    assert codes["Jiheng Hei"] == cmap("hei-medium.otf") & cmap("hei-bold.otf")
    assert codes["Jiheng Kai"] == cmap("kai-regular.ttf")


@pytest.mark.parametrize("name", FACES)
def test_a_face_brings_spacing_and_its_own_name(name: str) -> None:
    with TTFont(FONTS / name, lazy=True) as font:
        features = {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
        family = str(font["name"].getDebugName(1))
    assert features == {"chws", "kern", "tnum"}
    assert family in {"Jiheng Song", "Jiheng Hei", "Jiheng Kai"}
