"""Addresses of the surveys."""

from django.urls import path

from evaluations.questionnaires import views

app_name = "questionnaires"
urlpatterns = [
    path("projects/<int:pk>/surveys/", views.surveys, name="surveys"),
    path("projects/<int:pk>/surveys/<int:survey_pk>/", views.survey, name="survey"),
]
