"""What everybody is told who tries to change what is frozen."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from evaluations.projects.freezing import Frozen

LOCKED = 423


class FrozenMiddleware:
    """Answers 423 with the reason: to scripts as `{"message"}`, to people as a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django for what a view raises; others are not ours."""
        if not isinstance(exception, Frozen):
            return None
        if "text/html" not in request.headers.get("Accept", ""):
            return JsonResponse({"message": str(exception)}, status=LOCKED)
        return render(
            request, "423.html", {"freeze": exception.freeze, "said": str(exception)}, status=LOCKED
        )
