"""Addresses of 模板与提纲."""

from django.urls import path

from evaluations.patterns import views

app_name = "patterns"
_ONE = "patterns/<slug:kind>/<int:pattern>/"
_PROJECT = "patterns/projects/<int:template>/"
urlpatterns = [
    path("patterns/", views.index, name="index"),
    path(_PROJECT, views.template, name="template"),
    path(f"{_PROJECT}rename/", views.rename, name="rename"),
    path(f"{_PROJECT}retire/", views.retire_template, name="retire-template"),
    path("patterns/<slug:kind>/add/", views.add, name="add"),
    path(_ONE, views.show, name="pattern"),
    path(f"{_ONE}edit/", views.edit, name="edit"),
    path(f"{_ONE}copy/", views.copy, name="copy"),
    path(f"{_ONE}retire/", views.retire, name="retire"),
    path(f"{_ONE}restore/", views.restore, name="restore"),
]
