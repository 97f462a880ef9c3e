"""Addresses of the pages that look across slices."""

from django.urls import path

from evaluations.desk import views

app_name = "desk"

urlpatterns = [
    path("", views.home, name="home"),
    path("find/", views.find, name="find"),
    path("jobs/", views.jobs, name="jobs"),
    path("projects/", views.projects, name="projects"),
    path("projects/<int:pk>/", views.project, name="project"),
    path("projects/<int:pk>/history/", views.history, name="history"),
]
