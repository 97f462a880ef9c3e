"""The door of a grid's addresses: the rights are the grid's own."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from evaluations.grids.grid import find
from evaluations.people.access import View
from evaluations.projects import freezing
from evaluations.projects.access import may, right
from evaluations.projects.freezing import Frozen
from evaluations.projects.models import Project


def of_grid(*, to_edit: bool = False) -> Any:
    """Hands the view the project and the grid of the address. Who may not see it: 404; not edit: 403."""

    def declare(view: View) -> View:
        @right("projects.view")
        @wraps(view)
        def door(request: HttpRequest, project: Project, name: str) -> HttpResponseBase:
            grid = find(name, project)
            if grid is None or not may(request.user, grid.see, project):
                raise Http404
            if to_edit and not may(request.user, grid.edit, project):
                raise PermissionDenied
            project.freeze = freezing.of_kind(project, grid.kind)
            if to_edit and project.freeze is not None:
                raise Frozen(project.freeze)
            return view(request, project, grid)

        return door

    return declare
