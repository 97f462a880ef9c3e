"""Addresses of 问卷设计 and of the firm's 问卷库."""

from django.urls import path

from evaluations.questionnaires.designing.views import draft, history, items, publishing, shelf, sources

app_name = "designing"
_FORM = "projects/<int:pk>/surveys/<int:survey_pk>/form/"
_ITEM = f"{_FORM}items/<slug:item>/"
urlpatterns = [
    path(_FORM, draft.form, name="form"),
    path(f"{_FORM}head/", draft.head, name="head"),
    path(f"{_FORM}items/add/", items.add, name="add"),
    path(_ITEM, items.item, name="item"),
    path(f"{_ITEM}copy/", items.copy, name="copy"),
    path(f"{_ITEM}move/", items.move, name="move"),
    path(f"{_ITEM}remove/", items.remove, name="remove"),
    path(f"{_FORM}sources/", sources.listed, name="sources"),
    path(f"{_FORM}source/", sources.preview, name="source"),
    path(f"{_FORM}take/", sources.take, name="take"),
    path(f"{_FORM}keep/", sources.keep, name="keep"),
    path(f"{_FORM}publish/", publishing.publish, name="publish"),
    path(f"{_FORM}versions/<int:number>/", publishing.version, name="version"),
    path(f"{_FORM}history/", history.drafts, name="drafts"),
    path(f"{_FORM}restore/", history.restore, name="restore"),
    path("questionnaires/", shelf.listed, name="shelf"),
    path("questionnaires/<int:kept_pk>/", shelf.kept, name="kept"),
    path("questionnaires/<int:kept_pk>/rename/", shelf.rename, name="rename"),
    path("questionnaires/<int:kept_pk>/drop/", shelf.drop, name="drop"),
    path("questionnaires/dropped/<int:line_pk>/restore/", shelf.bring_back, name="bring-back"),
]
