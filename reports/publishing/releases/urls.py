"""Addresses of a project's releases; `number` counts them."""

from django.urls import path

from reports.publishing.releases import views

app_name = "releases"

urlpatterns = [
    path("projects/<int:pk>/report/issue/", views.issue, name="issue"),
    path("projects/<int:pk>/report/releases/<int:number>/status/", views.status, name="status"),
    path("projects/<int:pk>/report/releases/<int:number>/cancel/", views.cancel, name="cancel"),
    path("projects/<int:pk>/report/releases/<int:number>/retry/", views.retry, name="retry"),
    path("projects/<int:pk>/report/releases/<int:number>/withdraw/", views.withdraw, name="withdraw"),
]
