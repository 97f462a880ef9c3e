"""Addresses of 征求意见."""

from django.urls import path

from evaluations.reviews.consulting import views

app_name = "consulting"

urlpatterns = [
    path("projects/<int:pk>/consultations/", views.listed, name="list"),
    path("projects/<int:pk>/consultations/send/", views.send, name="send"),
    path("projects/<int:pk>/consultation/", views.page, name="page"),
    path("projects/<int:pk>/consultation/<int:number>/say/", views.say, name="say"),
    path("projects/<int:pk>/consultation/<int:number>/none/", views.no_opinion, name="none"),
    path("projects/<int:pk>/consultation/<int:number>/done/", views.finish, name="done"),
]
