"""Rounds of opinions (方案评审、专家评审、征求意见): to which stage one belongs, and when that is closed."""

from __future__ import annotations

from evaluations.projects.models import Project, ProjectRole
from evaluations.reviews.models import Target
from evaluations.stages.defaults import ISSUE
from evaluations.stages.queries import Standing, standing

PLAN_REVIEW, EXPERTS, CONSULT = "plan-review", "experts", "consult"
ROUNDS = {PLAN_REVIEW: "方案评审", EXPERTS: "专家评审", CONSULT: "征求意见", ISSUE: "定稿签发"}
"""Keys of stages in their order; what comes when all others are signed belongs to the last one."""
EXPERT_ROUNDS = (PLAN_REVIEW, EXPERTS)
"""Those in which every expert hands in a form."""
OF_THE_PLAN = (Target.PLAN, Target.INDICATORS)


def natural(role: str, target: str) -> str:
    """The round in which somebody with this role speaks about this."""
    if target in OF_THE_PLAN and role != ProjectRole.UNIT_CONTACT:
        return PLAN_REVIEW
    return EXPERTS if role == ProjectRole.EXPERT else CONSULT


def open_from(project: Project, wanted: str) -> str:
    """`wanted`, or the next round where that is signed: an opinion that comes late is answered, too."""
    keys = list(ROUNDS)
    following = keys[keys.index(wanted) :]
    state = standing(project)
    return next((key for key in following if not is_signed(state, key)), following[-1])


def is_signed(state: Standing | None, key: str) -> bool:
    """Whether the stage of this key is signed; one that the firm's table does not have never is."""
    return state is not None and state.stage(key) is not None and state.line.is_signed(key)


def is_closed(project: Project, key: str) -> bool:
    """Whether nothing of the round may change any more: its stage is signed."""
    return is_signed(standing(project), key)
