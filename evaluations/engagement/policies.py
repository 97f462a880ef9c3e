"""The base of policy documents (政策文件): what is known of one by its number, and whether it is in force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.db.models import F, Q

from evaluations.dossier.dates import date_parts
from evaluations.engagement.models import PolicyDocument

_SAME = str.maketrans(
    {"[": "〔", "]": "〕", "（": "〔", "）": "〕", "(": "〔", ")": "〕", "【": "〔", "】": "〕"}
)
_BLANK = re.compile(r"\s+")


def plain_number(number: str) -> str:
    """A number however its brackets were typed: 财预[2020] 10号 → 财预〔2020〕10号."""
    return _BLANK.sub("", number).translate(_SAME)


def known_policies(firm_pk: int) -> list[PolicyDocument]:
    """The base of the nation and of the firm; the firm's own word on a document comes first. One query."""
    rows = PolicyDocument.objects.filter(Q(firm=firm_pk) | Q(firm=None)).select_related("replaced_by")
    return list(rows.order_by(F("firm").asc(nulls_last=True), "number"))


def find_policy(base: Iterable[PolicyDocument], number: str) -> PolicyDocument | None:
    """The document of that number, or None."""
    wanted = plain_number(number)
    return next((one for one in base if wanted and plain_number(one.number) == wanted), None)


def warning(document: PolicyDocument, at: str) -> str:
    """Why citing it at the date `at` (2026, 2026-05 or 2026-05-29) is doubtful, with what replaced it; or "".

    A date that is not known proves nothing. On the day of its repeal a document is not in force any more.
    """
    if has_ended(document, at):
        instead = document.replaced_by
        hint = f"请改引《{instead.title}》（{instead.number}）。" if instead else "请查找替代它的文件。"
        return f"{document.number}已于{document.effective_to}废止，{hint}"
    if document.effective_from and not _is_reached(document.effective_from, at):
        return f"{document.number}自{document.effective_from}起施行，评价日期{at}时还没有生效。"
    return ""


def has_ended(document: PolicyDocument, at: str) -> bool:
    """Whether it was repealed at the date `at`, or before."""
    return bool(document.effective_to) and _is_reached(document.effective_to, at)


def _is_reached(date: str, at: str) -> bool:
    """Whether `date` is `at` or before; compared as far as the coarser of the two goes."""
    one, other = date_parts(date), date_parts(at)
    length = min(len(one), len(other))
    return one[:length] <= other[:length]


def uncited(base: Sequence[PolicyDocument], cited: Iterable[str]) -> list[PolicyDocument]:
    """Those of the base that are not cited yet; of a document and the firm's copy of it, the copy."""
    numbers = {plain_number(number) for number in cited}
    first: dict[str, PolicyDocument] = {}
    for one in base:
        first.setdefault(plain_number(one.number), one)
    return [one for number, one in first.items() if number not in numbers]
