"""Addresses of 专家评审意见表."""

from django.urls import path

from evaluations.reviews.expertise import views

app_name = "expertise"

urlpatterns = [
    path("projects/<int:pk>/expert-forms/", views.forms, name="forms"),
    path("projects/<int:pk>/expert-forms/<slug:round_key>/", views.form, name="form"),
    path("projects/<int:pk>/expert-forms/<slug:round_key>/submit/", views.submit, name="submit"),
    path("projects/<int:pk>/expert-forms/<slug:round_key>/print/", views.printed, name="print"),
    path("firm/review-criteria/", views.criteria, name="criteria"),
]
