"""公开核验: by the code under the QR code, for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluations.people.access import everybody
from reports.publishing.releases import codes
from reports.publishing.verifying import limits
from reports.publishing.verifying.queries import look_up

PAGE = "reports/publishing/verifying/verify.html"


@everybody
@never_cache
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Where a code is typed."""
    typed = request.GET.get("code", "").strip()
    if not typed:
        return render(request, PAGE)
    code = codes.read(typed)
    if code is None:
        limits.count_miss(request)
        return render(request, PAGE, {"typed": typed[:40], "is_misspelt": True}, status=404)
    return redirect("verifying:release", code)


@everybody
@never_cache
@require_safe
def release(request: HttpRequest, verification: str) -> HttpResponse:
    """What everybody may know of one release; the QR code leads here."""
    if limits.is_over(request):
        return render(request, PAGE, {"typed": verification[:40], "is_over": True}, status=429)
    found = look_up(verification)
    if found is None:
        limits.count_miss(request)
        context = {"typed": verification[:40], "is_unknown": True}
        return render(request, PAGE, context, status=404)
    return render(request, PAGE, {"typed": found.code, "found": found})


@everybody
@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    """核验说明: what is compared, and how to recompute."""
    return render(request, "reports/publishing/verifying/explained.html")
