"""Whether somebody may answer a survey now: looked up once for many people, and said kindly where not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from evaluations.projects import freezing
from evaluations.questionnaires.models import Collection, FormVersion, Response, Survey
from evaluations.questionnaires.receiving import questionnaire_of, rules_of
from evaluations.surveying.definition import Questionnaire
from evaluations.surveying.quality import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why nobody may answer: a heading, and what to do."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A survey as respondents meet it. `returned` are the sheets that count, by group, where there is a
    limit; else it is empty. What it says may be some seconds old (`SURVEY_DOOR_SECONDS`)."""

    survey: int
    project: int
    token: str
    title: str
    firm: str
    is_open_link: bool
    version: FormVersion | None
    rules: Rules
    is_frozen: bool
    opens_at: datetime | None
    closes_at: datetime | None
    stopped_at: datetime | None
    target: int | None
    quotas: Mapping[str, int]
    returned: Mapping[str, int]

    @property
    def questionnaire(self) -> Questionnaire:
        """The published questionnaire; only asked for where there is one."""
        assert self.version is not None
        return questionnaire_of(self.version)

    def refusal(self) -> Refusal | None:
        """Why no sheet is taken at all."""
        now = timezone.now()
        if self.version is None:
            return Refusal(title="问卷还没有发布", text="问卷还在准备，请过些时候再打开这个链接。")
        if self.opens_at is not None and now < self.opens_at:
            return Refusal(title="调查还没有开始", text=f"{_said(self.opens_at)}开始，请到时再打开这个链接。")
        ended = self.stopped_at or self.closes_at
        if self.stopped_at is not None or (self.closes_at is not None and now >= self.closes_at):
            assert ended is not None
            return Refusal(title="调查已经结束", text=f"{_said(ended)}起不再收问卷。谢谢您愿意参加！")
        if self.is_frozen:
            return Refusal(title="调查已经结束", text="结果已经签核，不再收问卷。谢谢您愿意参加！")
        return None

    def full(self) -> Refusal | None:
        """Why nobody may begin, while who has begun may finish."""
        if self.target is not None and sum(self.returned.values()) >= self.target:
            text = f"已经收到需要的{self.target}份问卷。谢谢您愿意参加！"
            return Refusal(title="问卷已经收满", text=text)
        return None

    def is_group_full(self, group: str) -> bool:
        """Whether enough people of this group have answered."""
        quota = self.quotas.get(group)
        return quota is not None and self.returned.get(group, 0) >= quota


def find(token: str) -> Door | None:
    """The survey behind a public link."""
    known = _KNOWN.get(token)
    if known is not None and known[0] > monotonic():
        return known[1]
    rows = Collection.objects.select_related("survey__project__firm")
    collection = rows.filter(token=token).first()
    if collection is None:
        return None
    door = _door(collection.survey, collection)
    while len(_KNOWN) >= MOST_KNOWN:
        _KNOWN.pop(next(iter(_KNOWN)), None)
    _KNOWN[token] = (monotonic() + settings.SURVEY_DOOR_SECONDS, door)
    return door


MOST_KNOWN = 256
_KNOWN: dict[str, tuple[float, Door]] = {}


def of_survey(survey: Survey) -> Door:
    """The survey as an interviewer meets it: also without a link of its own."""
    return _door(survey, Collection.objects.filter(survey=survey).first() or Collection(survey=survey))


def _door(survey: Survey, collection: Collection) -> Door:
    version = FormVersion.objects.filter(survey=survey).order_by("-number").first()
    quotas = {group: int(count) for group, count in collection.quotas.items() if count is not None}
    target = collection.target if collection.is_limited else None
    return Door(
        survey=survey.pk,
        project=survey.project_id,
        token=collection.token,
        title=survey.title,
        firm=survey.project.firm.name,
        is_open_link=collection.is_open_link,
        version=version,
        rules=Rules() if version is None else rules_of(version),
        is_frozen=freezing.of_kind(survey.project, "survey") is not None,
        opens_at=collection.opens_at,
        closes_at=collection.closes_at,
        stopped_at=collection.stopped_at,
        target=target,
        quotas=quotas,
        returned=_returned(survey) if quotas or target is not None else {},
    )


def _returned(survey: Survey) -> dict[str, int]:
    rows = Response.objects.filter(survey=survey, is_valid=True).order_by().values_list("group")
    return dict(rows.annotate(Count("pk")))


def _said(moment: datetime) -> str:
    here = timezone.localtime(moment)
    return f"{here.year}年{here.month}月{here.day}日{here:%H:%M}"
