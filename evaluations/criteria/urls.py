"""Addresses of one indicator's definition; a code may hold any character, so what follows it comes first."""

from django.urls import path

from evaluations.criteria import views

app_name = "criteria"
urlpatterns = [
    path("projects/<int:pk>/criteria/<path:code>/draft/", views.draft, name="draft"),
    path("projects/<int:pk>/criteria/<path:code>/save/", views.save, name="save"),
    path("projects/<int:pk>/criteria/<path:code>/", views.indicator, name="indicator"),
]
