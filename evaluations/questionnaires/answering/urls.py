"""Addresses of the questionnaires: short ones for respondents, and those of people who ask or try."""

from django.urls import path

from evaluations.questionnaires.answering import staff_views, views

app_name = "answering"

SURVEY = "projects/<int:pk>/surveys/<int:survey_pk>"

urlpatterns = [
    path("s/", views.enter, name="enter"),
    path("s/<slug:door>/", views.open_link, name="open"),
    path("s/<slug:door>/thanks/", views.thanks, name="thanks"),
    path("s/<slug:door>/c/<str:access>/", views.code, name="code"),
    path("s/<slug:door>/<uuid:sheet>/", views.page, name="sheet"),
    path("s/<slug:door>/<uuid:sheet>/<int:number>/", views.page, name="page"),
    path(f"{SURVEY}/interviewer/", staff_views.interviewer, name="interviewer"),
    path(f"{SURVEY}/interviewer/thanks/", staff_views.interview_thanks, name="interview-thanks"),
    path(f"{SURVEY}/interviewer/<uuid:interview>/", staff_views.interview_page, name="interview"),
    path(
        f"{SURVEY}/interviewer/<uuid:interview>/<int:number>/",
        staff_views.interview_page,
        name="interview-page",
    ),
    path(f"{SURVEY}/tryout/", staff_views.tryout, name="tryout"),
    path(f"{SURVEY}/tryout/thanks/", staff_views.tryout_thanks, name="tryout-thanks"),
    path(f"{SURVEY}/tryout/sheet/", staff_views.try_page, name="tryout-sheet"),
    path(f"{SURVEY}/tryout/<int:number>/", staff_views.try_page, name="tryout-page"),
]
