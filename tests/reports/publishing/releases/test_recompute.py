"""`manage.py recompute`: an untouched release agrees in everything; whatever was bent is found and named."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import CommandError, call_command

from reports.publishing.releases import actions
from reports.publishing.releases.recomputing import recompute
from reports.rendering.sealing.checking import APPENDED, NOT_WHOLE
from tests.reports.publishing.releases.conftest import content

Tell = Callable[[bytes], tuple[str, int]]
ALL = ["电子签章", "快照", "评价数据包", "评分", "评分表", "签核记录", "版面", "签发记录"]


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    """Runs the command on the bytes: what it printed, and how it ended."""

    def run(pdf: bytes) -> tuple[str, int]:
        file, out = tmp_path / "release.pdf", io.StringIO()
        file.write_bytes(pdf)
        try:
            call_command("recompute", str(file), stdout=out)
        except CommandError as error:
            return f"{out.getvalue()}{error}", error.returncode
        return out.getvalue(), 0

    return run


def differing(pdf: bytes) -> dict[str, tuple[str, ...]]:
    """What does not agree, with its sentences."""
    return {one.subject: one.said for one in recompute(pdf) if not one.agrees}


def bent(pdf: bytes, **attachments: bytes) -> bytes:
    """The file written anew with other attachments: what somebody with a PDF editor can do."""
    with pikepdf.open(io.BytesIO(pdf)) as book:
        for name, new in attachments.items():
            file = book.attachments[name.replace("_", ".")].get_file()
            file.obj.write(new)
        written = io.BytesIO()
        book.save(written)
    return written.getvalue()


def carried(pdf: bytes, name: str) -> Any:
    with pikepdf.open(io.BytesIO(pdf)) as book:
        return json.loads(book.attachments[name].get_file().read_bytes())


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()


def test_an_untouched_release_agrees_in_everything(issued: Any, tell: Tell) -> None:
    release = issued()
    pdf = content(release)
    assert [one.subject for one in recompute(pdf)] == ALL
    assert differing(pdf) == {}
    said, code = tell(pdf)
    assert code == 0
    assert "全部一致。" in said
    assert "与报告全部一致。总分99.67 优" in said
    assert f"{release.number}　现行" in said


def test_a_file_of_another_installation_needs_no_record(issued: Any) -> None:
    release = issued()
    pdf = content(release)
    release.file.delete()
    *_, recorded = recompute(pdf)
    assert recorded.said[0] == "本系统没有它的签发记录，以上只核对了文件本身。"
    assert release.code in recorded.said[1]
    assert differing(pdf) == {}


def test_a_withdrawn_release_agrees_and_says_so(issued: Any, tell: Tell) -> None:
    release = issued()
    actions.withdraw(release, reason="撤回", by=release.issued_by)
    said, code = tell(content(release))
    assert (code, f"{release.number}　已作废" in said) == (0, True)


def test_a_changed_byte_is_found(issued: Any, tell: Tell) -> None:
    release = issued()
    pdf = bytearray(content(release))
    place = len(b"%PDF-1.7\n%")  # in a comment: every reader opens the file, and shows the same
    pdf[place] ^= 1
    found = differing(bytes(pdf))
    assert found["电子签章"] == (NOT_WHOLE,)
    assert found["版面"][0] == f"按快照重新排印，从第{place + 1}个字节起与文件不同。"
    assert set(found) == {"电子签章", "版面", "签发记录"}
    said, code = tell(bytes(pdf))
    assert (code, said.endswith("不一致：电子签章、版面、签发记录。")) == (1, True)


def test_a_changed_dossier_is_found_and_what_it_changes_is_named(issued: Any) -> None:
    pdf = content(issued())
    dossier = carried(pdf, "dossier.json")
    [first] = [one for one in dossier["indicators"] if one["code"] == "P1"]
    first["inputs"]["actual"] = 82.32  # half of the budget
    found = differing(bent(pdf, dossier_json=as_json(dossier)))
    assert found["评价数据包"][0].startswith("dossier.json从第")
    assert found["评分"] == (
        "P 预算执行情况：记录为9.67，重新计算为5。",
        "P1 年度资金总额执行率：记录为9.67，重新计算为5。",
        "总分：记录为99.67，重新计算为95。",
    )
    assert set(found) == {"电子签章", "评价数据包", "评分", "版面", "签发记录"}


def test_a_changed_score_is_found_and_named(issued: Any) -> None:
    pdf = content(issued())
    snapshot = carried(pdf, "snapshot.json")
    first = next(one for one in snapshot["scores"]["indicators"] if one["score"])
    was, first["score"] = first["score"], "0.01"
    found = differing(bent(pdf, snapshot_json=as_json(snapshot)))
    [said] = found["评分"]
    assert said.startswith(f"{first['code']} ")
    assert said.endswith(f"：记录为0.01，重新计算为{was}。")
    assert found["快照"][0].startswith("附件snapshot.json的摘要是")


def test_another_score_sheet_and_other_signatures_are_found(issued: Any) -> None:
    pdf = content(issued())
    found = differing(bent(pdf, scores_xlsx=b"PK", signatures_json=b'[{"person": "somebody"}]'))
    assert found["评分表"] == ("scores.xlsx与按快照重新生成的不同。",)
    assert found["签核记录"] == ("signatures.json与按快照重新生成的不同。",)


def test_an_appended_revision_is_found(issued: Any) -> None:
    release = issued()
    pdf = content(release)
    with pikepdf.open(io.BytesIO(pdf)) as book:
        size, identifier = int(book.trailer.Size), bytes(book.trailer.ID[0]).hex()
    start = pdf.rindex(b"startxref")
    before = int(pdf[start:].split()[1])
    added = f"\n{size} 0 obj\n(more)\nendobj\n".encode()
    xref = len(pdf) + len(added)
    trailer = (
        f"xref\n{size} 1\n{len(pdf) + 1:010} 00000 n \n"
        f"trailer\n<< /Size {size + 1} /Prev {before} /Root {_root(pdf)} 0 R "
        f"/ID [<{identifier}> <{identifier}>] >>\nstartxref\n{xref}\n%%EOF\n"
    ).encode()
    found = differing(pdf + added + trailer)
    assert found["电子签章"] == (APPENDED,)
    assert set(found) == {"电子签章", "签发记录"}
    assert differing(pdf + b"\n% more\n")["电子签章"] != ()


def _root(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as book:
        return int(book.Root.objgen[0])


def test_an_edition_is_no_release(issued: Any) -> None:
    release = issued()
    with release.edition.pdf.open() as file:
        found = differing(bytes(file.read()))
    assert found["电子签章"] == ("文件没有电子签章。",)
    assert found["附件"] == ("文件里没有附件snapshot.json。这不是本系统签发的报告，或附件被去掉了。",)


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7\n%%EOF\n", b"PK\x03\x04 no pdf at all"])
def test_what_is_no_pdf_is_told_so(tell: Tell, junk: bytes) -> None:
    said, code = tell(junk)
    assert code == 1
    assert "这个文件读不出来，不是完整的PDF。" in said


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^读不出") as caught:
        call_command("recompute", str(tmp_path / "none.pdf"))
    assert caught.value.returncode == 2
