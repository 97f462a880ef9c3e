"""Addresses of sign-in and account."""

from django.urls import path

from evaluations.people import policies, views

app_name = "people"

urlpatterns = [
    path("login/", views.sign_in, name="login"),
    path("logout/", views.sign_out, name="logout"),
    path("password/", views.password, name="password"),
    path("firm/", policies.firm_settings, name="firm"),
]
