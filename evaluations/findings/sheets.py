"""Reads of single sheets (答卷): how many count and why not, the list of them, one with its answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from evaluations.questionnaires.models import AccessCode, Channel, Collection, Response, Survey, SurveyPolicy
from evaluations.questionnaires.queries import rate
from evaluations.questionnaires.receiving import questionnaire_of
from evaluations.surveying import coding
from evaluations.surveying.definition import DATE, NUMBER, OF_WORDS, Answers, Item, Questionnaire, words_key
from evaluations.surveying.quality import REASONS, Rules, read_rules, standing

BY_HAND = "hand"
"""The reason that a person gave."""
ALL_REASONS: Mapping[str, str] = {**REASONS, BY_HAND: "人工剔除"}
STATES: Mapping[str, str] = {"": "全部", "valid": "有效", "invalid": "不计入"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many sheets went out, came back, count; both rates in percent; why the others do not count.

    A sheet may have several reasons. `sentence` says what the survey may be used for; empty: for all.
    """

    distributed: int
    returned: int
    valid: int
    reasons: tuple[tuple[str, str, int], ...]
    sentence: str

    @property
    def returned_rate(self) -> Decimal | None:
        """回收率."""
        return rate(self.returned, self.distributed)

    @property
    def valid_rate(self) -> Decimal | None:
        """有效率."""
        return rate(self.valid, self.returned)


def standing_of(survey: Survey, rules: Rules) -> Standing:
    """What the sheets of the survey come to, in two queries."""
    by_hand = Case(When(excluded_reason="", then=Value("")), default=Value(BY_HAND), output_field=CharField())
    rows = Response.objects.filter(survey=survey).order_by().annotate(hand=by_hand)
    counted = rows.values_list("is_valid", "flags", "hand", "channel").annotate(n=Count("pk"))
    valid, reasons, by_channel = 0, Counter[str](), Counter[str]()
    for is_valid, flags, hand, channel, number in counted:
        by_channel[channel] += number
        valid += number if is_valid else 0
        reasons.update({key: number for key in [*flags.split(","), hand] if key})
    returned = by_channel.total()
    issued = AccessCode.objects.filter(survey=survey, is_drawn=True, withdrawn_at=None).count()
    sent = max(issued, by_channel[Channel.CODE]) + returned - by_channel[Channel.CODE]
    return Standing(
        distributed=max(sent, survey.distributed or 0),
        returned=returned,
        valid=valid,
        reasons=tuple((key, label, reasons[key]) for key, label in ALL_REASONS.items() if reasons[key]),
        sentence=standing(rate(valid, returned), rules),
    )


# Rules --------------------------------------------------------------------------------------------


def rules_in_force(survey: Survey) -> tuple[Rules, bool]:
    """The rules by which the survey's sheets are judged, and whether they are its own, not its firm's."""
    own = Collection.objects.filter(survey=survey).values_list("rules", flat=True).first()
    if own:
        return read_rules(own), True
    of_firm = SurveyPolicy.objects.filter(firm=survey.project.firm_id).values_list("rules", flat=True)
    return read_rules(of_firm.first() or {}), False


def rule_sentences(rules: Rules) -> list[str]:
    """What the rules say, in words."""
    found = []
    if rules.complete:
        found.append("应答的必答题没有答完，不计入。跳过的题不算。")
    if rules.seconds:
        found.append(f"平均每题用时不到{_plain(rules.seconds)}秒，不计入。纸质和导入的没有用时，不看这一条。")
    if rules.alike:
        found.append(f"量表和矩阵题满{rules.alike}处、每处都选同一档，不计入。")
    if rules.once_per_device:
        found.append("同一设备再次提交，不计入，第一份计入。")
    bounds = (_plain(one) for one in (rules.conclusion, rules.advice, rules.reference))
    found.append("有效率满{}%可作评分依据，满{}%可支持建议，满{}%可作参考。".format(*bounds))
    return found


def _plain(figure: Decimal) -> str:
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# The list -----------------------------------------------------------------------------------------


def listed(survey: Survey, asked: Mapping[str, str]) -> QuerySet[Response]:
    """The sheets, newest first, by `state`, `reason`, `channel`, `group` and `q` (number on the paper)."""
    rows = Response.objects.filter(survey=survey).select_related("entered_by").order_by("-pk")
    if (state := asked.get("state")) in ("valid", "invalid"):
        rows = rows.filter(is_valid=state == "valid")
    if (reason := asked.get("reason", "")) == BY_HAND:
        rows = rows.exclude(excluded_reason="")
    elif reason in REASONS:
        rows = rows.filter(flags__contains=reason)
    if asked.get("channel") in Channel.values:
        rows = rows.filter(channel=asked["channel"])
    if group := asked.get("group"):
        rows = rows.filter(group=group)
    if words := asked.get("q", "").strip():
        rows = rows.filter(Q(sheet__icontains=words) | Q(pk=int(words) if _is_number(words) else None))
    return rows.defer("coded", "words")


def _is_number(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) < 18


def why_not(response: Response) -> list[str]:
    """Why a sheet does not count, in words; empty where it does."""
    found = [REASONS.get(key, key) for key in response.flags.split(",") if key]
    return [*found, *([response.excluded_reason] if response.excluded_reason else [])]


# One sheet ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A question as it was answered: `answers` are texts, none where it was not asked or left out."""

    number: int
    text: str
    answers: tuple[str, ...]


def answers_of(response: Response) -> list[Line]:
    """All questions of the version that was answered, with what was answered."""
    questionnaire = questionnaire_of(response.version)
    given = coding.decode(questionnaire, response.coded, response.words)
    numbers = questionnaire.numbers()
    return [
        Line(number=numbers[item.id], text=item.text, answers=tuple(said(item, given)))
        for item in questionnaire.asked
    ]


def said(item: Item, given: Answers) -> list[str]:
    """The answer to one question in words, a line for each choice of several."""
    answer = given.get(item.id)
    if not answer:
        return []
    if item.kind in OF_WORDS or item.kind == DATE:
        return [str(answer)]
    if item.kind == NUMBER:
        return [f"{answer}{item.unit}"]
    if isinstance(answer, dict):
        labels = {line.id: line.label for line in item.lines}
        return [f"{labels[line]}：{_label(item, key, given)}" for line, key in answer.items()]
    keys: Sequence[Any] = answer if isinstance(answer, list) else [answer]
    return [_label(item, key, given) for key in keys]


def _label(item: Item, key: str, given: Answers) -> str:
    choice = item.choice(key)
    if choice is None:
        return key
    words = given.get(words_key(item, choice))
    return f"{choice.label}（{words}）" if words else choice.label


def group_labels(questionnaire: Questionnaire | None) -> dict[str, str]:
    """The groups by id."""
    return {one.id: one.label for one in questionnaire.groups} if questionnaire else {}
