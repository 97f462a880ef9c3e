"""Addresses of printed questionnaires."""

from django.urls import path

from reports.paperforms import views

app_name = "paperforms"
_SURVEY = "projects/<int:pk>/surveys/<int:survey_pk>/form/paper/"
urlpatterns = [
    path(_SURVEY, views.page, name="page"),
    path(f"{_SURVEY}start/", views.start, name="start"),
    path(f"{_SURVEY}<int:job_pk>/status/", views.status, name="status"),
    path(f"{_SURVEY}<int:job_pk>/cancel/", views.cancel, name="cancel"),
    path(f"{_SURVEY}<int:job_pk>.pdf", views.download, name="download"),
]
