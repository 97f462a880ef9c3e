"""What changes on stages: signing, returning, reopening, revising. Each is one more link of the chain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from evaluations.engagement.queries import DECLARING, declared_interests, own_declarations, unqualified
from evaluations.papers.checking.queries import worked_on
from evaluations.people.models import User
from evaluations.projects.actions import Change, log
from evaluations.projects.models import Project
from evaluations.stages import announcing, chain, contents, queries, scopes
from evaluations.stages.canonical import sha256
from evaluations.stages.models import (
    Act,
    Holding,
    ProjectStages,
    ProvidedDocument,
    RequiredDocument,
    Signature,
    SignedContent,
    Signer,
    SignerRole,
    Stage,
    StageDue,
)
from evaluations.stages.queries import Standing

KIND = "stage"


class NotPossible(Exception):
    """Why this cannot be signed or moved now; the text says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Whose hand signs: the person, and from which address they came."""

    person: User
    address: str = ""


@transaction.atomic
def approve(project: Project, stage: Stage, *, opinion: str, shown: str, hand: Hand) -> Signature:
    """同意: sign the stage's next place. `shown` is the SHA-256 of what the person was shown.

    Raises NotPossible for whatever stands against it: order, role, four eyes, declarations, a failing check,
    or content that has changed since it was shown.
    """
    state, signer = _turn(project, stage, hand.person)
    _refuse_gaps(project, stage)
    content = contents.content_of(project, stage=stage.key, scopes=state.line.covered(stage.key))
    digest = sha256(content)
    if digest != shown:
        raise NotPossible("您打开这一页之后内容有改动，签名没有生效。请看过改动后再签。")
    _keep(project, digest, content)
    row = _add(project, stage, Act.APPROVE, hand, signer=signer, opinion=opinion, content=digest)
    _bind(project, stage)
    announcing.turn(project)
    return row


@transaction.atomic
def send_back(project: Project, stage: Stage, *, target: Stage, opinion: str, hand: Hand) -> Signature:
    """退回修改: whoever was to sign sends the work back to `target`, this stage or one that it rests on."""
    state, signer = _turn(project, stage, hand.person)
    _refuse_empty(opinion, "退回须写明意见，小组才知道改什么。")
    if target.key not in {one.key for one in back_to(state, stage)}:
        raise NotPossible(f"不能从“{stage}”退回到“{target}”。")
    row = _add(project, stage, Act.RETURN, hand, signer=signer, opinion=opinion, target=target)
    announcing.withdrawn(project, row)
    return row


@transaction.atomic
def reopen(project: Project, stage: Stage, *, reason: str, hand: Hand) -> Signature:
    """重开: withdraw the stage's signatures, and the later ones that rest on them; no others."""
    state = _locked(project)
    _refuse_empty(reason, "重开须写明原因，原因会通知所有签过字的人。")
    if not state.line.approvals.get(stage.key):
        raise NotPossible(f"“{stage}”还没有签核，不用重开。")
    row = _add(project, stage, Act.REOPEN, hand, opinion=reason, target=stage)
    announcing.withdrawn(project, row)
    return row


@transaction.atomic
def revise(project: Project, *, parts: Iterable[str], reason: str, hand: Hand) -> Signature:
    """修订: open signed parts during a stage that allows it; its next signature closes them again."""
    state = _locked(project)
    stage = state.current
    _refuse_empty(reason, "修订须写明原因，原因随签核记录保存。")
    wanted = [key for key in scopes.SCOPES if key in set(parts)]
    allowed = set() if stage is None else set(queries.held(stage, Holding.REVISE))
    if stage is None or not wanted or not set(wanted) <= allowed:
        named = f"“{stage}”" if stage else "现在"
        raise NotPossible(
            f"{named}不能修订{scopes.labels(wanted) or '没有选的范围'}。要修改，请重开签过的阶段。"
        )
    return _add(project, stage, Act.REVISE, hand, opinion=reason, parts=wanted)


@transaction.atomic
def set_due(project: Project, stage: Stage, due: date | None, *, by: User) -> None:
    """Say when a stage is due; None: as the table counts."""
    Project.objects.select_for_update().get(pk=project.pk)
    found = StageDue.objects.filter(project=project, stage=stage)
    before = found.values_list("due", flat=True).first()
    if before == due:
        return
    found.delete()
    if due is not None:
        StageDue.objects.create(project=project, stage=stage, due=due)
    changes: list[Change] = [
        {"field": "到期", "before": str(before or "—"), "after": str(due or "—")},
    ]
    log(project, by=by, kind=KIND, verb="修改", subject=f"期限　{stage}", changes=changes)


