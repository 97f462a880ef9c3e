"""An answer to 征求意见 that came on paper: it closes its recipient's row as an answer here would.

What was entered says whether the row is closed, and when: entering and mending call `settle`. A row that the
recipient closed themself is theirs, and no paper hangs on it.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from evaluations.projects.models import Project
from evaluations.reviews.actions import Refused
from evaluations.reviews.adoption.models import Opinion
from evaluations.reviews.consulting.actions import is_late
from evaluations.reviews.consulting.models import Recipient


def places(project: Project) -> QuerySet[Recipient]:
    """The recipients of the project for whom something can be entered, of the newest consultation first."""
    rows = Recipient.objects.filter(consultation__project=project)
    on_paper = Opinion.objects.filter(recipient__consultation__project=project, recorded_by__isnull=False)
    open_ones = rows.filter(answered_at=None) | rows.filter(pk__in=on_paper.values("recipient"))
    return open_ones.select_related("consultation").order_by("-consultation__number", "pk")


def lock(place: Recipient) -> Recipient:
    """The row as it stands, held to the end of the transaction; the project's key is to be held before."""
    row = Recipient.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=place.pk)
    if row.answered_at is not None and not _entered(row).exists():
        raise Refused(
            f"{row.name}已经在线答复完毕，{row.consultation}的答复不再改动。“所答的征求意见”请选“不是答复”。"
        )
    return row


def settle(place: Recipient) -> None:
    """The row is answered with the last thing that was entered, or open again where nothing is left of it.

    Raises Refused where 无意见 stands beside opinions, or something was said before it was asked.
    """
    said = list(place.opinions.order_by("at"))
    if any(one.is_no_opinion for one in said) and len(said) > 1:
        raise Refused(f"{place.name}对{place.consultation}已经有另一条答复，“无意见”不能与意见并存。")
    entered = [one.at for one in said if one.recorded_by_id is not None]
    sent_on = timezone.localdate(place.consultation.sent_at)
    if entered and timezone.localdate(entered[0]) < sent_on:
        raise Refused(f"提出日期早于{place.consultation}发出的日期{sent_on}，请核对。")
    place.answered_at = entered[-1] if entered else None
    place.is_late = bool(entered) and is_late(place.consultation, entered[-1])
    place.save(update_fields=["answered_at", "is_late"])


def _entered(place: Recipient) -> QuerySet[Opinion]:
    return place.opinions.filter(recorded_by__isnull=False)
