"""机构设置: the policies of a firm, for its admins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.people.access import firm_admin
from evaluations.people.actions import PoliciesChanged, set_policies
from evaluations.people.forms import PoliciesForm
from evaluations.people.models import EvidencePolicy, Firm, User


@firm_admin
@require_http_methods(["GET", "HEAD", "POST"])
def firm_settings(request: HttpRequest, firm: Firm) -> HttpResponse:
    """See and set what holds for all projects of the firm."""
    assert isinstance(request.user, User)
    stored = {"evidence_policy": firm.evidence_policy, "revision": firm.revision}
    form = PoliciesForm(request.POST if request.method == "POST" else None, initial=stored)
    if not (form.is_bound and form.is_valid()):
        return _page(request, firm, form, status=422 if form.is_bound else 200)
    chosen = EvidencePolicy(form.cleaned_data["evidence_policy"])
    try:
        set_policies(firm, evidence_policy=chosen, revision=form.cleaned_data["revision"], by=request.user)
    except PoliciesChanged as conflict:
        mine = {"evidence_policy": chosen, "revision": conflict.firm.revision}
        return _page(request, conflict.firm, PoliciesForm(initial=mine), status=409)
    messages.success(request, "机构设置已保存")
    return redirect("people:firm")


def _page(request: HttpRequest, firm: Firm, form: PoliciesForm, *, status: int) -> HttpResponse:
    """With 409 the form holds what this person chose, and the page says what another has saved."""
    last = firm.history.select_related("history_user").first()
    context = {"firm": firm, "form": form, "last": last, "is_conflict": status == 409}
    return render(request, "evaluations/people/firm.html", context, status=status)
