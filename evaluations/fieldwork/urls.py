"""Addresses of the collected facts."""

from django.urls import path

from evaluations.fieldwork import views

app_name = "fieldwork"
urlpatterns = [
    path("projects/<int:pk>/base-tables/", views.base_tables, name="base-tables"),
    path("projects/<int:pk>/outputs/", views.outputs, name="outputs"),
]
