"""The grids of surveys: the surveys of a project; of each survey its questions, and options with counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from evaluations.grids.columns import Column, Kind
from evaluations.grids.grid import Computed, Grid, Mark, declare, declare_family
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Option, Question, Survey
from evaluations.questionnaires.queries import base_of, rate, troubles, troubles_of_question

PAGE, NAV = "questionnaires:surveys", "surveys"
LOGGED = "survey"
KINDS = (("single", "单选"), ("multiple", "多选"), ("scale", "量表"), ("text", "填空"))


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{value}%"


def _count(key: str, label: str) -> Column:
    return Column(key=key, label=label, kind=Kind.WHOLE, unit="份", width=84)


def _computed(key: str, label: str, formula: str, width: int = 84) -> Column:
    return Column(key=key, label=label, kind=Kind.FIGURE, is_computed=True, formula=formula, width=width)


# Surveys ------------------------------------------------------------------------------------------


def _compute_surveys(rows: Sequence[Any], _unit: str) -> Computed:
    """Rates of return and of validity, and what cannot be."""
    values: dict[tuple[int, str], str] = {}
    marks: dict[tuple[int, str], Mark] = {}
    for row in rows:
        values[row.pk, "returned_rate"] = _percent(rate(row.returned, row.distributed))
        values[row.pk, "valid_rate"] = _percent(rate(row.valid, row.returned))
        marks |= {(row.pk, key): Mark(kind="warn", text=text) for key, text in troubles(row)}
    return Computed(values=values, marks=marks)


SURVEYS = declare(
    Grid(
        name="surveys",
        title="社会调查",
        model=Survey,
        rows=lambda project: Survey.objects.filter(project=project),
        page=PAGE,
        nav=NAV,
        kind=LOGGED,
        noun="调查",
        compute=_compute_surveys,
        empty="还没有社会调查。在第一行填名称、发放和回收的份数，或从Excel粘贴。",
        columns=(
            Column(key="title", label="名称", longest=300, is_required=True),
            _count("distributed", "发放"),
            _count("returned", "回收"),
            _computed("returned_rate", "回收率", "= 回收 ÷ 发放"),
            _count("valid", "有效"),
            _computed("valid_rate", "有效率", "= 有效 ÷ 回收"),
            Column(key="used", label="采用", kind=Kind.FLAG, width=52),
            Column(key="unused_reason", label="不采用的原因", longest=2000, width=170),
            Column(key="substitute", label="替代的数据来源", longest=300, width=150),
        ),
    )
)

# Questions ----------------------------------------------------------------------------------------


def _questions(survey: Survey, project: Project) -> Any:
    return Question.objects.filter(survey=survey, survey__project=project)


def questions(survey: Survey) -> Grid:
    """题目 of one survey; the number of the row is that of the question."""
    return Grid(
        name=f"survey-questions-{survey.pk}",
        title="题目",
        model=Question,
        rows=partial(_questions, survey),
        page=PAGE,
        nav=NAV,
        kind=LOGGED,
        noun="题",
        named_by="text",
        owner=lambda _project: {"survey": survey},
        empty="还没有题目。在第一行填题目，或从Excel粘贴。",
        columns=(
            Column(key="text", label="题目", longest=1000, is_required=True),
            Column(key="kind", label="题型", kind=Kind.CHOICE, width=84, choices=KINDS),
        ),
    )


# Options ------------------------------------------------------------------------------------------


def _options(survey: Survey, project: Project) -> Any:
    rows = Option.objects.filter(question__survey=survey, question__survey__project=project)
    return rows.select_related("question__survey")


def _named(survey: Survey, project: Project) -> Mapping[str, Question]:
    """Questions by what people type for them: the number, or the text itself."""
    rows = list(_questions(survey, project).order_by("position", "pk"))
    return {str(number): row for number, row in enumerate(rows, 1)} | {row.text: row for row in rows}


def _same_question(_project: Project, rows: Sequence[Any], values: dict[str, Any]) -> dict[str, Any]:
    """Without a question of its own an option belongs to that of the row above, as merged cells mean it."""
    return {"question": rows[-1].question} | values if rows else values


def _compute_options(rows: Sequence[Any], _unit: str) -> Computed:
    """The share of each option in its base, and counts that cannot be."""
    values: dict[tuple[int, str], str] = {}
    marks: dict[tuple[int, str], Mark] = {}
    warnings: list[str] = []
    groups: dict[int, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.question_id, []).append(row)
    for options in groups.values():
        question = options[0].question
        base = base_of(question.survey, question, options)
        for option in options:
            values[option.pk, "share"] = _percent(rate(option.count, base))
            values[option.pk, "base"] = "" if base is None else str(base)
        for option, text in troubles_of_question(question.survey, question, options):
            warnings.append(text)
            marks |= {(one.pk, "count"): Mark(kind="warn", text=text) for one in option}
    return Computed(values=values, marks=marks, warnings=warnings)


def options(survey: Survey, names: Sequence[str] = ()) -> Grid:
    """选项与人数 of one survey; `names` are proposed for the question."""
    return Grid(
        name=f"survey-options-{survey.pk}",
        title="选项与人数",
        model=Option,
        rows=partial(_options, survey),
        page=PAGE,
        nav=NAV,
        kind=LOGGED,
        noun="项",
        named_by="label",
        order=("question__position", "question", "position", "pk"),
        owner=lambda _project: {},
        prepare=_same_question,
        compute=_compute_options,
        empty="还没有选项。题目可以只写上面的行号；从Excel粘贴时同一题只写一次也可以。",
        columns=(
            Column(
                key="question",
                label="题目",
                kind=Kind.REFERENCE,
                is_required=True,
                is_given=True,
                references=partial(_named, survey),
                choices=tuple((name, name) for name in names),
            ),
            Column(key="label", label="选项", longest=300, is_required=True, width=240),
            Column(key="count", label="人数", kind=Kind.WHOLE, unit="人", width=96),
            _computed("base", "基数", "有效，无则回收", 104),
            _computed("share", "占比", "= 人数 ÷ 基数", 104),
        ),
    )


def _find_survey(project: Project, number: int) -> Survey | None:
    return Survey.objects.filter(project=project, pk=number).first()


def _questions_of(project: Project, number: int) -> Grid | None:
    survey = _find_survey(project, number)
    return None if survey is None else questions(survey)


def _options_of(project: Project, number: int) -> Grid | None:
    survey = _find_survey(project, number)
    if survey is None:
        return None
    return options(survey, tuple(survey.questions.order_by("position").values_list("text", flat=True)))


declare_family("survey-questions", _questions_of)
declare_family("survey-options", _options_of)
