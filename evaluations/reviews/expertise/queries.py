"""Reads of 专家评审意见表: the firm's criteria, forms of a round, their summary."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from evaluations.people.models import Firm, User
from evaluations.projects.models import Project, ProjectMember, ProjectRole
from evaluations.reviews.expertise.models import Conclusion, Criterion, ExpertForm
from evaluations.reviews.rounds import EXPERT_ROUNDS, is_signed
from evaluations.stages.models import Act, Signature
from evaluations.stages.queries import Standing

DEFAULT = (
    ("指标体系合理性", Decimal(20)),
    ("数据真实充分", Decimal(25)),
    ("评分公正", Decimal(25)),
    ("报告规范", Decimal(15)),
    ("建议可行", Decimal(15)),
)
"""What a firm begins with: 100 marks; it changes lines and marks as it likes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """A criterion over all forms of a round; `mean` None where nobody scored it."""

    name: str
    full: Decimal
    scores: tuple[Decimal | None, ...]

    @property
    def mean(self) -> Decimal | None:
        known = [one for one in self.scores if one is not None]
        return sum(known, Decimal(0)) / len(known) if known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """汇总: the newest submitted form of each expert of a round, and what they say together."""

    key: str
    forms: tuple[ExpertForm, ...]
    means: tuple[Mean, ...]
    missing: tuple[str, ...]
    """Experts who have not handed in."""

    @property
    def total(self) -> Decimal | None:
        """The sum of the means; None where a criterion has none."""
        found = [one.mean for one in self.means]
        return (
            sum((one for one in found if one is not None), Decimal(0))
            if found and None not in found
            else None
        )

    @property
    def full(self) -> Decimal:
        return sum((one.full for one in self.means), Decimal(0))

    @property
    def conclusions(self) -> list[tuple[str, int]]:
        """Each conclusion with how many drew it."""
        drawn = [form.conclusion for form in self.forms]
        return [(label, drawn.count(key)) for key, label in Conclusion.choices if key in drawn]


def criteria_of(firm: Firm) -> list[tuple[str, Decimal]]:
    """The lines of the firm's form with their full marks; the default ones where it has none of its own."""
    rows = list(Criterion.objects.filter(firm=firm).order_by("position").values_list("name", "full"))
    return rows or list(DEFAULT)


def forms_of(project: Project, key: str) -> list[ExpertForm]:
    """The newest submitted form of each expert of the round, in the order in which they came."""
    rows = submitted(project).filter(round=key).prefetch_related("scores").order_by("edition", "submitted_at")
    newest = {row.user_id: row for row in rows}
    return sorted(newest.values(), key=lambda row: row.pk)


def submitted(project: Project) -> QuerySet[ExpertForm]:
    """Those that were handed in; drafts are their experts' alone."""
    return ExpertForm.objects.filter(project=project, submitted_at__isnull=False)


def own_form(project: Project, key: str, user: User) -> ExpertForm | None:
    """The expert's newest form of the round, draft or handed in."""
    rows = ExpertForm.objects.filter(project=project, round=key, user=user).prefetch_related("scores")
    return rows.order_by("-edition").first()


def experts_of(project: Project) -> QuerySet[ProjectMember]:
    """The experts on the project."""
    rows = ProjectMember.objects.filter(project=project, role=ProjectRole.EXPERT)
    return rows.select_related("user").order_by("pk")


def without_form(project: Project, key: str) -> tuple[str, ...]:
    """The experts who have not handed in a form of the round."""
    given = set(submitted(project).filter(round=key).values_list("user", flat=True))
    return tuple(str(one.user) for one in experts_of(project) if one.user_id not in given)


def summary(project: Project, key: str) -> Summary:
    """A round's forms side by side; a criterion is known by its name and full marks."""
    forms = tuple(forms_of(project, key))
    given = {form.pk: {(one.name, one.full): one.score for one in form.scores.all()} for form in forms}
    names = dict.fromkeys(name for form in forms for name in given[form.pk])
    means = tuple(
        Mean(name=name, full=full, scores=tuple(given[form.pk].get((name, full)) for form in forms))
        for name, full in names
    )
    return Summary(key=key, forms=forms, means=means, missing=without_form(project, key))


def round_in_turn(state: Standing | None) -> str:
    """The round in which experts write now: the first that is not signed, else the last."""
    return next((key for key in EXPERT_ROUNDS if not is_signed(state, key)), EXPERT_ROUNDS[-1])


def was_undone_since(state: Standing | None, form: ExpertForm) -> bool:
    """Whether the round's stage was sent back or reopened after the form was handed in."""
    if state is None or form.submitted_at is None:
        return False
    return any(_undoes(state, row, form.round) and row.at > form.submitted_at for row in state.chain)


def _undoes(state: Standing, row: Signature, key: str) -> bool:
    if row.act not in {Act.RETURN, Act.REOPEN} or row.target is None:
        return False
    return key in state.line.falls_with(row.target.key) or (row.act == Act.RETURN and row.stage.key == key)
