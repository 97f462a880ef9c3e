"""What a person may read, for the project's home, which knows nothing of reading."""

from __future__ import annotations

from django import template

from evaluations.people.models import User
from evaluations.projects.models import Project
from reports.reading.page import Link, links_to
from reports.reading.queries import readable

register = template.Library()


@register.simple_tag
def readings(user: User, project: Project) -> tuple[Link, ...]:
    """The pages that are open to `user` now."""
    return links_to(project, readable(user, project))
