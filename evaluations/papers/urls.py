"""Addresses of the evaluation itself. A code may hold any character, so what follows a code comes first."""

from django.urls import path

from evaluations.papers import dispute_history, form_views, history, run_views, score_views, sources, views
from evaluations.papers.checking import views as checking
from evaluations.papers.ticks import views as ticks

app_name = "papers"
urlpatterns = [
    path("projects/runs/", run_views.run_many, name="run-many"),
    path("projects/<int:pk>/papers/", views.papers, name="list"),
    path("projects/<int:pk>/self-evaluation/", form_views.self_evaluation, name="self-evaluation"),
    path("projects/<int:pk>/references/", sources.review, name="references"),
    path(
        "projects/<int:pk>/papers/<path:code>/dispute/versions/",
        dispute_history.versions,
        name="dispute-versions",
    ),
    path(
        "projects/<int:pk>/papers/<path:code>/dispute/versions/restore/",
        dispute_history.restore,
        name="dispute-restore",
    ),
    path("projects/<int:pk>/papers/<path:code>/sources/", sources.picker, name="sources"),
    path("projects/<int:pk>/papers/<path:code>/sources/bind/", sources.bind, name="bind"),
    path("projects/<int:pk>/papers/<path:code>/sources/unbind/", sources.unbind, name="unbind"),
    path("projects/<int:pk>/papers/<path:code>/save/", views.save, name="save"),
    path("projects/<int:pk>/papers/<path:code>/preview/", views.preview, name="preview"),
    path("projects/<int:pk>/check-papers/", checking.check_many, name="check-many"),
    path("projects/<int:pk>/papers/<path:code>/check/", checking.check, name="check"),
    path("projects/<int:pk>/papers/<path:code>/send-back/", checking.send_back, name="send-back"),
    path("projects/<int:pk>/papers/<path:code>/ticks/", ticks.ticks, name="ticks"),
    path("projects/<int:pk>/papers/<path:code>/versions/", history.versions, name="versions"),
    path("projects/<int:pk>/papers/<path:code>/versions/restore/", history.restore, name="restore"),
    path("projects/<int:pk>/papers/<path:code>/dispute/", score_views.dispute, name="dispute"),
    path("projects/<int:pk>/papers/<path:code>/dispute/withdraw/", score_views.withdraw, name="withdraw"),
    path("projects/<int:pk>/papers/<path:code>/", views.paper, name="paper"),
    path("projects/<int:pk>/scores/", views.scores, name="scores"),
    path("projects/<int:pk>/scores/what-if/", score_views.what_if, name="what-if"),
    path("projects/<int:pk>/scores/sheet.xlsx", score_views.sheet_file, name="score-sheet"),
    path("projects/<int:pk>/runs/", run_views.runs, name="runs"),
    path("projects/<int:pk>/runs/start/", run_views.run, name="run"),
    path("projects/<int:pk>/runs/<int:number>/", run_views.run_detail, name="run-detail"),
    path("projects/<int:pk>/runs/<int:number>/cancel/", run_views.cancel_run, name="run-cancel"),
    path("projects/<int:pk>/runs/<int:number>/status/", run_views.run_status, name="run-status"),
]
