"""Addresses of the evidence and of the request list."""

from django.urls import path

from evaluations.evidence.views import documents, files, history, requests, rows, withdrawing

app_name = "evidence"
urlpatterns = [
    path("projects/<int:pk>/evidence/", documents.listed, name="list"),
    path("projects/<int:pk>/evidence/upload/", files.upload, name="upload"),
    path("projects/<int:pk>/evidence/link/", documents.link, name="link"),
    path("projects/<int:pk>/evidence/links/<int:link_pk>/remove/", documents.unlink, name="unlink"),
    path("projects/<int:pk>/evidence/links/<int:link_pk>/check/", rows.check, name="check"),
    path("projects/<int:pk>/evidence/marks/", rows.marks, name="marks"),
    path("projects/<int:pk>/evidence/of-row/", rows.of_row, name="of-row"),
    path("projects/<int:pk>/evidence/targets/", documents.targets, name="targets"),
    path("projects/<int:pk>/evidence/choices/", documents.choices, name="choices"),
    path("projects/<int:pk>/evidence/<int:document_pk>/", documents.document, name="document"),
    path("projects/<int:pk>/evidence/<int:document_pk>/edit/", documents.edit, name="edit"),
    path("projects/<int:pk>/evidence/<int:document_pk>/versions/", history.document, name="versions"),
    path(
        "projects/<int:pk>/evidence/<int:document_pk>/versions/restore/",
        history.restore_document,
        name="restore-version",
    ),
    path("projects/<int:pk>/evidence/<int:document_pk>/withdraw/", withdrawing.withdraw, name="withdraw"),
    path("projects/<int:pk>/evidence/<int:document_pk>/restore/", withdrawing.restore, name="restore"),
    path("projects/<int:pk>/evidence/<int:document_pk>/erase/", withdrawing.erase, name="erase"),
    path("projects/<int:pk>/evidence/files/<int:version_pk>/", files.file, name="file"),
    path("projects/<int:pk>/evidence/files/<int:version_pk>/small/", files.thumbnail, name="thumbnail"),
    path("projects/<int:pk>/requests/", requests.items, name="requests"),
    path("projects/<int:pk>/requests/add/", requests.add, name="request-add"),
    path("projects/<int:pk>/requests/<int:item_pk>/", requests.edit, name="request-edit"),
    path("projects/<int:pk>/requests/<int:item_pk>/versions/", history.request_item, name="request-versions"),
    path(
        "projects/<int:pk>/requests/<int:item_pk>/versions/restore/",
        history.restore_request,
        name="request-restore",
    ),
    path("projects/<int:pk>/requests/<int:item_pk>/hand-in/", files.hand_in, name="hand-in"),
    path(
        "projects/<int:pk>/requests/<int:item_pk>/answers/<int:answer_pk>/take-back/",
        withdrawing.take_back,
        name="take-back",
    ),
]
