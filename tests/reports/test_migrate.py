"""`migrate` in an empty database: at once what the long way makes, wholly or not at all, and only there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.commands import migrate as django_migrate
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import fields, models
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import DjangoDbBlocker

from reports.management.commands import migrate

Empty = Callable[[str], BaseDatabaseWrapper]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def empty(
    monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[Empty]:
    """Makes empty SQLite databases beside the one of the tests, whichever that is."""
    made = []

    def make(name: str) -> BaseDatabaseWrapper:
        file = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / name), "OPTIONS": {}}
        monkeypatch.setitem(connections.settings, name, {**connections.settings["default"], **file})
        made.append(name)
        return connections[name]

    with django_db_blocker.unblock():
        yield make
        for name in made:
            connections[name].close()
            del connections[name]


def schema(of: BaseDatabaseWrapper, app: str) -> dict[str, list[str]]:
    """Tables, indexes and triggers of an app as SQLite keeps them; the order of columns says nothing."""
    with of.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name LIKE %s", [f"{app}_%"])
        return {name: sorted((sql or "").rstrip(")").split(", ")) for name, sql in cursor.fetchall()}


def failing(at: str) -> Callable[[MigrationExecutor, Migration], None]:
    """Records migrations; the power fails when this one has been recorded."""
    record = MigrationExecutor.record_migration

    def record_or_fail(executor: MigrationExecutor, migration: Migration) -> None:
        record(executor, migration)
        if migration.name == at:
            raise InterruptedError

    return record_or_fail


def test_the_tables_are_those_of_the_long_way(empty: Empty) -> None:
    """Of one app, with tables that were changed later; all of them would take a minute."""
    at_once, step_by_step = empty("at_once"), empty("step_by_step")
    migrate.build(MigrationExecutor(at_once))
    executor = MigrationExecutor(step_by_step)
    executor.migrate([key for key in executor.loader.graph.leaf_nodes() if key[0] == "indicators"])
    assert len(schema(at_once, "indicators")) > 20
    assert schema(at_once, "indicators") == schema(step_by_step, "indicators")


def test_all_or_nothing(empty: Empty, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever begins again after a failure has the whole of it."""
    database = empty("interrupted")
    executor = MigrationExecutor(database)
    last = max(name for app, name in executor.loader.graph.nodes if app == "reports")
    with monkeypatch.context() as patch:
        patch.setattr(MigrationExecutor, "record_migration", failing(at=last))
        with pytest.raises(InterruptedError):
            migrate.build(executor)
    tables = database.introspection.table_names()
    assert "auth_group" in tables
    assert not [name for name in tables if name.startswith(tuple(f"{app}_" for app in migrate.OURS))]
    migrate.build(MigrationExecutor(database))
    executor = MigrationExecutor(database)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert "reports_release_frozen" in schema(database, "reports")  # a trigger, which no model tells of


@pytest.mark.django_db
def test_nothing_is_left_to_apply() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("applied", "orders", "at_once"),
    [
        ([], {}, True),
        ([], {"run_syncdb": True}, True),
        ([("auth", "0001_initial")], {}, True),  # it was interrupted
        ([("evaluations", "0001_initial")], {}, False),
        ([("reports", "0006_edition_stamp")], {}, False),
        ([], {"app_label": "evaluations"}, False),
        ([], {"plan": True}, False),
        ([], {"check_unapplied": True}, False),
        ([], {"fake": True}, False),
        ([], {"fake_initial": True}, False),
    ],
)
def test_who_has_begun_goes_on(
    applied: list[tuple[str, str]], orders: dict[str, object], at_once: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a database without any of our migrations, and no other order than to bring it up to date."""
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.all().delete()
    for app, name in applied:
        recorder.record_applied(app, name)
    called = []
    monkeypatch.setattr(migrate, "build", lambda _: called.append("build"))
    monkeypatch.setattr(django_migrate.Command, "handle", lambda *_, **__: called.append("django"))
    call_command("migrate", verbosity=0, **orders)
    assert called == (["build", "django"] if at_once else ["django"])


def test_every_app_of_ours_is_made_at_once() -> None:
    ours = [one.label for one in apps.get_app_configs() if Path(one.path).parent == ROOT]
    assert sorted(migrate.OURS) == sorted(ours)


def test_what_no_model_tells_is_code() -> None:
    """The tables follow from models; what else a migration does is run, or says that it is `elidable`."""
    loader = MigrationLoader(None)
    known = {fields.__name__, models.__name__}
    other = {
        f"{app}.{name}: {operation.describe()}"
        for (app, name), migration in loader.disk_migrations.items()
        for operation in migration.operations
        if app in migrate.OURS
        and not isinstance(operation, RunPython | RunSQL)
        and type(operation).__module__ not in known
    }
    assert other == set()
