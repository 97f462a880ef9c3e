"""Addresses of 预算与资金."""

from django.urls import path

from evaluations.money import views

app_name = "money"
urlpatterns = [
    path("projects/<int:pk>/budget/", views.budget, name="budget"),
    path("projects/<int:pk>/budget/years/", views.years, name="years"),
    path("projects/<int:pk>/funding/", views.funding, name="funding"),
    path("projects/<int:pk>/fund-check/", views.fund_check, name="fund-check"),
    path("projects/<int:pk>/costs/", views.costs, name="costs"),
]
