"""Addresses of import and export."""

from django.urls import path

from evaluations.exchange import views

app_name = "exchange"

urlpatterns = [
    path("projects/import/", views.upload, name="import"),
    path("projects/import/<str:token>/", views.review, name="review"),
    path("projects/import/<str:token>/confirm/", views.confirm, name="confirm"),
    path("projects/<int:pk>/dossier.json", views.export, name="export"),
]
