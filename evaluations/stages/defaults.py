"""The order of work that a firm begins with: stages, who signs, what is frozen, what has to be there.

After 财预〔2020〕10号 第二十二条 and 财监〔2021〕4号 第十三至二十条. Three levels of internal review are
practice; the law asks for one, and for the signature of the 主评人. A firm changes its table as it likes.
"""

from __future__ import annotations

from dataclasses import dataclass

from evaluations.stages.models import SignerRole


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerPlan:
    """One place for a signature."""

    role: str
    label: str
    everyone: bool = False
    independent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePlan:
    """One stage, as plain data; `checks` and `documents` are true where they block."""

    key: str
    name: str
    days: int = 7
    signers: tuple[SignerPlan, ...] = ()
    freezes: tuple[str, ...] = ()
    revises: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    checks: tuple[tuple[str, bool], ...] = ()
    documents: tuple[tuple[str, bool], ...] = ()


def _one(role: SignerRole, label: str = "", *, independent: bool = False) -> SignerPlan:
    return SignerPlan(role=role, label=label or str(role.label), independent=independent)


def _all(role: SignerRole, label: str) -> SignerPlan:
    return SignerPlan(role=role, label=label, everyone=True)


ISSUE = "issue"
"""The stage whose signature is the release (签发)."""
ARCHIVE = "archive"
"""The stage that ends an evaluation (归档)."""

DEFAULT: tuple[StagePlan, ...] = (
    StagePlan(
        key="accept",
        name="承接立项",
        days=5,
        signers=(_one(SignerRole.FIRM),),
        freezes=("contract",),
        checks=(("declared", True), ("qualified", True)),
        documents=(("合同或委托书", False),),
    ),
    StagePlan(
        key="plan",
        name="工作方案",
        days=14,
        signers=(_one(SignerRole.LEAD),),
        freezes=("design",),
        rests_on=("accept",),
        checks=(("weights", True), ("declared", True)),
        documents=(("工作方案", False),),
    ),
    StagePlan(
        key="plan-review",
        name="方案评审",
        days=7,
        signers=(_all(SignerRole.EXPERT, "评审专家"), _one(SignerRole.BUREAU_OFFICER)),
        revises=("design",),
        rests_on=("plan",),
        checks=(("answered", True), ("form", True)),
        documents=(("专家评审意见表（方案）", False),),
    ),
    StagePlan(
        key="collect",
        name="数据采集与社会调查",
        days=21,
        signers=(_one(SignerRole.MANAGER),),
        freezes=("goals", "money", "base", "evidence", "inquiries"),
        rests_on=("plan-review",),
        checks=(("base_verified", True), ("tallied", True), ("requests", False)),
        documents=(("数据核查确认表", False),),
    ),
    StagePlan(
        key="score",
        name="评分与底稿",
        days=14,
        signers=(_one(SignerRole.MANAGER), _one(SignerRole.LEAD)),
        freezes=("papers",),
        rests_on=("collect",),
        checks=(("scored", True), ("checked", True), ("run", True)),
    ),
    StagePlan(
        key="draft",
        name="报告初稿",
        days=7,
        signers=(_one(SignerRole.MANAGER),),
        freezes=("texts",),
        rests_on=("score",),
        checks=(("report", False), ("written", False)),
    ),
    StagePlan(
        key="internal",
        name="内部复核",
        days=7,
        signers=(
            _one(SignerRole.MANAGER, "一级复核（项目负责人）"),
            _one(SignerRole.REVIEWER, "二级复核（质控）", independent=True),
            _one(SignerRole.FIRM, "三级复核（机构负责人）", independent=True),
        ),
        revises=("papers", "texts"),
        rests_on=("draft",),
        checks=(("explained", True),),
    ),
    StagePlan(
        key="experts",
        name="专家评审",
        days=7,
        signers=(_all(SignerRole.EXPERT, "评审专家"),),
        revises=("papers", "texts"),
        rests_on=("draft",),
        checks=(("answered", True), ("form", True), ("explained", True)),
        documents=(("专家评审意见表（报告）", False),),
    ),
    StagePlan(
        key="consult",
        name="征求意见",
        days=7,
        signers=(_one(SignerRole.LEAD),),
        revises=("base", "evidence", "papers", "texts"),
        rests_on=("draft",),
        checks=(("answered", True), ("explained", True)),
    ),
    StagePlan(
        key=ISSUE,
        name="定稿签发",
        days=7,
        signers=(_one(SignerRole.LEAD), _one(SignerRole.FIRM)),
        freezes=("team", "texts"),
        rests_on=("internal", "experts", "consult"),
        checks=(
            ("qualified", True),
            ("run", True),
            ("written", True),
            ("answered", True),
            ("explained", True),
        ),
    ),
    StagePlan(
        key=ARCHIVE,
        name="归档",
        days=14,
        signers=(_one(SignerRole.MANAGER),),
        rests_on=(ISSUE,),
        checks=(("archive", True),),
    ),
)
