"""Addresses of 签核 and of the firm's table of stages."""

from django.urls import path

from evaluations.stages import table_views, views

app_name = "stages"

urlpatterns = [
    path("projects/<int:pk>/stages/", views.line, name="line"),
    path("projects/<int:pk>/stages/documents/", views.documents, name="documents"),
    path("projects/<int:pk>/stages/documents/<int:required>/", views.provide, name="provide"),
    path("projects/<int:pk>/stages/revise/", views.revise, name="revise"),
    path("projects/<int:pk>/stages/<slug:stage>/sign/", views.sign, name="sign"),
    path("projects/<int:pk>/stages/<slug:stage>/reopen/", views.reopen, name="reopen"),
    path("projects/<int:pk>/stages/<slug:stage>/due/", views.set_due, name="due"),
    path("firm/stages/", table_views.table, name="table"),
    path("firm/stages/<slug:stage>/", table_views.stage, name="table-stage"),
    path("firm/stages/<slug:stage>/move/", table_views.move, name="table-move"),
]
