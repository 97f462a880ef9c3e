"""Addresses of all grids; `name` is the grid's."""

from django.urls import path

from evaluations.grids import views

app_name = "grids"
urlpatterns = [
    path("projects/<int:pk>/grids/<slug:name>/", views.rows, name="rows"),
    path("projects/<int:pk>/grids/<slug:name>/changes/", views.changes, name="changes"),
    path("projects/<int:pk>/grids/<slug:name>/cell/", views.cell, name="cell"),
]
