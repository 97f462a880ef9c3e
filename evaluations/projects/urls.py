"""Addresses of a project's own facts."""

from django.urls import path

from evaluations.projects import history, views

app_name = "projects"
urlpatterns = [
    path("projects/<int:pk>/presence/", views.here, name="presence"),
    path("projects/<int:pk>/info/", views.info, name="info"),
    path("projects/<int:pk>/info/edit/", views.edit, name="edit"),
    path("projects/<int:pk>/info/versions/", history.info, name="info-versions"),
    path("projects/<int:pk>/info/versions/restore/", history.restore_info, name="restore-info"),
]
