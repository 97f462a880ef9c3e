"""Whether a sheet counts (有效问卷): by rules that a firm sets, each reason with its name.

Thresholds of the valid rate are practice, not law: below 30 % a survey is hardly of use, from 50 % on it may
support advice, from 70 % on a conclusion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evaluations.dossier.reading import BAD, Notes, read_object
from evaluations.dossier.values import COUNT, Extras
from evaluations.dossier.writing import write_object
from evaluations.surveying.definition import MATRIX, OF_CHOICES, OF_ONE, SCALE, Answers, Questionnaire
from evaluations.surveying.intake import missing
from evaluations.surveying.routing import asked

INCOMPLETE, FAST, STRAIGHT, DEVICE = "incomplete", "fast", "straight", "device"
REASONS: Mapping[str, str] = {
    INCOMPLETE: "必答题没有答完",
    FAST: "答题过快",
    STRAIGHT: "评价题全选同一档",
    DEVICE: "同一设备重复作答",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """When a sheet does not count, and which valid rates (percent) are enough for what; 0: not asked.

    `seconds` is the least time per question that was asked; `alike` how many marks on scales (single scales
    and lines of matrices together) have to be there before all the same means that nobody read them.
    """

    complete: bool = True
    seconds: Decimal = Decimal(1)
    alike: int = field(default=8, metadata=COUNT)
    once_per_device: bool = True
    reference: Decimal = Decimal(30)
    advice: Decimal = Decimal(50)
    conclusion: Decimal = Decimal(70)
    extras: Extras = field(default_factory=dict)


def read_rules(data: Mapping[str, Any]) -> Rules:
    """Rules as they are stored; what is not said, or cannot be read, is as by default."""
    found = read_object(Rules, data, "", Notes())
    rules: Rules = Rules() if found is BAD else found
    return rules


def write_rules(rules: Rules) -> dict[str, Any]:
    """Rules to store: what differs from the default."""
    return write_object(rules)


def reasons(
    questionnaire: Questionnaire,
    answers: Answers,
    rules: Rules,
    *,
    seconds: int | None = None,
    is_repeated: bool = False,
) -> tuple[str, ...]:
    """Why a sheet does not count, as keys of REASONS; empty where it does.

    `seconds` is None where nobody measured (paper, import); `is_repeated` says that the device has answered
    before.
    """
    on_way = asked(questionnaire, answers)
    found = []
    if rules.complete and any(missing(item, answers) for item in on_way):
        found.append(INCOMPLETE)
    if seconds is not None and seconds < rules.seconds * len(on_way):
        found.append(FAST)
    marks = _marks(questionnaire, answers)
    if rules.alike and len(marks) >= rules.alike and len(set(marks)) == 1:
        found.append(STRAIGHT)
    if rules.once_per_device and is_repeated:
        found.append(DEVICE)
    return tuple(found)


def _marks(questionnaire: Questionnaire, answers: Answers) -> list[str]:
    """What was ticked on scales, by its place: two answers are alike where they stand alike."""
    found = []
    for item in questionnaire.asked:
        answer = answers.get(item.id)
        is_scale = item.kind in (SCALE, MATRIX) or (item.kind in OF_ONE and item.satisfaction)
        if not answer or not is_scale or item.kind not in OF_CHOICES:
            continue
        places = {choice.id: str(place) for place, choice in enumerate(item.choices)}
        ticked = answer.values() if isinstance(answer, dict) else [answer]
        found += [places[one] for one in ticked]
    return found


def standing(valid_rate: Decimal | None, rules: Rules) -> str:
    """What a survey of this valid rate (percent) may be used for, in a sentence; empty: for all."""
    if valid_rate is None or valid_rate >= rules.conclusion:
        return ""
    rate = f"有效率{valid_rate:f}%"
    if valid_rate >= rules.advice:
        return f"{rate}，低于{rules.conclusion:f}%：可以支持建议，作为评分依据须说明理由。"
    if valid_rate >= rules.reference:
        return f"{rate}，低于{rules.advice:f}%：只宜作参考，请补充调查或改用其他数据来源。"
    return f"{rate}，低于{rules.reference:f}%：不宜采用，请补充调查，或写明不采用的原因和替代来源。"
