"""What a request asks for: who, and the filters of its address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, QueryDict

from evaluations.people.models import User


def me(request: HttpRequest) -> User:
    """Who asks."""
    assert isinstance(request.user, User)
    return request.user


def kept(request: HttpRequest, names: Sequence[str]) -> dict[str, str]:
    """The filters that are set, by name."""
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def encoded(filters: Mapping[str, str]) -> str:
    """The filters for links that add a page: empty, or ending in `&`."""
    query = QueryDict(mutable=True)
    query.update(dict(filters))
    return f"{query.urlencode()}&" if filters else ""