@transaction.atomic
def provide(project: Project, required: RequiredDocument, document: int | None, *, by: User) -> None:
    """Say which document of the project is the one that the stage asks for; None takes that back."""
    Project.objects.select_for_update().get(pk=project.pk)
    ProvidedDocument.objects.filter(project=project, required=required).delete()
    if document is not None:
        kept = project.documents.standing().filter(pk=document).first()
        if kept is None:
            raise NotPossible("这份资料不在本项目里，或已撤回。请从证据资料里另选一份。")
        ProvidedDocument.objects.create(project=project, required=required, document=kept)
    said = "—" if document is None else str(kept)
    changes: list[Change] = [{"field": "文件", "before": "", "after": said}]
    log(project, by=by, kind=KIND, verb="指定", subject=f"{required.stage}　{required}", changes=changes)


def back_to(state: Standing, stage: Stage) -> list[Stage]:
    """Where a stage may be sent back to: itself, and every earlier one that it rests on."""
    return [one for one in state.stages if stage.key in state.line.falls_with(one.key)]


def why_not(project: Project, state: Standing, stage: Stage, person: User) -> str:
    """Why this person cannot sign this stage now; empty where they can."""
    current = state.current
    if current is None or current.key != stage.key:
        return _out_of_order(state, stage)
    signer = state.next_signer(stage)
    if signer is None:
        return f"“{stage}”已经签完。"
    if signer.role not in queries.places_of(project, person):
        return f"现在轮到{signer.label}签字。"
    return _not_this_person(project, state, signer, person)


def _out_of_order(state: Standing, stage: Stage) -> str:
    if state.line.is_signed(stage.key):
        return f"“{stage}”已经签完。"
    return f"“{state.current}”还没有签完。各阶段按顺序签。"


def _not_this_person(project: Project, state: Standing, signer: Signer, person: User) -> str:
    """Four eyes, declarations, and what the law asks of a 主评人."""
    given = state.line.approvals.get(signer.stage.key, ())
    if any(link.person == person.pk for link in given):
        return "您在这个阶段已经签过，同一人不能签两级。"
    if signer.independent and worked_on(project, person):
        return "您编制过本项目的底稿，不能复核自己的工作。请由另一人签。"
    if signer.role in {*DECLARING} and not own_declarations(project, person):
        return "您还没有签独立性声明，签了才能签核。"
    if declared_interests(project, person):
        return "您声明过与被评价单位有利害关系，应当回避，不能签核。"
    if signer.role == SignerRole.LEAD:
        said = [text for one in project.members.filter(user=person) for text in unqualified(one)]
        return said[0] if said else ""
    return ""


def _turn(project: Project, stage: Stage, person: User) -> tuple[Standing, Signer]:
    """The locked project's stages, and the place that this person signs now."""
    state = _locked(project)
    if said := why_not(project, state, stage, person):
        raise NotPossible(said)
    signer = state.next_signer(stage)
    assert signer is not None  # why_not has said so otherwise
    return state, signer


def _locked(project: Project) -> Standing:
    """From here to the end of the transaction nobody else signs, and no change of the project is begun.

    A change that began before has written its line of the log, which holds the project's key: it is waited
    for.
    """
    Project.objects.select_for_update().get(pk=project.pk)
    state = queries.standing(project)
    if state is None:
        raise NotPossible("机构还没有阶段表。请机构管理员在机构设置里建立。")
    return state


def _refuse_gaps(project: Project, stage: Stage) -> None:
    blocking = [gap.text for gap in queries.gaps(project, stage) if gap.is_blocking]
    if blocking:
        raise NotPossible("还不能签核：" + "；".join(blocking[:3]) + ("等。" if len(blocking) > 3 else "。"))


def _refuse_empty(text: str, said: str) -> None:
    if not text.strip():
        raise NotPossible(said)


def _keep(project: Project, digest: str, content: contents.Content) -> None:
    if not SignedContent.objects.filter(project=project, sha256=digest).exists():
        SignedContent.objects.create(project=project, sha256=digest, packed=contents.packed(content))


def _bind(project: Project, stage: Stage) -> None:
    """From the first signature on the project is worked by the table of that day."""
    ProjectStages.objects.get_or_create(project=project, defaults={"table": stage.table})


def _add(
    project: Project,
    stage: Stage,
    act: Act,
    hand: Hand,
    *,
    signer: Signer | None = None,
    opinion: str,
    content: str = "",
    target: Stage | None = None,
    parts: Iterable[str] = (),
) -> Signature:
    """The next link of the chain, and its line in the log."""
    row = Signature(
        project=project,
        act=act,
        stage=stage,
        signer=signer,
        target=target,
        scopes=",".join(parts),
        person=hand.person,
        name=str(hand.person),
        role=signer.label if signer else _role_of(project, hand.person),
        at=timezone.now(),
        address=hand.address,
        opinion=opinion.strip(),
        content_sha256=content,
    )
    chain.append(row)
    changes: list[Change] = [{"field": "意见", "before": "", "after": row.opinion or "—"}]
    subject = f"{stage}　{row.role}" + (f"　到“{target}”" if target and target != stage else "")
    log(project, by=hand.person, kind=KIND, verb=act.label, subject=subject, changes=changes)
    return row


def _role_of(project: Project, person: User) -> str:
    member = project.members.filter(user=person).first()
    return member.get_role_display() if member else str(SignerRole.FIRM.label)
