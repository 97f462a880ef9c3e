"""Addresses of 政策文件库."""

from django.urls import path

from evaluations.engagement.policybase import views

app_name = "policies"
urlpatterns = [
    path("policies/", views.index, name="index"),
    path("policies/add/", views.add, name="add"),
    path("policies/policies.xlsx", views.download, name="export"),
    path("policies/excel/", views.upload, name="import"),
    path("policies/excel/confirm/", views.confirm, name="confirm"),
    path("policies/<int:policy>/", views.policy, name="policy"),
    path("policies/<int:policy>/edit/", views.edit, name="edit"),
    path("policies/<int:policy>/repeal/", views.repeal, name="repeal"),
    path("policies/<int:policy>/remove/", views.remove, name="remove"),
]
