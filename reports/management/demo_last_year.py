"""The demonstration's evaluation of the year before: signed in every stage, commented on, issued."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from evaluations.engagement.actions import sign_declaration
from evaluations.fieldwork.actions import move_item
from evaluations.fieldwork.models import BaseTableItem, ItemState
from evaluations.papers.checking.actions import check, prepare
from evaluations.papers.models import WorkingPaper
from evaluations.people.models import User
from evaluations.projects.models import Project, ProjectRole
from evaluations.rectification import actions as rectification
from evaluations.rectification.findings import findings_of
from evaluations.reviews.actions import Anchor, Draft
from evaluations.reviews.actions import begin as begin_thread
from evaluations.reviews.actions import save_draft as save_thread
from evaluations.reviews.actions import submit as submit_thread
from evaluations.reviews.adoption.actions import answer
from evaluations.reviews.adoption.models import Decision, Opinion
from evaluations.reviews.expertise.actions import begin as begin_form
from evaluations.reviews.expertise.actions import save_draft as save_form
from evaluations.reviews.expertise.actions import submit as submit_form
from evaluations.reviews.expertise.models import Conclusion
from evaluations.reviews.models import Kind, Target
from evaluations.reviews.rounds import EXPERT_ROUNDS
from evaluations.stages import contents, queries
from evaluations.stages.actions import Hand, approve
from evaluations.stages.canonical import sha256
from evaluations.stages.defaults import ISSUE
from evaluations.stages.models import SignerRole, Stage
from reports.composing.actions import save_text
from reports.composing.queries import unfinished
from reports.management.demo_work import REPEALED, TEAM, UNIT, qualify
from reports.reading.actions import open_reading
from reports.reading.models import Opened
from reports.reading.queries import pieces_of

People = Mapping[str, User]

FIRST_MOVED = 2022
"""Years before it are those of laws and of the past; they stay."""
FIGURES = {"1032": "1008", "97.82": "95.55"}
"""What was otherwise a year ago: 合格录音 of 1,055, and its rate."""
COMPLAINTS = (18, 31)
"""有责投诉, this year and the year before."""
BY = {
    SignerRole.FIRM: "顾言蹊",
    SignerRole.LEAD: "沈知行",
    SignerRole.MANAGER: "陆婉宁",
    SignerRole.REVIEWER: "秦若谷",
    SignerRole.EXPERT: "梁思齐",
    SignerRole.BUREAU_OFFICER: "何景明",
}
OPINIONS = {
    "plan-review": ("综合接通率的标杆值请写明取自哪一年的管理办法。",),
    "experts": ("建议在结论里单独说明夜间接通率。", "请核对有责投诉的认定口径。"),
}
"""What the expert writes into the form of each round."""
REMARK = "请写明统计口径包括专线。"
ANSWERS = {
    "综合接通率的标杆值请写明取自哪一年的管理办法。": (Decision.ADOPT, "已在标杆值依据中写明。"),
    REMARK: (Decision.ADOPT, "已在数据来源中写明，主线和专线合并计算。"),
    "建议在结论里单独说明夜间接通率。": (
        Decision.PARTLY,
        "报告补充了分时段的接通率；单列夜间指标须改指标体系，留待下年。",
    ),
    "请核对有责投诉的认定口径。": (
        Decision.DECLINE,
        "台账与认定单逐件相符，认定口径符合管理办法，不作调整。",
    ),
}
MEASURES = (
    ("修订目标申报办法，接通率目标按管理办法规定的标准申报。", "修订稿已印发，下年目标已按新标准申报。"),
    ("按预算科目细化到用途和数量，编制说明随预算一并报送。", "下年预算已按新格式编制。"),
)
QUOTED = "综合接通率"


def a_year_before(content: bytes) -> bytes:
    """The dossier of the evaluation a year earlier: its years, two figures that were worse, nothing open."""
    text = re.sub(r"(?<![\d.])20[12]\d(?![\d.])", lambda year: _moved(year[0]), content.decode())
    for now, then in FIGURES.items():
        text = re.sub(rf"(?<![\d.]){re.escape(now)}(?![\d.])", then, text)
    dossier = _complained(json.loads(text))
    for name in ("report_number", "report_date"):
        del dossier["project"][name]  # the release brings its own
    for indicator in dossier["indicators"]:
        indicator.pop("dispute", None)
    dossier["policies"] = [one for one in dossier["policies"] if one.get("number") != REPEALED[0]]
    return json.dumps(dossier, ensure_ascii=False).encode()


def _moved(year: str) -> str:
    return str(int(year) - 1) if int(year) >= FIRST_MOVED else year


def _complained(node: Any) -> Any:
    now, then = COMPLAINTS
    if isinstance(node, list):
        return [_complained(one) for one in node]
    if not isinstance(node, dict):
        return node
    named = str(node.get("name", "")).startswith("有责投诉")
    return {
        key: then
        if value == now and (key.startswith("有责投诉") or (named and key == "value"))
        else _complained(value)
        for key, value in node.items()
    }


def sign_everything(project: Project, people: People) -> None:
    """Every stage in its order up to the release, with opinions and their answers on the way."""
    by = {str(user): user for user in people.values()}
    qualify(project)
    for one in TEAM:
        sign_declaration(project, has_interest=False, explanation="", by=by[one.name])
    state = queries.standing(project)
    assert state is not None  # the firm has its table
    for stage in state.stages:
        _work(project, stage, by)
        for signer in stage.signers.all():
            _approve(project, stage, by[BY[SignerRole(signer.role)]])
        if stage.key == ISSUE:
            return


def _work(project: Project, stage: Stage, by: People) -> None:
    """What has to be there before the stage is signed."""
    match stage.key:
        case "collect":
            _verify(project, by["周屿"])
        case "score":
            _check(project, by["周屿"], by["秦若谷"])
        case "draft":
            _write(project, by["陆婉宁"])
        case "experts":
            _comment(project, by["梁思齐"], by["陆婉宁"])
    if stage.key in EXPERT_ROUNDS:
        _hand_in(project, stage.key, by["梁思齐"])
        _answer(project, by["陆婉宁"])


def _approve(project: Project, stage: Stage, person: User) -> None:
    state = queries.standing(project)
    assert state is not None
    content = contents.content_of(project, stage=stage.key, scopes=state.line.covered(stage.key))
    hand = Hand(person=person, address="192.0.2.10")
    approve(project, stage, opinion="同意。", shown=sha256(content), hand=hand)


def _verify(project: Project, by: User) -> None:
    for item in BaseTableItem.objects.filter(table__project=project, state=ItemState.FILLED):
        move_item(item, "verify", revision=item.revision, by=by)


def _check(project: Project, preparer: User, checker: User) -> None:
    for paper in WorkingPaper.objects.in_use().filter(project=project).order_by("indicator__position"):
        prepared = prepare(paper, revision=paper.revision, by=preparer)
        check(prepared, revision=prepared.revision, by=checker)


def _write(project: Project, by: User) -> None:
    """Sentences that keep a place are left out; where there was nothing else, something is said."""
    for one in unfinished(project):
        text = one.text
        for sentence in one.to_write:
            text = text.replace(sentence, "")
        said = text.strip() or "本年度没有需要单独说明的做法。"
        save_text(project, one.section.id, said, title=one.section.title, revision=one.revision, by=by)


def _comment(project: Project, expert: User, manager: User) -> None:
    """The draft is read, and something said beside its words."""
    today = timezone.localdate()
    open_reading(
        project, Opened.REPORT, role=ProjectRole.EXPERT, user=None, opens_on=today, until=None, by=manager
    )
    read = next(piece for piece in pieces_of(project, Target.REPORT) if QUOTED in piece.text)
    anchor = Anchor(target=Target.REPORT, key=read.key, place=read.title, exact=QUOTED)
    thread = begin_thread(project, anchor, kind=Kind.COMMENT, by=expert)
    save_thread(thread, Draft(text=REMARK, for_experts=True), revision=thread.revision)
    submit_thread(thread, by=expert)


def _hand_in(project: Project, key: str, expert: User) -> None:
    form = begin_form(project, key, by=expert)
    said = {
        "overall": "依据充分，过程规范，结论可信。",
        "changes": "\n".join(OPINIONS[key]),
        "conclusion": Conclusion.PASS,
    }
    scores = {one.position: one.full for one in form.scores.all()}
    submit_form(save_form(form, said, scores, revision=form.revision), by=expert)


def _answer(project: Project, by: User) -> None:
    for opinion in Opinion.objects.filter(project=project, answer=None).order_by("number"):
        decision, reason = ANSWERS[opinion.text]
        data = {"decision": decision, "reason": reason, "place": "", "before": "", "after": ""}
        answer(opinion, data, revision=0, by=by)


def rectify(project: Project, people: People) -> None:
    """整改 of the first problems that the report found: one is closed, one is handed in, one is open."""
    by = {str(user): user for user in people.values()}
    due = timezone.localdate() + timedelta(days=30)
    drafts: list[rectification.Draft] = [
        {"problem": one.problem, "source": one.source, "responsible": UNIT, "due": due}
        for one in (findings_of(project) or [])[: len(MEASURES) + 1]
    ]
    items = rectification.add(project, drafts, by=by["陆婉宁"])
    for item, (measure, progress) in zip(items, MEASURES, strict=False):
        data = {"measure": measure, "progress": progress}
        worked = rectification.work(item, data, revision=item.revision, by=by["宋知夏"])
        handed = rectification.submit(worked, by=by["宋知夏"])
        if item is items[0]:
            rectification.close(handed, note="已核对修订后的制度和考核记录。", by=by["何景明"])
