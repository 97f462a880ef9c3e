"""Addresses of the public verification."""

from django.urls import path

from reports.publishing.verifying import views

app_name = "verifying"

urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/explained/", views.explained, name="explained"),
    path("verify/<str:verification>/", views.release, name="release"),
]
