"""Addresses of a project's rectification."""

from django.urls import path

from evaluations.rectification import views

app_name = "rectification"

urlpatterns = [
    path("projects/<int:pk>/rectification/", views.listed, name="list"),
    path("projects/<int:pk>/rectification/add/", views.add, name="add"),
    path("projects/<int:pk>/rectification/<int:number>/", views.item, name="item"),
    path("projects/<int:pk>/rectification/<int:number>/edit/", views.edit, name="edit"),
    path("projects/<int:pk>/rectification/<int:number>/work/", views.work, name="work"),
    path("projects/<int:pk>/rectification/<int:number>/close/", views.close, name="close"),
    path("projects/<int:pk>/rectification/<int:number>/return/", views.send_back, name="return"),
    path("projects/<int:pk>/rectification/<int:number>/files/", views.upload, name="upload"),
    path("projects/<int:pk>/rectification/<int:number>/files/<int:proof_pk>/", views.file, name="file"),
]
