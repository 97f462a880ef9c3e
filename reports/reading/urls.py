"""Addresses of what is read and commented on."""

from django.urls import path

from reports.reading import views
from reports.reading.views import openings, threads

app_name = "reading"

urlpatterns = [
    path("projects/<int:pk>/reading/", openings.openings, name="openings"),
    path("projects/<int:pk>/reading/open/", openings.open_up, name="open"),
    path("projects/<int:pk>/reading/<int:grant_pk>/close/", openings.close, name="close"),
    path("projects/<int:pk>/read/papers/<str:code>/", views.paper, name="paper"),
    path("projects/<int:pk>/read/pictures/<str:photo>/", views.picture, name="picture"),
    path("projects/<int:pk>/read/<str:target>/", views.read, name="read"),
    path("projects/<int:pk>/read/<str:target>/seen/", views.seen, name="seen"),
    path("projects/<int:pk>/read/<str:target>/comments/", threads.begin, name="begin"),
    path("projects/<int:pk>/threads/<int:thread_pk>/draft/", threads.draft, name="draft"),
    path("projects/<int:pk>/threads/<int:thread_pk>/discard/", threads.discard, name="discard"),
    path("projects/<int:pk>/threads/<int:thread_pk>/mend/", threads.mend, name="mend"),
    path("projects/<int:pk>/threads/<int:thread_pk>/reply/", threads.reply, name="reply"),
    path(
        "projects/<int:pk>/threads/<int:thread_pk>/replies/<int:comment_pk>/",
        threads.mend_reply,
        name="mend-reply",
    ),
    path("projects/<int:pk>/threads/<int:thread_pk>/decide/", threads.decide, name="decide"),
    path("projects/<int:pk>/threads/<int:thread_pk>/accept/", threads.accept, name="accept"),
]
