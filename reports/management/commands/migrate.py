"""`migrate`: Django's own, except that an empty database gets its tables at once (decisions/0038).

Django takes a new database through every change that there ever was, and makes all models anew after each.
What comes out is known beforehand: the state that all migrations describe together.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import no_translations
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

OURS = ("indicators", "evaluations", "reports")
"""The apps whose tables are made at once; packages bring few migrations, and know best how to run them."""

ORDERS = ("app_label", "check_unapplied", "fake", "fake_initial", "plan", "prune")
"""Whoever gives one of these wants something else than a database that is up to date."""


class Command(migrate.Command):
    """An installation that has applied any of our migrations goes on with the others, as ever."""

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        self.verbosity = options["verbosity"]  # of the callback
        if not any(options[order] for order in ORDERS):
            executor = MigrationExecutor(
                connections[options["database"]],
                self.migration_progress_callback,  # type: ignore[arg-type] # the stubs disagree
            )
            begun = any(app in OURS for app, _ in executor.loader.applied_migrations)
            if not begun and not executor.loader.detect_conflicts():  # of which Django tells
                if self.verbosity:
                    self.stdout.write(f"An empty database: tables of {', '.join(OURS)} are made at once.")
                build(executor)
        super().handle(*args, **options)


def build(executor: MigrationExecutor) -> None:
    """Makes our tables as the last migrations leave them, and records every migration; all or nothing.

    Packages come first, as long as there are few models that Django would make anew with theirs.
    """
    graph = executor.loader.graph
    leaves = graph.leaf_nodes()
    plan = [one for one, _ in executor.migration_plan(leaves)]
    ours = [one for one in plan if one.app_label in OURS]
    before = [one for one in plan if not any(app in OURS for app, _ in graph.forwards_plan(_key(one)))]
    executor.migrate(leaves, plan=[(one, False) for one in before])
    state = executor.loader.project_state([_key(one) for one in ours])
    with executor.connection.schema_editor(atomic=True) as editor:
        _make_tables(state, editor)
        for one in ours:
            _run_lasting(one, state, editor)
            executor.record_migration(one)  # type: ignore[call-arg,arg-type] # the stubs are wrong


def _key(migration: Migration) -> tuple[str, str]:
    return migration.app_label, migration.name


def _make_tables(state: ProjectState, editor: BaseDatabaseSchemaEditor) -> None:
    for app, name in state.models:
        model = state.apps.get_model(app, name)
        if app in OURS and model._meta.can_migrate(editor.connection):
            editor.create_model(model)
    for statement in editor.deferred_sql:  # indexes and foreign keys, once all tables are there
        editor.execute(statement, None)
    editor.deferred_sql.clear()


def _run_lasting(migration: Migration, state: ProjectState, editor: BaseDatabaseSchemaEditor) -> None:
    """What models do not tell (triggers); what only brings old rows along is marked `elidable`."""
    for operation in migration.operations:
        if isinstance(operation, RunPython | RunSQL) and not operation.elidable:
            operation.database_forwards(migration.app_label, editor, state, state)
