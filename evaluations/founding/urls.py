"""Addresses of 新建项目."""

from django.urls import path

from evaluations.founding import views

app_name = "founding"
urlpatterns = [
    path("projects/new/", views.new, name="new"),
    path("projects/<int:pk>/template/", views.template, name="template"),
]
