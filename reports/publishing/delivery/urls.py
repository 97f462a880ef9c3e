"""Addresses of 送达: of a release on its project, and of what was shared."""

from django.urls import path

from reports.publishing.delivery.views import project, public

app_name = "delivery"

urlpatterns = [
    path("projects/<int:pk>/report/releases/<int:number>.pdf", project.download, name="download"),
    path("projects/<int:pk>/report/releases/<int:number>/delivery/", project.page, name="page"),
    path("projects/<int:pk>/report/releases/<int:number>/receipt/", project.sign_for, name="sign-for"),
    path("projects/<int:pk>/report/releases/<int:number>/share/", project.share, name="share"),
    path(
        "projects/<int:pk>/report/releases/<int:number>/share/<int:share_pk>/revoke/",
        project.revoke,
        name="revoke",
    ),
    path("share/<str:secret>/", public.shared, name="shared"),
    path("share/<str:secret>/file/", public.shared_file, name="shared-file"),
]
