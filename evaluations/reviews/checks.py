"""What opinions have a stage wait for; the firm's table of stages names these checks by their keys."""

from __future__ import annotations

from evaluations.projects.models import Project
from evaluations.reviews.adoption.queries import explained, opinions_of, unanswered
from evaluations.reviews.expertise.queries import without_form
from evaluations.reviews.rounds import EXPERT_ROUNDS
from evaluations.stages.checks import Gap, register
from evaluations.stages.queries import Standing, standing


@register("answered", "到本轮为止，专家、委托方和被评价单位的意见逐条答复了")
def _answered(project: Project) -> list[Gap]:
    """Opinions of the round in turn and of those before; what came early for a later round waits for it."""
    state = standing(project)
    rows = unanswered(opinions_of(project))
    if state is not None:
        rows = rows.filter(round__in=_up_to_now(state))
    numbers = list(rows.values_list("number", flat=True))
    if not numbers:
        return []
    named = "、".join(str(number) for number in numbers[:5]) + ("等" if len(numbers) > 5 else "")
    return [Gap(text=f"还有{len(numbers)}条意见未答复（第{named}条）", url_name="adoption:table")]


def _up_to_now(state: Standing) -> list[str]:
    keys = [stage.key for stage in state.stages]
    current = state.current
    return keys if current is None else keys[: keys.index(current.key) + 1]


@register("explained", "评分签核以后改动的得分都有理由")
def _explained(project: Project) -> list[Gap]:
    found = [one.moved for one in explained(project, standing(project)) if not one.is_explained]
    return [
        Gap(
            text=f"{one.code} {one.name}得分由{one.before}改为{one.after}，还没有写理由",
            url_name="adoption:scores",
        )
        for one in found
    ]


@register("form", "本轮每位专家都提交了专家评审意见表")
def _form(project: Project) -> list[Gap]:
    state = standing(project)
    current = None if state is None else state.current
    if current is None or current.key not in EXPERT_ROUNDS:
        return []
    names = without_form(project, current.key)
    if not names:
        return []
    return [Gap(text=f"{'、'.join(names)}还没有提交专家评审意见表", url_name="expertise:forms")]
