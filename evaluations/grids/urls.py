"""Addresses of all grids; `name` is the grid's."""

from django.urls import path

from evaluations.grids import history, views

app_name = "grids"
urlpatterns = [
    path("projects/<int:pk>/grids/<slug:name>/", views.rows, name="rows"),
    path("projects/<int:pk>/grids/<slug:name>/changes/", views.changes, name="changes"),
    path("projects/<int:pk>/grids/<slug:name>/cell/", views.cell, name="cell"),
    path("projects/<int:pk>/grids/<slug:name>/versions/", history.versions, name="versions"),
    path("projects/<int:pk>/grids/<slug:name>/versions/restore/", history.restore, name="restore"),
    path("projects/<int:pk>/grids/<slug:name>/export/", views.download, name="export"),
    path("projects/<int:pk>/grids/<slug:name>/import/", views.upload, name="import"),
    path("projects/<int:pk>/grids/<slug:name>/import/confirm/", views.confirm, name="confirm"),
]
