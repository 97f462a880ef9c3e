"""index.html: what an archive holds, on one page without network and scripts; all text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reports.archiving.container.chain import Chain
from reports.archiving.container.format import Class, Member
from reports.archiving.container.times import moment
from reports.rendering.markup import EMPTY, Html, join, tag, text

GAP = "—"
_STYLE = Path(__file__).with_name("index.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_KB, _MB = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An indicator: its depth from 0, whether it has others below, its weight."""

    name: str
    depth: int
    is_branch: bool
    weight: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What the page says. `facts` are lines about the evaluation; `scores`, `history` as their members are.

    `missing` are sentences about what an archive should hold and this one does not.
    """

    title: str
    facts: Sequence[tuple[str, str]]
    members: Sequence[Member]
    missing: Sequence[str]
    scores: Mapping[str, Any] | None
    indicators: Mapping[str, Named]
    """By their codes."""
    chain: Chain
    history: Sequence[Mapping[str, Any]]


def index_page(index: Index) -> bytes:
    """The page in UTF-8."""
    body = (
        _head(index),
        _contents(index),
        *(_members(cls, index.members) for cls in Class if cls != Class.DATA),
        _scores(index),
        _signatures(index.chain),
        _history(index.history),
        _members(Class.DATA, index.members),
        _how(),
    )
    return _page(f"归档目录　{index.title}", join(body))


def papers_page(title: str, papers: Iterable[tuple[str, Html]]) -> bytes:
    """All working papers, each on a page of its own when printed: (title, body)."""
    head = tag(
        "div",
        tag("h1", text(f"工作底稿　{title}")),
        tag("div", text("由归档时的评价数据排出；数字与评分表一致。"), class_="meta"),
        class_="head",
    )
    sheets = (
        _sheet(f"paper-{place}", name, "", tag("div", html, class_="pad wide"), class_="sheet paper")
        for place, (name, html) in enumerate(papers, 1)
    )
    return _page(f"工作底稿　{title}", join([head, *sheets]))


def _page(title: str, body: Html) -> bytes:
    head = join(
        [
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
            tag("title", text(title)),
            tag("style", Html(_STYLE.read_text(encoding="utf-8"))),
        ]
    )
    page = tag("html", tag("head", head), tag("body", tag("main", body)), lang="zh-CN")
    return f"<!doctype html>\n{page}\n".encode()


# Parts --------------------------------------------------------------------------------------------


def _head(index: Index) -> Html:
    facts = [join([tag("dt", text(name)), tag("dd", text(value or GAP))]) for name, value in index.facts]
    lacking = (
        tag(
            "div",
            tag("h3", text("归档时的缺项")),
            *(tag("p", text(one)) for one in index.missing),
            class_="pad",
        )
        if index.missing
        else EMPTY
    )
    return join(
        [
            tag(
                "div",
                tag("h1", text(index.title)),
                tag("div", text("项目归档目录　财监〔2021〕4号第二十条"), class_="meta"),
                class_="head",
            ),
            tag("section", tag("dl", *facts), lacking, class_="sheet"),
        ]
    )


def _contents(index: Index) -> Html:
    counts = {cls: sum(one.cls == cls for one in index.members) for cls in Class}
    lines = [(cls.value, cls.label, str(counts[cls])) for cls in Class if cls != Class.DATA]
    lines += [("scores", "评分", ""), ("signatures", "签核", str(len(index.chain.links)))]
    lines += [
        ("history", "历史", str(len(index.history))),
        ("data", Class.DATA.label, str(counts[Class.DATA])),
    ]
    links = (
        tag("a", text(f"{label} "), tag("b", text(count)), href=f"#{key}") for key, label, count in lines
    )
    return tag("nav", *links, aria_label="本页内容")


def _members(cls: Class, members: Sequence[Member]) -> Html:
    found = [one for one in members if one.cls == cls]
    size = human_size(sum(one.size for one in found))
    meta = f"{len(found)}个文件，{size}" if found else ""
    heads = ("内容", "文件", "大小", "SHA-256")
    body = _table(heads, _member_rows(found), right={2}, class_="files") if found else _none("没有文件")
    return _sheet(cls.value, cls.label, meta, body)


def _member_rows(members: Sequence[Member]) -> Iterator[Html]:
    """What stands together has its name once, before its first file."""
    groups: dict[str, list[Member]] = {}
    for one in members:
        groups.setdefault(one.group, []).append(one)
    for group, found in groups.items():
        for place, one in enumerate(found):
            yield tag(
                "tr",
                tag("td", EMPTY if place else text(group)),
                tag("td", tag("a", text(one.title), href=quote(one.path))),
                tag("td", text(human_size(one.size)), class_="num"),
                tag("td", text(one.sha256), class_="code"),
            )


def _scores(index: Index) -> Html:
    scores = index.scores
    if not scores:
        return _sheet("scores", "评分", "", _none("没有评分"))
    total = " ".join(filter(None, (scores.get("total"), scores.get("grade")))) or GAP
    rows = [_score_row(one, index.indicators) for one in scores["indicators"]]
    label = tag("td", text("总分"), colspan=3)
    rows.append(tag("tr", label, tag("td", text(total), class_="num"), class_="sum"))
    body = _table(("编号", "指标", "权重", "得分"), rows, right={2, 3}, class_="scores")
    return _sheet("scores", "评分", f"第{scores['run']}次计算，可按dossier.json重新计算", body)


def _score_row(score: Mapping[str, Any], known: Mapping[str, Named]) -> Html:
    code = str(score["code"])
    one = known.get(code, Named(name=GAP, depth=0, is_branch=False, weight=GAP))
    marks = [("level", one.is_branch and one.depth == 0), ("in", one.depth == 1), ("in2", one.depth > 1)]
    return tag(
        "tr",
        tag("td", text(code), class_="keep"),
        tag("td", text(one.name)),
        tag("td", text(one.weight), class_="num"),
        tag("td", text(score["score"] or GAP), class_="num"),
        class_=" ".join(mark for mark, holds in marks if holds),
    )


def _signatures(chain: Chain) -> Html:
    state = ("bad", "不完整") if chain.faults else ("good", "链条完整")
    pill = tag("span", text(state[1]), class_=f"pill {state[0]}") if chain.links or chain.faults else EMPTY
    rows = (
        tag(
            "tr",
            tag("td", text(str(one.number)), class_="num"),
            tag("td", text(one.stage), class_="keep"),
            tag("td", text(f"{one.act}　{one.role} {one.name}")),
            tag("td", text(one.opinion or GAP)),
            tag("td", text(moment(one.at)), class_="num"),
            tag("td", text(one.digest[:16]), class_="code"),
        )
        for one in chain.links
    )
    heads = ("序", "阶段", "签字", "意见", "时间", "本环摘要")
    faults = tag("div", join(tag("p", text(one)) for one in chain.faults), class_="pad")
    body = _table(heads, rows, right={0, 4}) if chain.links else _none("没有签核记录")
    body = join([faults, body]) if chain.faults else body
    return _sheet("signatures", "签核", "每一环记下前一环的摘要，改动任何一处都会被发现", body, beside=pill)


def _history(lines: Sequence[Mapping[str, Any]]) -> Html:
    rows = (
        tag(
            "tr",
            tag("td", text(moment(str(one["at"]))), class_="num"),
            tag("td", text(str(one["by"]) or GAP), class_="keep"),
            tag("td", text(f"{one['verb']}　{one['subject']}"), _changes(one["changes"])),
        )
        for one in lines
    )
    if not lines:
        return _sheet("history", "历史", "", _none("没有记录"))
    table = _table(("时间", "人员", "做了什么"), rows, right={0})
    folded = tag("details", tag("summary", text(f"展开{len(lines)}条记录")), table)
    return _sheet("history", "历史", "由新到旧", folded)


def _changes(changes: Sequence[Mapping[str, Any]]) -> Html:
    told = (f"{one.get('field')}：{one.get('before')}→{one.get('after')}" for one in changes)
    return join(tag("div", text(one), class_="meta") for one in told)


def _how() -> Html:
    lines = (
        "目录manifest.json记有每个文件的大小和SHA-256；文件改动、增减都能查出。",
        "核验：manage.py verify_archive 文件。核对全部摘要、签名链，并按数据重新计算评分，不需要数据库。",
        "再用：在绩衡的“项目”页按“导入归档件”，以后的版本也认得。",
    )
    body = tag("div", join(tag("p", text(one)) for one in lines), class_="pad")
    return _sheet("how", "怎样核验和再用", "", body)


# Small --------------------------------------------------------------------------------------------


def _sheet(
    key: str, title: str, meta: str, body: Html, *, beside: Html = EMPTY, class_: str = "sheet"
) -> Html:
    said = tag("span", text(meta), class_="meta") if meta else EMPTY
    header = tag("header", tag("h2", text(title)), beside, said, id=key)
    return tag("section", header, body, class_=class_)


def _table(heads: Sequence[str], rows: Iterable[Html], *, right: set[int], class_: str = "") -> Html:
    cells = [
        tag("th", text(head), scope="col", class_="num" if place in right else None)
        for place, head in enumerate(heads)
    ]
    table = tag("table", tag("thead", tag("tr", *cells)), tag("tbody", *rows), class_=class_)
    return tag("div", table, class_="wide")


def _none(words: str) -> Html:
    return tag("div", text(words), class_="none")


def human_size(size: int) -> str:
    """1.4 MB."""
    if size < _KB:
        return f"{size} B"
    return f"{size / _KB:.0f} KB" if size < _MB else f"{size / _MB:.1f} MB"
