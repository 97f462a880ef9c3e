"""The grids of one interview (its questions, what is rated) and of one site visit (what is checked)."""

from __future__ import annotations

from functools import partial
from typing import Any

from evaluations.fieldwork.models import (
    Interview,
    InterviewQuestion,
    InterviewRating,
    SiteVisit,
    VisitCheck,
)
from evaluations.grids.columns import Column, Kind
from evaluations.grids.grid import Grid, declare_family
from evaluations.projects.models import Project


def _of(model: Any, link: str, owner: Any, project: Project) -> Any:
    """The rows that hang on `owner`, if that is the project's."""
    return model.objects.filter(**{link: owner, f"{link}__project": project})


def questions(interview: Interview) -> Grid:
    """访谈提纲: the questions; their answers are typed on the page of the record."""
    return Grid(
        name=f"interview-questions-{interview.pk}",
        title="问题",
        model=InterviewQuestion,
        rows=partial(_of, InterviewQuestion, "interview", interview),
        page="inquiries:interviews",
        nav="interviews",
        kind="interview",
        noun="题",
        owner=lambda _project: {"interview": interview},
        empty="还没有问题。在第一行填，或从Word、Excel粘贴，一行一题。",
        columns=(Column(key="text", label="问题", longest=2000, is_required=True),),
    )


def items(interview: Interview) -> Grid:
    """评价表: what the interviewed person rates."""
    return Grid(
        name=f"interview-items-{interview.pk}",
        title="评价内容",
        model=InterviewRating,
        rows=partial(_of, InterviewRating, "interview", interview),
        page="inquiries:interviews",
        nav="interviews",
        kind="interview",
        noun="项",
        owner=lambda _project: {"interview": interview},
        empty="还没有评价内容。不需要评价表可以不填。",
        columns=(Column(key="item", label="评价内容", longest=200, is_required=True, is_unique=True),),
    )


def checks(visit: SiteVisit) -> Grid:
    """核查清单: what is looked at, and what should be there."""
    return Grid(
        name=f"visit-checks-{visit.pk}",
        title="核查清单",
        model=VisitCheck,
        rows=partial(_of, VisitCheck, "visit", visit),
        page="inquiries:visits",
        nav="visits",
        kind="visit",
        noun="项",
        owner=lambda _project: {"visit": visit},
        empty="还没有核查内容。在第一行填，或从Excel粘贴：核查内容、应有情况。",
        columns=(
            Column(key="item", label="核查内容", longest=300, is_required=True, width=220),
            Column(key="expected", label="应有情况", longest=300),
            Column(key="found", label="实际情况", longest=1000),
            Column(key="conforms", label="相符", kind=Kind.FLAG, width=60),
            Column(key="quantity", label="数量", kind=Kind.FIGURE, width=90),
            Column(key="unit", label="单位", longest=40, width=64),
        ),
    )


def _questions_of(project: Project, number: int) -> Grid | None:
    row = Interview.objects.filter(project=project, pk=number).first()
    return None if row is None else questions(row)


def _items_of(project: Project, number: int) -> Grid | None:
    row = Interview.objects.filter(project=project, pk=number).first()
    return None if row is None else items(row)


def _checks_of(project: Project, number: int) -> Grid | None:
    row = SiteVisit.objects.filter(project=project, pk=number).first()
    return None if row is None else checks(row)


declare_family("interview-questions", _questions_of)
declare_family("interview-items", _items_of)
declare_family("visit-checks", _checks_of)
