"""Addresses of 我的通知."""

from django.urls import path

from evaluations.notices import views

app_name = "notices"

urlpatterns = [
    path("notices/", views.listing, name="list"),
    path("notices/choice/", views.choose, name="choose"),
    path("notices/read/", views.read_all, name="read-all"),
    path("notices/<int:notice>/", views.opened, name="open"),
]
