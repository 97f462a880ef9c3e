"""Addresses of archives: made of a project, and made into one."""

from django.urls import path

from reports.archiving import restore_views, views

app_name = "archiving"

urlpatterns = [
    path("projects/restore/", restore_views.upload, name="restore"),
    path("projects/restore/<str:token>/", restore_views.review, name="review"),
    path("projects/restore/<str:token>/check/", restore_views.check, name="check"),
    path("projects/restore/<str:token>/status/", restore_views.status, name="looking"),
    path("projects/restore/<str:token>/cancel/", restore_views.cancel, name="stop"),
    path("projects/restore/<str:token>/confirm/", restore_views.confirm, name="confirm"),
    path("projects/<int:pk>/archive/", views.index, name="index"),
    path("projects/<int:pk>/archive/start/", views.start, name="start"),
    path("projects/<int:pk>/archive/<int:number>/status/", views.status, name="status"),
    path("projects/<int:pk>/archive/<int:number>/cancel/", views.cancel, name="cancel"),
    path("projects/<int:pk>/archive/<int:number>.zip", views.download, name="download"),
    path("projects/<int:pk>/archive/source/", views.source, name="source"),
    path("projects/<int:pk>/archive/source.zip", views.original, name="original"),
    path("projects/<int:pk>/archive/source/<int:file>/", views.member, name="member"),
]
