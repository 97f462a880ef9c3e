"""Addresses of 单位名单."""

from django.urls import path

from evaluations.parties import views

app_name = "parties"
urlpatterns = [
    path("firm/organisations/", views.organisations, name="organisations"),
    path("firm/organisations/<int:organisation_pk>/", views.organisation, name="organisation"),
    path("firm/organisations/<int:organisation_pk>/merge/", views.merge, name="merge"),
]
