"""The grids of surveys: the surveys of a project; of each survey its questions, and options with counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef

from evaluations.grids.columns import Column, Kind
from evaluations.grids.effects import keep
from evaluations.grids.grid import Computed, Grid, Mark, declare, declare_family
from evaluations.projects.models import Project
from evaluations.questionnaires.models import Collection, Option, Question, Survey
from evaluations.questionnaires.queries import base_of, rate, shares_of, troubles, troubles_of_question

PAGE, NAV = "questionnaires:surveys", "surveys"
LOGGED = "survey"
KINDS = (
    ("single", "单选"),
    ("multiple", "多选"),
    ("scale", "量表"),
    ("matrix", "矩阵"),
    ("ranking", "排序"),
    ("number", "数字"),
    ("date", "日期"),
    ("text", "填空"),
)
TALLIED = "由答卷汇总，不能在这里改；题目和选项在“问卷”页改，哪些答卷计入在“质量”页定，然后重新汇总。"
"""Why a cell that a 汇总 has written cannot be typed."""
SAID = "由答卷汇总"


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{value}%"


def _count(key: str, label: str) -> Column:
    return Column(key=key, label=label, kind=Kind.WHOLE, unit="份", width=84)


def _computed(key: str, label: str, formula: str, width: int = 84) -> Column:
    return Column(key=key, label=label, kind=Kind.FIGURE, is_computed=True, formula=formula, width=width)


# Surveys ------------------------------------------------------------------------------------------


def _tallied_sheets(row: Any, column: Column) -> str:
    """回收 and 有效 of a survey whose answers were counted; 发放 can be raised by the sheets on paper."""
    is_counted = column.key in {"returned", "valid"} and getattr(row, "is_tallied", False)
    return f"“{row.title}”的{column.label}{TALLIED}" if is_counted else ""


def _surveys(project: Project) -> Any:
    """With `is_tallied`: whether its counts were taken from answers."""
    done = Collection.objects.filter(survey=OuterRef("pk"), tallied_at__isnull=False)
    return Survey.objects.filter(project=project).annotate(is_tallied=Exists(done))


def _given(rows: Sequence[Any], keys: Sequence[str]) -> dict[tuple[int, str], Mark]:
    """The cells of these rows are computed."""
    mark = Mark(kind="given", text=SAID)
    return {(row.pk, key): mark for row in rows for key in keys}


def _compute_surveys(rows: Sequence[Any], _unit: str) -> Computed:
    """Rates of return and of validity, and what cannot be."""
    values: dict[tuple[int, str], str] = {}
    tallied = [row for row in rows if getattr(row, "is_tallied", False)]
    marks = _given(tallied, ("returned", "valid"))
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
        rows=_surveys,
        page=PAGE,
        nav=NAV,
        kind=LOGGED,
        noun="调查",
        compute=_compute_surveys,
        guard=_tallied_sheets,
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


def _tallied_question(row: Any, _column: Column) -> str:
    return f"“{row.text[:40]}”{TALLIED}" if row.item else ""


def _compute_questions(rows: Sequence[Any], _unit: str) -> Computed:
    """Which questions are those of the questionnaire."""
    keys = ("text", "kind", "satisfaction", "answered")
    return Computed(marks=_given([row for row in rows if row.item], keys))


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
        compute=_compute_questions,
        guard=_tallied_question,
        empty="还没有题目。在第一行填题目，或从Excel粘贴。",
        columns=(
            Column(key="text", label="题目", longest=1000, is_required=True),
            Column(key="kind", label="题型", kind=Kind.CHOICE, width=84, choices=KINDS),
            Column(key="answered", label="有效填写", kind=Kind.WHOLE, unit="人次", width=84),
            Column(key="satisfaction", label="计入满意度", kind=Kind.TICK, width=84),
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


def _tallied_option(row: Any, _column: Column) -> str:
    return f"“{row.label[:40]}”{TALLIED}" if row.choice else ""


def _compute_options(rows: Sequence[Any], _unit: str) -> Computed:
    """The share of each option in its base, and counts that cannot be."""
    values: dict[tuple[int, str], str] = {}
    marks = _given([row for row in rows if row.choice], ("question", *OFFERED))
    warnings: list[str] = []
    groups: dict[int, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.question_id, []).append(row)
    for options in groups.values():
        question = options[0].question
        base = base_of(question.survey, question, options)
        for option, share in zip(options, shares_of(question.survey, question, options), strict=True):
            values[option.pk, "share"] = _percent(share)
            values[option.pk, "base"] = "" if base is None else str(base)
        for option, text in troubles_of_question(question.survey, question, options):
            warnings.append(text)
            marks |= {(one.pk, "count"): Mark(kind="warn", text=text) for one in option}
    return Computed(values=values, marks=marks, warnings=warnings)


OFFERED = ("label", "count", "satisfied", "aside", "score")


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
        guard=_tallied_option,
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
            Column(key="satisfied", label="算满意", kind=Kind.TICK, width=64),
            Column(key="aside", label="不计入", kind=Kind.TICK, width=64),
            Column(key="score", label="分值", kind=Kind.FIGURE, unit="分", width=64),
            _computed("base", "基数", "本题填写，无则有效、回收", 104),
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


@keep
def tallied_rows(_project: Project) -> Callable[[Any], str]:
    """Why a question or an option that answers are counted in cannot go: it would be there again."""

    def why(row: Any) -> str:
        is_counted = (isinstance(row, Question) and row.item) or (isinstance(row, Option) and row.choice)
        return (
            f"“{str(row)[:40]}”由答卷汇总，没有删除；不要的题目和选项请在“问卷”页去掉。" if is_counted else ""
        )

    return why
