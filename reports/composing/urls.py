"""Addresses of a report's texts."""

from django.urls import path

from reports.composing import history, views

app_name = "composing"

urlpatterns = [
    path("projects/<int:pk>/report/text/", views.sections, name="sections"),
    path("projects/<int:pk>/report/text/<str:section>/", views.section, name="section"),
    path("projects/<int:pk>/report/text/<str:section>/restore/", views.restore, name="restore"),
    path("projects/<int:pk>/report/text/<str:section>/versions/", history.versions, name="versions"),
    path(
        "projects/<int:pk>/report/text/<str:section>/versions/restore/",
        history.restore,
        name="restore-version",
    ),
]
