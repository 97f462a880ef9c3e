"""What must hold before a report is issued, each as a refusal that says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from evaluations.papers.queries import is_stale
from evaluations.people.models import Firm, User
from evaluations.projects.access import may
from evaluations.projects.models import Project
from evaluations.stages.defaults import ISSUE as RELEASE
from evaluations.stages.models import Signature as StageSignature
from evaluations.stages.tables import standing_of
from reports.document import Signature
from reports.publishing import queries as editions
from reports.publishing.firms.models import FirmCertificate
from reports.publishing.firms.queries import certificate_of, is_valid
from reports.publishing.models import Edition
from reports.publishing.releases import queries
from reports.publishing.releases.models import Release, Succession
from reports.publishing.releases.queries import State
from reports.publishing.releases.rules import ISSUE


class Obstacle(StrEnum):
    """Why a report cannot be issued."""

    NOT_PERMITTED = "not permitted"
    NO_CERTIFICATE = "no certificate"
    BAD_CERTIFICATE = "bad certificate"
    NO_EDITION = "no edition"
    STALE_SCORES = "stale scores"
    FACTS_CHANGED = "facts changed"
    UNSIGNED = "unsigned"
    UNDER_WAY = "under way"
    SUCCESSION = "succession"
    UNPRINTABLE = "unprintable"


class CannotIssue(Exception):
    """Why nothing was issued; the message says what to do."""

    def __init__(self, obstacle: Obstacle, message: str) -> None:
        super().__init__(message)
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a release would rest on: what people have read and signed, the certificate, the one before it."""

    edition: Edition
    certificate: FirmCertificate
    signatures: tuple[Signature, ...]
    before: Release | None


def ground(project: Project, *, by: User, at: datetime) -> Ground:
    """What a release would rest on now. Raises CannotIssue."""
    check_right(project, by)
    certificate = valid_certificate(project.firm, at)
    edition = _edition(project)
    signatures = signatures_of(project)
    before = queries.newest(project)
    if before is not None and queries.state_of(before) == State.PENDING:
        raise CannotIssue(Obstacle.UNDER_WAY, f"{before}正在签发。请等它完成；没有完成的，请在“成果”里重试。")
    return Ground(edition=edition, certificate=certificate, signatures=signatures, before=before)


def check_right(project: Project, by: User) -> None:
    """Raises CannotIssue unless `by` may issue."""
    if not may(by, ISSUE, project):
        raise CannotIssue(Obstacle.NOT_PERMITTED, "只有本项目的主评人和机构管理员可以签发报告。")


def signatures_of(project: Project) -> tuple[Signature, ...]:
    """The signatures in force, in the order of the chain.

    Raises CannotIssue while the firm's stage of release is not signed; a firm whose table has none issues
    without it.
    """
    state = standing_of(project)
    stage = state.stage(RELEASE)
    if stage is not None and not state.line.is_signed(RELEASE):
        raise CannotIssue(Obstacle.UNSIGNED, f"“{stage}”还没有签完。请先在“签核”页签完，再签发正式报告。")
    in_force = sorted(link.number for links in state.line.approvals.values() for link in links)
    return tuple(_printed(state.chain[number - 1]) for number in in_force)


def _printed(row: StageSignature) -> Signature:
    return Signature(
        stage=row.stage.name,
        role=row.role,
        person=row.name,
        at=row.at.astimezone().isoformat(timespec="seconds"),
        verdict=row.get_act_display(),
        opinion=row.opinion,
        content_sha256=row.content_sha256,
        sha256=row.digest,
    )


def check_succession(before: Release | None, *, kind: str, reason: str) -> None:
    """A first release replaces nothing; each later one says how, and why, it replaces the one before."""
    if before is None:
        if kind or reason:
            raise CannotIssue(Obstacle.SUCCESSION, "这个项目还没有签发过报告，没有可以更正或作废的。")
        return
    if kind not in Succession.values:
        raise CannotIssue(
            Obstacle.SUCCESSION, f"{before}已经签发，不能改动。新的报告须写明是更正它，还是作废它后重新签发。"
        )
    if queries.withdrawal_of(before) is not None and kind != Succession.VOID:
        raise CannotIssue(Obstacle.SUCCESSION, f"{before}已经作废，不能更正，只能作废后重新签发。")
    if not reason.strip():
        raise CannotIssue(
            Obstacle.SUCCESSION, f"请写明为什么{Succession(kind).label}{before}，原因随报告公开。"
        )


def valid_certificate(firm: Firm, at: datetime) -> FirmCertificate:
    """The certificate that the firm seals with at that moment. Raises CannotIssue."""
    certificate = certificate_of(firm)
    if certificate is None:
        raise CannotIssue(
            Obstacle.NO_CERTIFICATE,
            "机构还没有签章证书，不能签发。请机构管理员在“机构设置　签发”里上传证书。",
        )
    if not is_valid(certificate, at):
        raise CannotIssue(
            Obstacle.BAD_CERTIFICATE,
            f"机构证书的有效期是{certificate.valid_from:%Y-%m-%d}至{certificate.valid_until:%Y-%m-%d}，现在不能用。"
            "请机构管理员上传新的证书。",
        )
    return certificate


def _edition(project: Project) -> Edition:
    edition = editions.last_good(project)
    if edition is None:
        raise CannotIssue(Obstacle.NO_EDITION, "还没有生成过报告。请先生成，看过再签发。")
    if is_stale(edition.run, project):
        raise CannotIssue(
            Obstacle.STALE_SCORES, f"{edition}之后，评分的依据有改动。请重新生成报告，看过再签发。"
        )
    if editions.is_outdated(edition):
        raise CannotIssue(
            Obstacle.FACTS_CHANGED, f"{edition}之后，数据、文字或意见有改动。请重新生成报告，看过再签发。"
        )
    return edition
