"""现场勘查: a table of the visits, and each record: what was looked at, found, photographed."""

from __future__ import annotations

from collections.abc import Iterator

from evaluations.dossier import SiteVisit
from reports.document.beside import Photo
from reports.document.blocks import Block, Cell, Form, FormCell, FormRow, Picture, Pictures, Row, Table
from reports.document.cells import Shape, fact, full_fact, table, words
from reports.document.dates import written_date
from reports.document.material import Context, Filled, Node


def visited(context: Context) -> tuple[Table, ...]:
    """The table of all visits for the section on collecting; nothing without visits."""
    visits = context.dossier.site_visits
    if not visits:
        return ()
    book, places = context.book, range(1, len(visits) + 1)
    has_people = any(visit.people for visit in visits)
    keys = ("place", "date", *(("people",) if has_people else ()), "checks", "conforming", "differing")
    rows = [Row(cells=tuple(fact(book, f"visit.{place}.{key}") for key in keys)) for place in places]
    shape: Shape = (
        (28, "left"), (20, "center"), *(((24, "left"),) if has_people else ()),
        (12, "right"), (10, "right"), (10, "right"),
    )  # fmt: skip
    titles = ("勘查地点", "勘查时间", *(("参加人员",) if has_people else ()), "核查事项", "相符", "不符")
    return (table("visits", "现场勘查情况", shape, titles, rows, unit="项"),)


def visits(context: Context) -> Filled:
    """Each visit: head, what was checked, the conclusion, the photos."""
    nodes = [
        Node(id=f"visit.{place}", title=one.place, blocks=tuple(_visit(context, place, one)), is_text=False)
        for place, one in enumerate(context.dossier.site_visits, start=1)
    ]
    return Filled(children=tuple(nodes))


def _visit(context: Context, place: int, visit: SiteVisit) -> Iterator[Block]:
    yield _head(context, place)
    if visit.checks:
        yield _checks(context, place, visit)
    if visit.conclusion:
        cells = (
            FormCell(kind="key", runs=("勘查结论",), span=2),
            FormCell(kind="text", runs=(context.book.ref(f"visit.{place}.conclusion"),), span=10),
        )
        name = f"visit-{place}-conclusion"
        yield Form(name=name, title="", anchor=name, left="", right="", rows=(FormRow(cells=cells),))
    photos = tuple(_photo(one) for one in context.beside.photos if one.visit == place)
    if photos:
        yield Pictures(items=photos)


def _head(context: Context, place: int) -> Form:
    def pair(title: str, key: str, span: int) -> tuple[FormCell, FormCell]:
        shown = (context.book.ref(f"visit.{place}.{key}"),)
        return FormCell(kind="key", runs=(title,), span=2), FormCell(kind="center", runs=shown, span=span)

    rows = [FormRow(cells=(*pair("勘查地点", "place", 5), *pair("勘查时间", "date", 3)))]
    if context.book.knows(f"visit.{place}.people"):
        rows.append(FormRow(cells=pair("参加人员", "people", 10)))
    name = f"visit-{place}"
    return Form(name=name, title="", anchor=name, left="", right="", rows=tuple(rows))


def _checks(context: Context, place: int, visit: SiteVisit) -> Table:
    """The records; a column of which nothing is known is left out."""
    book, scope = context.book, f"visit.{place}"
    has_expected = any(check.expected for check in visit.checks)
    has_quantity = any(check.quantity is not None for check in visit.checks)
    rows = []
    for at in range(1, len(visit.checks) + 1):
        cells: list[Cell] = [words(str(at), align="center"), fact(book, f"{scope}.c{at}.item")]
        cells += [fact(book, f"{scope}.c{at}.expected")] if has_expected else []
        cells.append(fact(book, f"{scope}.c{at}.found"))
        cells += [full_fact(book, f"{scope}.c{at}.quantity")] if has_quantity else []
        cells.append(fact(book, f"{scope}.c{at}.conforms"))
        rows.append(Row(cells=tuple(cells)))
    shape: Shape = (
        (7, "center"), (22, "left"), *(((24, "justify"),) if has_expected else ()), (32, "justify"),
        *(((13, "right"),) if has_quantity else ()), (10, "center"),
    )  # fmt: skip
    titles = (
        "序号", "核查内容", *(("应有情况",) if has_expected else ()), "实际情况",
        *(("数量",) if has_quantity else ()), "是否相符",
    )  # fmt: skip
    return table(f"visit-{place}", "现场核查记录", shape, titles, rows)


def _photo(one: Photo) -> Picture:
    """Its caption: index number, what it shows, on which day it was taken."""
    day = written_date(one.taken_at.split(" ")[0]) or ""
    said = "　".join(filter(None, (one.number, one.title, day)))
    return Picture(name=one.sha256, caption=(said,), described=one.title)
