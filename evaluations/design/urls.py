"""Addresses of the indicator system. What can be done in it lies beside `indicators/`, where codes stand."""

from django.urls import path

from evaluations.design import history, views, weighting_views

app_name = "design"
urlpatterns = [
    path("projects/<int:pk>/indicators/", views.tree, name="tree"),
    path("projects/<int:pk>/design/forms/", views.by_forms, name="forms"),
    path("projects/<int:pk>/design/add/", views.add, name="add"),
    path("projects/<int:pk>/design/edit/", views.edit, name="edit"),
    path("projects/<int:pk>/design/move/", views.move, name="move"),
    path("projects/<int:pk>/design/remove/", views.remove, name="remove"),
    path("projects/<int:pk>/design/restore/", views.restore, name="restore"),
    path("projects/<int:pk>/design/renumber/", views.renumber, name="renumber"),
    path("projects/<int:pk>/design/weights/", weighting_views.weighting, name="weighting"),
    path(
        "projects/<int:pk>/design/weights/preview/",
        weighting_views.weighting_preview,
        name="weighting-preview",
    ),
    path("projects/<int:pk>/design/weights/voice/", weighting_views.voice, name="voice"),
    path("projects/<int:pk>/design/weights/voice/remove/", weighting_views.voice_remove, name="voice-remove"),
    path("projects/<int:pk>/design/weights/take/", weighting_views.take_over, name="take-over"),
    path("projects/<int:pk>/design/weights/versions/", history.weights, name="weights-versions"),
    path(
        "projects/<int:pk>/design/weights/versions/restore/", history.weights_restore, name="weights-restore"
    ),
    path("projects/<int:pk>/design/grades/versions/", history.grades, name="grades-versions"),
    path("projects/<int:pk>/design/grades/versions/restore/", history.grades_restore, name="grades-restore"),
    path("projects/<int:pk>/design/grades/", weighting_views.grades, name="grades"),
    path("projects/<int:pk>/design/grades/preview/", weighting_views.grades_preview, name="grades-preview"),
]
