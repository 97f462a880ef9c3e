"""Addresses of interviews and site visits."""

from django.urls import path

from evaluations.inquiries.views import history, interviews, removed, visits

app_name = "inquiries"
_ONE = "projects/<int:pk>/interviews/<int:interview_pk>/"
_VISIT = "projects/<int:pk>/visits/<int:visit_pk>/"
urlpatterns = [
    path("projects/<int:pk>/interviews/", interviews.listed, name="interviews"),
    path("projects/<int:pk>/interviews/plan/", interviews.plan, name="plan"),
    path("projects/<int:pk>/interviews/summary/", interviews.summary, name="summary"),
    path("projects/<int:pk>/inquiries/removed/<int:removed_pk>/restore/", removed.restore, name="restore"),
    path(_ONE, interviews.interview, name="interview"),
    path(f"{_ONE}record/", interviews.record, name="record"),
    path(f"{_ONE}outline/", interviews.outline, name="outline"),
    path(f"{_ONE}outline/keep/", interviews.keep_outline, name="keep-outline"),
    path(f"{_ONE}versions/", history.interview, name="interview-versions"),
    path(f"{_ONE}versions/restore/", history.restore_interview, name="interview-restore"),
    path(f"{_ONE}remove/", interviews.remove, name="remove-interview"),
    path(f"{_ONE}sign-in/", interviews.sign_in, name="sign-in"),
    path(f"{_ONE}participants/<int:participant_pk>/strike/", interviews.strike, name="strike"),
    path("projects/<int:pk>/visits/", visits.listed, name="visits"),
    path("projects/<int:pk>/visits/plan/", visits.plan, name="plan-visit"),
    path(_VISIT, visits.visit, name="visit"),
    path(f"{_VISIT}record/", visits.record, name="record-visit"),
    path(f"{_VISIT}checks/", visits.checks, name="checks"),
    path(f"{_VISIT}checks/add/", visits.add_check, name="add-check"),
    path(f"{_VISIT}checks/keep/", visits.keep_outline, name="keep-visit-outline"),
    path(f"{_VISIT}photos/", visits.photos, name="photos"),
    path(f"{_VISIT}photos/<int:link_pk>/caption/", visits.caption, name="caption"),
    path(f"{_VISIT}versions/", history.visit, name="visit-versions"),
    path(f"{_VISIT}versions/restore/", history.restore_visit, name="visit-restore"),
    path(f"{_VISIT}remove/", visits.remove, name="remove-visit"),
]
