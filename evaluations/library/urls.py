"""Addresses of the library, and of what a project takes from it and gives to it."""

from django.urls import path

from evaluations.library import project_views, views

app_name = "library"
urlpatterns = [
    path("library/", views.index, name="index"),
    path("library/<slug:key>/", views.newest, name="framework"),
    path("library/<slug:key>/<int:number>/", views.version, name="version"),
    path("library/<slug:key>/<int:number>/system.xlsx", views.export, name="export"),
    path("library/<slug:key>/<int:number>/publish/", views.publish, name="publish"),
    path("library/<slug:key>/<int:number>/discard/", views.discard, name="discard"),
    path("projects/<int:pk>/library/", project_views.overview, name="project"),
    path("projects/<int:pk>/library/save/", project_views.save, name="save"),
    path("projects/<int:pk>/library/excel/", project_views.upload, name="upload"),
    path("projects/<int:pk>/library/excel/<str:token>/", project_views.workbook, name="workbook"),
    path("projects/<int:pk>/library/take/<slug:key>/<int:number>/", project_views.take, name="take"),
    path("projects/<int:pk>/system.xlsx", project_views.export, name="project-export"),
]
