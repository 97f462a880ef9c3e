"""Addresses of 承接, 绩效目标 and what belongs to them."""

from django.urls import path

from evaluations.engagement import history, team_history, team_views, views

app_name = "engagement"
urlpatterns = [
    path("projects/<int:pk>/objectives/", views.objectives, name="objectives"),
    path("projects/<int:pk>/milestones/", views.milestones, name="milestones"),
    path("projects/<int:pk>/organisation/", views.organisation, name="organisation"),
    path("projects/<int:pk>/engagement/", views.engagement, name="engagement"),
    path("projects/<int:pk>/engagement/edit/", views.edit, name="edit"),
    path("projects/<int:pk>/engagement/versions/", history.versions, name="versions"),
    path("projects/<int:pk>/engagement/versions/restore/", history.restore, name="restore"),
    path("projects/<int:pk>/schedule/", views.schedule, name="schedule"),
    path("projects/<int:pk>/policies/", views.policies, name="policies"),
    path("projects/<int:pk>/policies/cite/", views.cite, name="cite"),
    path("projects/<int:pk>/team/", team_views.team, name="team"),
    path("projects/<int:pk>/team/add/", team_views.add, name="add"),
    path("projects/<int:pk>/team/invite/", team_views.invite, name="invite"),
    path("projects/<int:pk>/team/<int:place>/", team_views.member, name="member"),
    path("projects/<int:pk>/team/<int:place>/remove/", team_views.remove, name="remove"),
    path("projects/<int:pk>/team/<int:place>/versions/", team_history.versions, name="member-versions"),
    path("projects/<int:pk>/team/<int:place>/versions/restore/", team_history.restore, name="member-restore"),
    path("projects/<int:pk>/team/<int:place>/declarations/", team_history.declarations, name="declarations"),
    path("projects/<int:pk>/declaration/", team_views.declare, name="declaration"),
]
