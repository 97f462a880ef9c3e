"""A small evaluation with everybody who signs, and the way through its stages."""

from __future__ import annotations

from dataclasses import dataclass

from evaluations.engagement.actions import sign_declaration
from evaluations.jobs import actions as jobs
from evaluations.papers.actions import run_now
from evaluations.papers.checking.actions import check, prepare
from evaluations.papers.queries import papers_of
from evaluations.people.models import Firm, FirmRole, User
from evaluations.projects.models import Project, ProjectMember, ProjectRole
from evaluations.reviews.expertise.actions import begin, save_draft, submit
from evaluations.reviews.expertise.models import Conclusion, ExpertForm
from evaluations.reviews.rounds import EXPERT_ROUNDS
from evaluations.stages import contents, queries
from evaluations.stages.actions import Hand, approve
from evaluations.stages.canonical import sha256
from evaluations.stages.defaults import DEFAULT, ISSUE
from evaluations.stages.models import Signature, SignerRole, Stage
from evaluations.stages.queries import Standing
from evaluations.stages.tables import ensure_table, new_version
from reports.archiving.actions import produce, start_archive
from reports.composing.actions import save_text
from reports.composing.queries import unfinished
from tests.evaluations.papers.making import leaf, make_small
from tests.factories import add_member, make_user

OUTSIDE = {ProjectRole.EXPERT, ProjectRole.BUREAU_OFFICER, ProjectRole.UNIT_CONTACT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The project and its people by their roles; `expert` is the first of two."""

    project: Project
    people: dict[str, User]

    def __getitem__(self, role: str) -> User:
        return self.people[role]


def make_cast() -> Cast:
    """Two indicators, one person per role (two experts), all declared, the 主评人 qualified."""
    project = make_small(leaf("A1", "A", 60), leaf("A2", "A", 40))
    ensure_table(project.firm)
    firm = project.firm
    people: dict[str, User] = {"firm_admin": make_user(role=FirmRole.ADMIN, firm=firm)}
    manager = project.members.get(role=ProjectRole.MANAGER).user
    people[ProjectRole.MANAGER] = manager
    for role in ProjectRole.values:
        if role != ProjectRole.MANAGER:
            people[role] = add_member(project, make_user(firm=None if role in OUTSIDE else firm), role)
    people["expert2"] = add_member(project, make_user(), ProjectRole.EXPERT)
    ProjectMember.objects.filter(project=project, role=ProjectRole.LEAD).update(
        title="高级会计师", certificate="注册会计师", years=12, evaluation_years=8
    )
    for member in project.members.exclude(role__in=(ProjectRole.BUREAU_OFFICER, ProjectRole.UNIT_CONTACT)):
        sign_declaration(project, has_interest=False, explanation="", by=member.user)
    return Cast(project=project, people=people)


def without_release_stage(firm: Firm, *, by: User) -> None:
    """A table that ends before 定稿签发: who has it issues without that signature."""
    number = ensure_table(firm).number
    kept = [plan for plan in DEFAULT if plan.key not in {ISSUE, "archive"}]
    new_version(firm, kept, rests_on=number, by=by)


def state_of(project: Project) -> Standing:
    """How the project's stages stand now."""
    state = queries.standing(project)
    assert state is not None
    return state


def stage_of(project: Project, key: str) -> Stage:
    """A stage of the project's table."""
    stage = state_of(project).stage(key)
    assert stage is not None
    return stage


def shown(project: Project, key: str) -> str:
    """The digest of what a signature of the stage would be about now."""
    state = state_of(project)
    return sha256(contents.content_of(project, stage=key, scopes=state.line.covered(key)))


def sign(cast: Cast, key: str, role: str, opinion: str = "同意。") -> Signature:
    """The person of this role approves the stage as it is now."""
    return approve(
        cast.project,
        stage_of(cast.project, key),
        opinion=opinion,
        shown=shown(cast.project, key),
        hand=Hand(person=cast[role], address="192.0.2.7"),
    )


def finish_papers(cast: Cast) -> None:
    """Every paper prepared by the evaluator and checked by the 主评人, and scores of record."""
    for paper in papers_of(cast.project):
        prepared = prepare(paper, revision=paper.revision, by=cast["evaluator"])
        check(prepared, revision=prepared.revision, by=cast["lead"])
    run_now(cast.project, by=cast["manager"])


def archive(cast: Cast) -> None:
    """The project's archive, as a worker makes it."""
    made = start_archive(cast.project, by=cast["manager"], hand_over=jobs.record)
    jobs.run(made.job_id, produce)


def write_report(cast: Cast) -> None:
    """Every sentence that keeps a place is written."""
    for one in unfinished(cast.project):
        save_text(
            cast.project,
            one.section.id,
            "已按底稿写明。",
            title=one.section.title,
            revision=one.revision,
            by=cast["manager"],
        )


def hand_in(
    cast: Cast, key: str, role: str = "expert", *, changes: str = "", conclusion: str = Conclusion.PASS
) -> ExpertForm:
    """The expert hands in a 专家评审意见表 of the round; each line of `changes` is an opinion to answer."""
    form = begin(cast.project, key, by=cast[role])
    said = {"overall": "总体符合要求。", "changes": changes, "conclusion": conclusion}
    scores = {one.position: one.full for one in form.scores.all()}
    return submit(save_draft(form, said, scores, revision=form.revision), by=cast[role])


def hand_in_all(cast: Cast, key: str) -> None:
    """The forms of both experts."""
    for role in ("expert", "expert2"):
        hand_in(cast, key, role)


def work_on(cast: Cast, key: str) -> None:
    """What has to be there before the stage is signed."""
    match key:
        case "score":
            finish_papers(cast)
        case "draft":
            write_report(cast)
        case "archive":
            archive(cast)
    if key in EXPERT_ROUNDS:
        hand_in_all(cast, key)


def sign_stage(cast: Cast, stage: Stage) -> None:
    """Everybody signs it, in order."""
    for signer in stage.signers.all():
        for role in ["expert", "expert2"] if signer.role == SignerRole.EXPERT else [signer.role]:
            sign(cast, stage.key, role)


def sign_until(cast: Cast, last: str) -> None:
    """Everybody signs everything, in order, up to and with the stage `last`."""
    for stage in state_of(cast.project).stages:
        work_on(cast, stage.key)
        sign_stage(cast, stage)
        if stage.key == last:
            return
