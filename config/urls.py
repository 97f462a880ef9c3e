"""All addresses, one include per slice."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("evaluations.people.urls")),
    path("", include("evaluations.projects.urls")),
    path("", include("evaluations.grids.urls")),
    path("", include("evaluations.money.urls")),
    path("", include("evaluations.engagement.urls")),
    path("", include("evaluations.engagement.policybase.urls")),
    path("", include("evaluations.fieldwork.urls")),
    path("", include("evaluations.evidence.urls")),
    path("", include("evaluations.inquiries.urls")),
    path("", include("evaluations.questionnaires.urls")),
    path("", include("evaluations.papers.urls")),
    path("", include("evaluations.design.urls")),
    path("", include("evaluations.criteria.urls")),
    path("", include("evaluations.library.urls")),
    path("", include("evaluations.parties.urls")),
    path("", include("evaluations.exchange.urls")),
    path("", include("evaluations.founding.urls")),
    path("", include("evaluations.patterns.urls")),
    path("", include("evaluations.desk.urls")),
    path("", include("reports.composing.urls")),
    path("", include("reports.publishing.urls")),
]
