"""Signing in and out, and one's own password."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off, get_failure_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy

from evaluations.people.access import everybody, signed_in
from evaluations.people.forms import NewPasswordForm, SignInForm

PAGE = "evaluations/people/sign_in.html"


class SignIn(LoginView):
    """After a wrong password it says how many tries are left before the account is locked."""

    form_class = SignInForm
    template_name = PAGE
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        context["version"] = settings.VERSION
        if form.non_field_errors():
            context["tries_left"] = _tries_left(self.request, form.data.get("username", ""))
            context["minutes"] = _lock_minutes(self.request)
        return context


class NewPassword(PasswordChangeView):
    """Changing one's own password; the session goes on."""

    form_class = NewPasswordForm
    template_name = "evaluations/people/password.html"
    success_url = reverse_lazy("desk:home")

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:  # type: ignore[override]
        messages.success(self.request, "密码已修改，下次请用新密码登录。")
        return super().form_valid(form)


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, _credentials: dict[str, Any] | None
) -> HttpResponse:
    """What stands in place of the sign-in page once there were too many wrong passwords."""
    form = SignInForm(request, initial={"username": request.POST.get("username", "")})
    context = {"form": form, "locked": True, "minutes": _lock_minutes(request), "version": settings.VERSION}
    return render(request, PAGE, context, status=429)


def _tries_left(request: HttpRequest, username: str) -> int:
    credentials = {"username": username}
    limit = int(get_failure_limit(request, credentials))
    return max(0, limit - int(AxesProxyHandler.get_failures(request, credentials)))


def _lock_minutes(request: HttpRequest) -> int:
    """How long an account stays locked after its last wrong password, in minutes, rounded up."""
    cool_off = get_cool_off(request) or timedelta()
    return -int(-cool_off.total_seconds() // 60)


sign_in = everybody(SignIn.as_view())
sign_out = signed_in(LogoutView.as_view())
password = signed_in(NewPassword.as_view())
