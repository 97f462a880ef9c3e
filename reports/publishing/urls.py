"""Addresses of a project's results."""

from django.urls import path

from reports.publishing import views

app_name = "publishing"

urlpatterns = [
    path("projects/<int:pk>/report/", views.editions, name="editions"),
    path("projects/<int:pk>/report/start/", views.start, name="start"),
    path("projects/<int:pk>/report/unfinished/", views.unfinished, name="unfinished"),
    path("projects/<int:pk>/report/<int:number>/status/", views.status, name="status"),
    path("projects/<int:pk>/report/<int:number>/cancel/", views.cancel, name="cancel"),
    path("projects/<int:pk>/consultation/<int:number>.pdf", views.sent, name="sent"),
    path("projects/<int:pk>/report/<int:number>.pdf", views.download, name="download"),
]
