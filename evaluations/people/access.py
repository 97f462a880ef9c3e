"""Rights that rest on the person alone; rights on a project are in `evaluations.projects.access`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from evaluations.people.models import Firm, FirmMembership, FirmRole

View = Callable[..., Any]

SIGNED_IN = "signed in"
EVERYBODY = "everybody"
OF_A_FIRM = "of a firm"
FIRM_ADMIN = "firm admin"


def signed_in(view: View) -> View:
    """Declares that anybody with an account may call `view`; the middleware turns everybody else away."""
    view.right = SIGNED_IN  # type: ignore[attr-defined]
    return view


def everybody(view: View) -> View:
    """Declares that `view` is public."""
    public = login_not_required(view)
    public.right = EVERYBODY  # type: ignore[attr-defined]
    return public


def of_a_firm(view: View) -> View:
    """Declares that people who work for a firm may call `view`; others with an account are refused (403)."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not Firm.objects.filter(memberships__user=request.user.pk).exists():
            raise PermissionDenied
        return view(request, *args, **kwargs)

    door.right = OF_A_FIRM  # type: ignore[attr-defined]
    return door


def firm_admin(view: View) -> View:
    """Declares that admins of a firm may call `view`, which gets their firm; others are refused (403)."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        own = Firm.objects.filter(memberships__user=request.user.pk, memberships__role=FirmRole.ADMIN)
        firm = own.order_by("pk").first()
        if firm is None:
            raise PermissionDenied
        return view(request, firm, *args, **kwargs)

    door.right = FIRM_ADMIN  # type: ignore[attr-defined]
    return door


def firm_member(view: View) -> View:
    """Declares that people of a firm may call `view`, which gets their firm and `is_admin`; others: 403.

    Of several firms it is the one that they administer.
    """

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        places = FirmMembership.objects.filter(user=request.user.pk).select_related("firm")
        place = places.order_by("role", "pk").first()
        if place is None:
            raise PermissionDenied
        is_admin = place.role == FirmRole.ADMIN
        return view(request, place.firm, *args, is_admin=is_admin, **kwargs)

    door.right = OF_A_FIRM  # type: ignore[attr-defined]
    return door
