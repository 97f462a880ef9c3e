"""Addresses of 意见采纳情况表."""

from django.urls import path

from evaluations.reviews.adoption import entry_views, history, views

app_name = "adoption"

urlpatterns = [
    path("projects/<int:pk>/adoption/", views.table, name="table"),
    path("projects/<int:pk>/adoption/print/", views.printed, name="print"),
    path("projects/<int:pk>/adoption/word/", views.as_word, name="word"),
    path("projects/<int:pk>/adoption/scores/", views.scores, name="scores"),
    path("projects/<int:pk>/adoption/scores/<str:code>/", views.explain, name="explain"),
    path("projects/<int:pk>/adoption/enter/", entry_views.enter, name="enter"),
    path("projects/<int:pk>/adoption/<int:number>/mend/", entry_views.mend, name="mend"),
    path("projects/<int:pk>/adoption/<int:number>/", views.answer, name="answer"),
    path("projects/<int:pk>/adoption/<int:number>/versions/", history.versions, name="versions"),
    path("projects/<int:pk>/adoption/<int:number>/restore/", history.restore, name="restore"),
]
