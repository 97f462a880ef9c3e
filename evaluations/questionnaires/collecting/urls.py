"""Addresses of collecting answers."""

from django.urls import path

from evaluations.questionnaires.collecting.views import codes, importing, overview, paper, sampling

app_name = "collecting"
BASE = "projects/<int:pk>/surveys/<int:survey_pk>"
urlpatterns = [
    path(f"{BASE}/collecting/", overview.page, name="page"),
    path(f"{BASE}/collecting/settings/", overview.settings, name="settings"),
    path(f"{BASE}/collecting/stop/", overview.stop, name="stop"),
    path(f"{BASE}/collecting/reopen/", overview.reopen, name="reopen"),
    path(f"{BASE}/collecting/renew/", overview.renew, name="renew"),
    path(f"{BASE}/collecting/qr.<str:extension>", overview.qr, name="qr"),
    path(f"{BASE}/sample/", sampling.page, name="sample"),
    path(f"{BASE}/sample/adopt/", sampling.adopt, name="adopt"),
    path(f"{BASE}/codes/", codes.page, name="codes"),
    path(f"{BASE}/codes/make/", codes.make, name="make-codes"),
    path(f"{BASE}/codes/change/", codes.change, name="change-codes"),
    path(f"{BASE}/codes/list/", codes.upload, name="list"),
    path(f"{BASE}/codes/list/confirm/", codes.confirm, name="confirm-list"),
    path(f"{BASE}/codes/list/template/", codes.template, name="list-template"),
    path(f"{BASE}/codes/draw/", codes.draw, name="draw"),
    path(f"{BASE}/codes/undraw/", codes.undraw, name="undraw"),
    path(f"{BASE}/codes/export/", codes.export, name="export-codes"),
    path(f"{BASE}/codes/print/", codes.printed, name="print-codes"),
    path(f"{BASE}/paper/", paper.page, name="paper"),
    path(f"{BASE}/paper/<int:response_pk>/", paper.sheet, name="sheet"),
    path(f"{BASE}/paper/<int:response_pk>/exclude/", paper.strike, name="exclude"),
    path(f"{BASE}/paper/<int:response_pk>/restore/", paper.take_back, name="restore"),
    path(f"{BASE}/import/", importing.page, name="import"),
    path(f"{BASE}/import/confirm/", importing.confirm, name="confirm"),
    path(f"{BASE}/import/template/", importing.template, name="import-template"),
]
