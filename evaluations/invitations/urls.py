"""Addresses of invitations: the public link, and the manager's two buttons."""

from django.urls import path

from evaluations.invitations import views

app_name = "invitations"

urlpatterns = [
    path("invitations/<str:link>/", views.accept, name="accept"),
    path("projects/<int:pk>/team/<int:outsider>/invitation/", views.send, name="send"),
    path("projects/<int:pk>/team/<int:outsider>/invitation/withdraw/", views.withdraw, name="withdraw"),
]
