"""Addresses of one indicator's definition; a code may hold any character, so what follows it comes first."""

from django.urls import path

from evaluations.criteria import history, views

app_name = "criteria"
urlpatterns = [
    path("projects/<int:pk>/criteria/<path:code>/versions/restore/", history.restore, name="restore"),
    path("projects/<int:pk>/criteria/<path:code>/versions/", history.versions, name="versions"),
    path("projects/<int:pk>/criteria/<path:code>/draft/", views.draft, name="draft"),
    path("projects/<int:pk>/criteria/<path:code>/save/", views.save, name="save"),
    path("projects/<int:pk>/criteria/<path:code>/", views.indicator, name="indicator"),
]
