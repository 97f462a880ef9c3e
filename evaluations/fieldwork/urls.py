"""Addresses of the collected facts."""

from django.urls import path

from evaluations.fieldwork import rules, unit, views

__all__ = ["rules"]

app_name = "fieldwork"
urlpatterns = [
    path("projects/<int:pk>/base-tables/", views.base_tables, name="base-tables"),
    path("projects/<int:pk>/base-tables/add/", views.add_table, name="add-table"),
    path("projects/<int:pk>/base-tables/<int:table>/", views.base_table, name="base-table"),
    path("projects/<int:pk>/base-tables/<int:table>/verify/", views.verification, name="verification"),
    path("projects/<int:pk>/base-tables/<int:table>/verify/item/", views.move_item, name="move-item"),
    path("projects/<int:pk>/base-tables/<int:table>/remove/", views.remove_table, name="remove-table"),
    path(
        "projects/<int:pk>/base-tables/removed/<int:gone>/restore/", views.restore_table, name="restore-table"
    ),
    path("projects/<int:pk>/base-tables/<int:table>/hand-out/", views.hand_out, name="hand-out"),
    path("projects/<int:pk>/base-tables/<int:table>/template/", views.keep_template, name="keep-template"),
    path("projects/<int:pk>/fill/", unit.fill, name="fill"),
    path("projects/<int:pk>/fill/<int:table>/", unit.fill_table, name="fill-table"),
    path("projects/<int:pk>/fill/<int:table>/hand-in/", unit.hand_in, name="hand-in"),
    path("projects/<int:pk>/outputs/", views.outputs, name="outputs"),
]
