"""Addresses of what a firm issues its reports with."""

from django.urls import path

from reports.publishing.firms import views

app_name = "issuing"

urlpatterns = [
    path("firm/issuing/", views.issuing, name="settings"),
    path("firm/issuing/numbers/", views.numbers, name="numbers"),
    path("firm/issuing/certificate/", views.upload, name="certificate"),
    path("firm/issuing/certificate/make/", views.make, name="make"),
]
