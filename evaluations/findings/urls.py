"""Addresses of quality, statistics, open answers and exports."""

from django.urls import path

from evaluations.findings.views import answers, exports, quality, statistics, uses

app_name = "findings"
_ONE = "projects/<int:pk>/surveys/<int:survey_pk>/"
_SHEET = f"{_ONE}sheets/<int:response_pk>/"
urlpatterns = [
    path(f"{_ONE}quality/", quality.quality, name="quality"),
    path(f"{_ONE}quality/rules/", quality.rules, name="rules"),
    path(f"{_ONE}quality/judge/", quality.judge, name="judge"),
    path(f"{_ONE}quality/adopt/", quality.adopt, name="adopt"),
    path(_SHEET, quality.sheet, name="sheet"),
    path(f"{_SHEET}exclude/", quality.exclude, name="exclude"),
    path(f"{_SHEET}restore/", quality.restore, name="restore"),
    path(f"{_ONE}statistics/", statistics.statistics, name="statistics"),
    path(f"{_ONE}statistics/cross/", statistics.cross, name="cross"),
    path(f"{_ONE}answers/", answers.answers, name="answers"),
    path(f"{_ONE}answers/assign/", answers.assign, name="assign"),
    path(f"{_ONE}answers/themes/<int:theme_pk>/", answers.theme, name="theme"),
    path(f"{_ONE}export/", exports.export, name="export"),
    path(f"{_ONE}export/<int:export>/", exports.file, name="export-file"),
    path(f"{_ONE}tally/", uses.tally, name="tally"),
    path(f"{_ONE}use/", uses.use, name="use"),
    path("projects/<int:pk>/base-items/<int:data_item_pk>/let-go/", uses.let_go, name="let-go"),
    path("firm/surveys/", quality.policy, name="policy"),
]
