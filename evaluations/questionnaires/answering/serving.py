"""The pages of a sheet, whoever holds it: shown, kept, handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from evaluations.questionnaires.answering import sheets
from evaluations.questionnaires.answering.doors import Refusal
from evaluations.questionnaires.answering.sheets import Fields
from evaluations.questionnaires.answering.showing import leaves
from evaluations.questionnaires.answering.visits import Visit
from evaluations.questionnaires.receiving import CodeUsed
from evaluations.surveying.intake import take
from evaluations.surveying.routing import Page, after, pages

FOLDER = "evaluations/questionnaires/answering"
TRAP = "remark"
"""A field that people do not see; what fills it is a robot."""
BUSY = Refusal(
    title="现在作答的人太多",
    text="您填的内容还在这一页上。请等几分钟，再按一次下面的按钮。",
)
USED = Refusal(
    title="这个链接已经用过了",
    text="每个链接（编码）只能答一次，用它交的那一份已经收到。这一份没有计入。",
)


def wants_plain(request: HttpRequest) -> bool:
    """Whether a script asks, which shows by itself what is answered."""
    return request.headers.get("Accept", "") == "application/json"


def lead(request: HttpRequest, address: str) -> HttpResponse:
    """Goes on at another page."""
    return JsonResponse({"to": address}) if wants_plain(request) else redirect(address)


def refuse(
    request: HttpRequest,
    refusal: Refusal,
    *,
    status: int = 200,
    firm: str = "",
    title: str = "",
    back: str = "",
) -> HttpResponse:
    """Says why nothing is taken, and whom to ask; people of the project are led `back`."""
    if wants_plain(request):
        told = {"title": refusal.title, "message": refusal.text}
        return JsonResponse(told, status=409 if status == 200 else status)
    context = {"refusal": refusal, "firm": firm, "title": title, "back": back}
    return render(request, f"{FOLDER}/refused.html", context, status=status)


def is_robot(request: HttpRequest) -> bool:
    """Whether the field that nobody sees was filled."""
    return bool(request.POST.get(TRAP))


def serve(request: HttpRequest, visit: Visit, number: int | None) -> HttpResponse:
    """One page of the sheet, or with `number` None all of it; sent, it leads on."""
    found = pages(visit.questionnaire)
    if number is not None and not 1 <= number <= len(found):
        raise Http404
    shown = found if number is None else found[number - 1 : number]
    if request.method == "POST":
        return _take(request, visit, found, number)
    errors = take(shown[0].items, visit.fields).errors if "mend" in request.GET and number else {}
    return show(request, visit, number, visit.fields, errors)


def show(
    request: HttpRequest,
    visit: Visit,
    number: int | None,
    fields: Fields,
    errors: Mapping[str, str],
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with everything that was typed."""
    found = pages(visit.questionnaire)
    shown = found if number is None else found[number - 1 : number]
    numbers = visit.questionnaire.numbers()
    there = [numbers[item.id] for item in shown[0].items if item.id in numbers]
    context = {
        "visit": visit,
        "title": visit.questionnaire.title,
        "leaves": _leaves(visit, shown, number, fields, errors),
        "number": number,
        "is_last": number is None or number == len(found),
        "total": len(numbers),
        "first": there[0] if there else 0,
        "last": there[-1] if there else 0,
        "errors": len(errors),
        "refusal": refusal,
    }
    return render(request, f"{FOLDER}/sheet.html", context, status=status)


def _take(request: HttpRequest, visit: Visit, found: Sequence[Page], number: int | None) -> HttpResponse:
    """What was sent of one of the pages, or of all."""
    if is_robot(request):
        return lead(request, visit.thanks)
    sent = dict(request.POST.lists())
    items = visit.questionnaire.items if number is None else found[number - 1].items
    if not visit.may_send(request):
        if wants_plain(request):
            return refuse(request, BUSY, status=429)
        return show(request, visit, number, sheets.own(items, sent), {}, refusal=BUSY, status=429)
    if number is None:
        return _hand_in(request, visit, sheets.own(items, sent), None)
    page = found[number - 1]
    fields = sheets.replaced(visit.fields, page, sent)
    if "back" in request.POST:
        visit.keep(fields)
        return lead(request, visit.at(sheets.before(found, page, fields)))
    return _turn(request, visit, found, page, fields)


def _turn(
    request: HttpRequest, visit: Visit, found: Sequence[Page], page: Page, fields: Fields
) -> HttpResponse:
    """From one page to the next, and at the last one handing in."""
    got = take(page.items, fields)
    if got.errors:
        visit.keep(fields)
        return _mend(request, visit, page.number, fields, got.errors, page.number)
    following = after(found, page, got.answers)
    if following is not None:
        visit.keep(fields)
        return lead(request, visit.at(following.number))
    return _hand_in(request, visit, fields, page.number)


def _hand_in(request: HttpRequest, visit: Visit, fields: Fields, number: int | None) -> HttpResponse:
    walked = sheets.walked(visit.questionnaire, fields)
    if walked.page is not None:
        visit.keep(fields)
        if number is None or number == walked.page:
            return _mend(request, visit, number, fields, walked.errors, walked.page)
        return lead(request, f"{visit.at(walked.page)}?mend=1")
    try:
        visit.send(walked.answers)
    except CodeUsed:
        return refuse(request, USED, title=visit.questionnaire.title)
    return lead(request, visit.thanks)


def _mend(
    request: HttpRequest,
    visit: Visit,
    number: int | None,
    fields: Fields,
    errors: Mapping[str, str],
    first: int,
) -> HttpResponse:
    if wants_plain(request):
        return JsonResponse({"errors": dict(errors), "page": first}, status=422)
    return show(request, visit, number, fields, errors, status=422)


def _leaves(
    visit: Visit, shown: Sequence[Page], number: int | None, fields: Fields, errors: Mapping[str, str]
) -> SafeString:
    """The questions. Of an untouched sheet of a published version they are the same for everybody."""
    is_blank = bool(visit.sha256) and not fields and not errors
    key = (visit.sha256, number)
    if is_blank and key in _BLANK:
        return _BLANK[key]
    drawn = mark_safe(  # noqa: S308 - a template has made it
        "".join(
            render_to_string(f"{FOLDER}/_leaf.html", {"leaf": leaf})
            for leaf in leaves(visit.questionnaire, shown, fields, errors)
        )
    )
    if is_blank:
        while len(_BLANK) >= MOST_BLANK:
            _BLANK.pop(next(iter(_BLANK)), None)
        _BLANK[key] = drawn
    return drawn


MOST_BLANK = 128
_BLANK: dict[tuple[str, int | None], SafeString] = {}
