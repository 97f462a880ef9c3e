"""The file itself, without a database: written evenly, and refused where anybody has touched it."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from evaluations.stages.canonical import sha256
from reports.archiving.container import (
    Class,
    Item,
    Manifest,
    NotAnArchive,
    TooMuch,
    check,
    folder_name,
    members_of,
    opened,
    read_chain,
    stored_bytes,
    unique,
    write,
)
from reports.archiving.container import format as f
from reports.archiving.container.format import Unreadable
from reports.archiving.container.upgrades import upgraded
from reports.archiving.restoring import dry_run
from tests.reports.archiving.making import bent, pack, plain_archive, plain_items, read

VERSIONS = Path(__file__).parent / "versions"


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return plain_archive(tmp_path / "whole.zip")


def messages(path: Path) -> list[str]:
    return [str(one) for one in check(path).problems]


def test_a_whole_one_is_whole(whole: Path) -> None:
    found = check(whole)
    assert found.problems == ()
    assert found.manifest is not None
    assert found.manifest.find("立项/第1版 立项性材料.pdf") is not None


def test_the_same_items_give_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    other = plain_archive(tmp_path / "other.zip", plain_items()[::-1])
    assert other.read_bytes() == whole.read_bytes()
    with zipfile.ZipFile(whole) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        stored = {one.filename: one.compress_type for one in archive.infolist()}
    assert stored["结论/第1版 结论性材料.pdf"] == zipfile.ZIP_STORED
    assert stored[f.DOSSIER] == zipfile.ZIP_DEFLATED


@pytest.mark.parametrize("given", [b"ab", b"abcd", b"xyz"])
def test_a_source_that_is_not_what_was_recorded_stops_the_writing(tmp_path: Path, given: bytes) -> None:
    item = Item(
        path="证明/a.bin",
        cls=Class.PROOF,
        title="a",
        media_type="application/octet-stream",
        size=3,
        sha256=hashlib.sha256(b"abc").hexdigest(),
        open=lambda: nullcontext(io.BytesIO(given)),
    )
    manifest = Manifest(product="0", created="", number=1, project={"title": ""}, members=members_of([item]))
    with pytest.raises(TooMuch, match=r"证明/a\.bin"):
        write(tmp_path / "x.zip", [item], manifest)


def test_writing_holds_no_more_than_a_piece_in_memory(tmp_path: Path) -> None:
    asked: list[int] = []

    class Long(io.RawIOBase):
        left = 5_000_000

        def read(self, size: int = -1, /) -> bytes:
            asked.append(size)
            given = min(size, self.left)
            self.left -= given
            return b"\0" * given

    item = Item(
        path="证明/long.bin",
        cls=Class.PROOF,
        title="long",
        media_type="video/mp4",
        size=5_000_000,
        sha256=hashlib.sha256(b"\0" * 5_000_000).hexdigest(),
        open=lambda: nullcontext(Long()),
    )
    manifest = Manifest(product="0", created="", number=1, project={"title": ""}, members=members_of([item]))
    told: list[tuple[int, int]] = []
    write(tmp_path / "x.zip", [item], manifest, lambda done, total: told.append((done, total)))
    assert max(asked) == 1 << 20
    assert told[-1] == (5_000_000, 5_000_000)


# What is refused ----------------------------------------------------------------------------------


def test_changed_bytes_are_found_in_their_member(whole: Path, tmp_path: Path) -> None:
    path = bent(whole, tmp_path / "x.zip", lambda one: one.update({f.BESIDE: b'{"beside": {1}}'[:14]}))
    assert [one.partition("：")[0] for one in messages(path)] == [f.BESIDE]
    assert "SHA-256与目录所记的不符" in messages(path)[0]


def test_other_sizes_are_found(whole: Path, tmp_path: Path) -> None:
    changed = {f.BESIDE: b"{}", f.TEXTS: b'{"texts": {}}   '}
    assert messages(bent(whole, tmp_path / "x.zip", lambda one: one.update(changed))) == [
        "beside.json：应有14字节，实际只有2字节，被改动过。",
        "texts.json：应有13字节，实际更多，被改动过。",
    ]


def test_a_missing_and_an_added_member_are_found(whole: Path, tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members["证明/后来.txt"] = b"x"
        del members[f.HISTORY]

    path = bent(whole, tmp_path / "x.zip", change)
    assert messages(path) == [
        "证明/后来.txt：目录里没有这个文件，是后来放进去的。请用下载的原件。",
        "history.json：文件不见了。请重新下载归档件。",
    ]


def test_a_manifest_without_what_every_archive_has_is_refused(whole: Path, tmp_path: Path) -> None:
    path = bent(whole, tmp_path / "x.zip", lambda one: one.pop(f.SIGNATURES), proven=True)
    assert messages(path)[0] == "signatures.json：归档件应有这个文件，目录里没有。请重新下载归档件。"


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/passwd", "证明\\..\\x.txt", "C:evil.txt", "a/./b", "a//b"]
)
def test_paths_that_lead_out_are_refused(whole: Path, tmp_path: Path, name: str) -> None:
    path = bent(whole, tmp_path / "x.zip", lambda one: one.update({name: b"x"}), proven=True)
    assert any("文件名带有路径或不允许的字符" in one for one in messages(path))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused(whole: Path) -> None:
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr(f.DOSSIER, b"{}")
    assert messages(whole) == ["dossier.json：同一个文件名出现了两次，分不清哪一个是真的。请重新下载归档件。"]


def test_a_bomb_is_refused_before_it_is_read(whole: Path, tmp_path: Path) -> None:
    path = bent(whole, tmp_path / "x.zip", lambda one: one.update({"证明/0.txt": b"\0" * 300_000_000}))
    assert any("不相称" in one for one in messages(path))


def test_a_member_that_lies_about_its_size_is_not_read_to_its_end(whole: Path, tmp_path: Path) -> None:
    """The manifest says little, the directory too, the stream gives more."""
    path = tmp_path / "x.zip"
    members = read(whole)
    members["证明/0.txt"] = b"\0" * 900_000
    pack(path, members, proven=True)
    content = bytearray(path.read_bytes())
    size = struct.pack("<I", 900_000)
    assert content.count(size) >= 2
    path.write_bytes(bytes(content).replace(size, struct.pack("<I", 10)))
    assert any(one.startswith("证明/0.txt：") for one in messages(path))


def test_an_encrypted_or_foreign_one_is_refused(whole: Path, tmp_path: Path) -> None:
    content = bytearray(whole.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    path = tmp_path / "x.zip"
    path.write_bytes(bytes(content))
    assert any("加了密码" in one for one in messages(path))
    foreign = tmp_path / "y.zip"
    with zipfile.ZipFile(foreign, "w") as archive:
        for name, data in read(whole).items():
            archive.writestr(name, data)
    raw = foreign.read_bytes().replace("立项".encode(), "立项".encode("gbk") + b"__")
    raw = _without_utf8(raw)
    foreign.write_bytes(raw)
    assert any("不是UTF-8编码" in one for one in messages(foreign))


def _without_utf8(raw: bytes) -> bytes:
    content = bytearray(raw)
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 9] &= 0xF7
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"a.txt": b"x"}, "没有manifest.json，这不是归档件"),
        ({"归档.zip": b"PK"}, "压缩包里还是压缩包"),
        ({"归档/manifest.json": b"{}"}, "又带着文件夹压缩了一次"),
        ({"manifest.json": b"\xff\xfe{\x00"}, "不是UTF-8编码"),
        ({"manifest.json": b"{"}, "不是JSON"),
        ({"manifest.json": b"[]"}, "不是一组键和值"),
        ({"manifest.json": b'{"format": "zip"}'}, "不是绩衡的归档件"),
        ({"manifest.json": b'{"format": "jiheng-archive", "version": 9}'}, "第9版格式，本系统只认得到第1版"),
        ({"manifest.json": b'{"format": "jiheng-archive", "version": "1"}'}, "version应是从1起的整数"),
    ],
)
def test_what_is_no_archive_is_told_apart(tmp_path: Path, members: dict[str, bytes], said: str) -> None:
    assert said in messages(pack(tmp_path / "x.zip", members))[0]


def test_a_file_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    for content in (b"", b"PK\x03\x04 cut", b"%PDF-1.7"):
        path.write_bytes(content)
        assert messages(path) == ["不是ZIP文件，或没有传完整。请选择从“归档”页下载的.zip文件。"]


def test_a_bent_manifest_is_told_place_by_place(whole: Path, tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        manifest = json.loads(members[f.MANIFEST])
        manifest["product"] = 3
        manifest["members"][0]["class"] = "other"
        manifest["members"][1]["sha256"] = "x"
        manifest["members"][2]["size"] = "3"
        members[f.MANIFEST] = json.dumps(manifest).encode()

    path = bent(whole, tmp_path / "x.zip", change)
    assert [str(one) for one in check(path).problems] == [
        "manifest.json：product应是文字。",
        "manifest.json：members[0].class“other”不是归档类别。",
        "manifest.json：members[1].sha256应是64位十六进制数。",
        "manifest.json：members[2].size应是整数。",
    ]


def test_content_is_given_only_where_it_is_proven(whole: Path, tmp_path: Path) -> None:
    path = bent(whole, tmp_path / "x.zip", lambda one: one.update({f.TEXTS: b'{"texts": []}'}))
    with opened(path) as archive:
        with pytest.raises(NotAnArchive, match="被改动过"):
            archive.content(f.TEXTS)
        assert archive.data(f.RESULTS)["editions"] == []


# Versions -------------------------------------------------------------------------------------------


def test_every_version_that_was_ever_written_is_read() -> None:
    files = sorted(VERSIONS.glob("*.zip"))
    assert [one.stem for one in files] == [str(number) for number in range(1, f.VERSION + 1)]
    for path in files:
        found = dry_run(path)
        assert found.problems == ()
        assert found.run is not None
        assert found.run.total is not None


def test_an_archive_is_proven_without_a_database(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_archive", str(VERSIONS / "1.zip"))
    told = capsys.readouterr().out
    assert "2环，逐环相接" in told
    assert told.endswith("全部一致。\n")


def test_earlier_versions_go_up_step_by_step() -> None:
    steps = {
        1: lambda one: {**one, "made": one["created"]},
        2: lambda one: {key: value for key, value in one.items() if key != "created"},
    }
    first = {"format": f.FORMAT, "version": 1, "created": "2026"}
    assert upgraded(first, steps=steps, newest=3) == {"format": f.FORMAT, "version": 3, "made": "2026"}
    with pytest.raises(Unreadable, match="第4版格式"):
        upgraded({**first, "version": 4}, steps=steps, newest=3)


# The chain --------------------------------------------------------------------------------------------


def chain(count: int) -> dict[str, Any]:
    links: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        said = {
            "number": number,
            "act": "approve",
            "stage": [number, "accept", f"阶段{number}"],
            "person": [1, "陆婉宁", "项目负责人"],
            "at": "2026-03-02T08:40:00+00:00",
            "opinion": "同意",
            "content": "c" * 64,
            "previous": links[-1]["digest"] if links else "",
        }
        links.append({"said": said, "digest": sha256(said)})
    head = {"number": count, "digest": links[-1]["digest"] if links else ""}
    return {"links": links, "head": head}


def test_a_chain_holds_and_says_who_signed() -> None:
    found = read_chain(chain(3), {"c" * 64})
    assert found.faults == ()
    assert [one.when for one in found.links] == ["2026-03-02 16:40"] * 3


def test_what_was_done_to_a_chain_is_named() -> None:
    changed = chain(2)
    changed["links"][0]["said"]["opinion"] = "不同意"
    assert read_chain(changed, {"c" * 64}).faults == ("第1环“阶段1 项目负责人 陆婉宁 同意”签后被改动",)
    out = chain(3)
    del out["links"][1]
    assert read_chain(out, {"c" * 64}).faults == ("第2环不见了，接着的是第3环",)
    cut = chain(3)
    del cut["links"][2]
    assert read_chain(cut, {"c" * 64}).faults == ("链条末尾不符：记录到第3环，现有2环",)
    assert read_chain(chain(1), set()).faults == ("第1环“阶段1 项目负责人 陆婉宁 同意”签署的内容不见了",)
    assert read_chain({"links": [{"said": 3}]}, set()).faults == ("签核记录残缺，不能核验，被改动过",)


# Names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("a/b\\c:d.txt", "a_b_c_d.txt"),
        ("  ..  ", "未命名"),
        ("con.txt", "_con.txt"),
        ("报告\u202efdp.exe", "报告fdp.exe"),
        ("长" * 80 + ".pdf", "长" * 56 + ".pdf"),
    ],
)
def test_names_fit_every_file_system(raw: str, name: str) -> None:
    assert folder_name(raw) == name


def test_names_are_unique_whatever_their_case() -> None:
    taken: set[str] = set()
    assert [unique(one, taken) for one in ("证明/A.pdf", "证明/a.PDF", "证明/A.pdf")] == [
        "证明/A.pdf",
        "证明/a（2）.PDF",
        "证明/A（3）.pdf",
    ]


def test_stored_bytes_know_their_size() -> None:
    item = stored_bytes("a.json", b"{}", title="a")
    assert (item.size, item.sha256) == (2, hashlib.sha256(b"{}").hexdigest())
