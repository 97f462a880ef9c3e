"""Addresses of 委托方门户."""

from django.urls import path

from reports.portal import views

app_name = "portal"

urlpatterns = [
    path("portal/", views.home, name="home"),
    path("portal/years/", views.programmes, name="programmes"),
    path("portal/rectification/", views.rectification, name="rectification"),
    path("portal/downloads/", views.downloads, name="downloads"),
    path("projects/<int:pk>/years/", views.programme, name="programme"),
]
