"""机构设置　签发: how the firm numbers its reports and what it seals them with."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from evaluations.people.access import firm_admin
from evaluations.people.models import Firm, User
from reports.publishing.firms import actions, queries
from reports.publishing.firms.forms import CertificateForm, SchemeForm
from reports.rendering.sealing import BadCertificate


@firm_admin
@require_safe
def issuing(request: HttpRequest, firm: Firm) -> HttpResponse:
    """Both, as they are."""
    return _page(request, firm)


@firm_admin
@require_POST
def numbers(request: HttpRequest, firm: Firm) -> HttpResponse:
    """Set the scheme."""
    form = SchemeForm(request.POST)
    if not form.is_valid():
        return _page(request, firm, scheme_form=form, status=422)
    values = form.cleaned_data
    try:
        actions.set_scheme(
            firm,
            pattern=values["pattern"],
            first=values["first"],
            revision=values["revision"],
            by=_me(request),
        )
    except actions.SchemeRefused as refusal:
        form.add_error("first", str(refusal))
        return _page(request, firm, scheme_form=form, status=422)
    except actions.SchemeChanged as conflict:
        mine = {**values, "revision": conflict.scheme.revision}
        messages.error(request, f"没有保存：{conflict}下面是您填写的，再点“保存”以您的为准。")
        return _page(request, firm, scheme_form=SchemeForm(initial=mine), status=409)
    messages.success(request, "报告编号规则已保存")
    return redirect("issuing:settings")


@sensitive_post_parameters("password")
@firm_admin
@require_POST
def upload(request: HttpRequest, firm: Firm) -> HttpResponse:
    """Take a certificate in."""
    form = CertificateForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, firm, certificate_form=form, status=422)
    content: bytes = form.cleaned_data["file"].read()
    try:
        kept = actions.upload_certificate(
            firm, content, password=form.cleaned_data["password"], by=_me(request)
        )
    except BadCertificate as fault:
        form.add_error("file", str(fault))
        return _page(request, firm, certificate_form=form, status=422)
    messages.success(request, f"已换用证书“{kept}”，此后签发的报告用它盖章")
    return redirect("issuing:settings")


@firm_admin
@require_POST
def make(request: HttpRequest, firm: Firm) -> HttpResponse:
    """A self-made certificate, for trying."""
    actions.make_certificate(firm, by=_me(request))
    messages.success(request, "已生成自签证书，仅供演示：没有第三方证明签章属于本机构")
    return redirect("issuing:settings")


def _page(
    request: HttpRequest,
    firm: Firm,
    *,
    scheme_form: SchemeForm | None = None,
    certificate_form: CertificateForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now, scheme = timezone.now(), queries.scheme_of(firm)
    certificate = queries.certificate_of(firm)
    stored = {"pattern": scheme.pattern, "revision": scheme.revision}
    context: dict[str, Any] = {
        "firm": firm,
        "scheme": scheme,
        "scheme_form": scheme_form or SchemeForm(initial=stored),
        "next": queries.next_number(scheme, timezone.localdate(now).year),
        "certificate": certificate,
        "is_valid": certificate is not None and queries.is_valid(certificate, now),
        "certificate_form": certificate_form or CertificateForm(),
    }
    return render(request, "reports/publishing/firms/settings.html", context, status=status)


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else in
    return request.user
