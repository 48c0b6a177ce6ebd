"""Rows and their instance stay together, though no foreign key says so (L5)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from kept.crm.records.models import Tag
from kept.tenancy.belonging import KEYS, belonging
from kept.tenancy.models import Instance
from kept.tenancy.opening import system
from tests.cast import World

NOWHERE = 2**40


def run(sql: str, *params: object) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.promise("L5")
def test_a_row_of_no_instance_is_refused(world: World) -> None:
    with system("tests", world.ours.instance.pk):
        Tag.fresh(kind="contact", name="ours").save()
    with pytest.raises(IntegrityError, match="there is no instance"), transaction.atomic(), system("tests", NOWHERE):
        Tag.fresh(kind="contact", name="nobody's").save()


@pytest.mark.promise("L5")
def test_an_instance_with_rows_cannot_go_and_an_empty_one_can(db: None) -> None:
    with system("tests"):
        full, empty = (Instance.objects.create(slug=slug, name=slug) for slug in ("full", "empty"))
    with system("tests", full.pk):
        Tag.fresh(kind="contact", name="here").save()
    with system("tests"):
        with pytest.raises(IntegrityError, match="still has rows in records_tag"), transaction.atomic():
            run("DELETE FROM tenancy_instance WHERE id = %s", full.pk)
        assert run("SELECT coalesce(nullif(current_setting('kept.instance', true), ''), 'none')") == [("none",)]
        run("DELETE FROM tenancy_instance WHERE id = %s", empty.pk)
        assert list(Instance.objects.filter(pk__in=[full.pk, empty.pk])) == [full]


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.promise("L5")
def test_a_row_never_changes_its_instance() -> None:
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE records_tag NO FORCE ROW LEVEL SECURITY")  # else the fence would refuse it first
        new = "INSERT INTO tenancy_instance (slug, name, language, country, currency, time_zone, settings, created_at)"
        cursor.execute(
            new
            + " VALUES ('a', 'A', '', '', '', '', '{}', now()), ('b', 'B', '', '', '', '', '{}', now()) RETURNING id"
        )
        (here,), (there,) = cursor.fetchall()
        cursor.execute("INSERT INTO records_tag (instance_id, kind, name) VALUES (%s, 'contact', 'ours')", [here])
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic("owner"):
            cursor.execute("UPDATE records_tag SET instance_id = %s WHERE instance_id = %s", [there, here])
        transaction.set_rollback(True, "owner")


def test_the_triggers_stand_on_every_table_where_the_key_is_gone(db: None) -> None:
    assert len(belonging()) > 20
    for model in belonging():
        table = model._meta.db_table
        names = run("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'", f'"{table}"')
        assert {("kept_belongs",), ("kept_stays",)} <= set(names), table
        assert run(KEYS, f'"{table}"', '"tenancy_instance"') == [], table


@pytest.mark.django_db(databases=["default", "owner"])
def test_without_its_trigger_such_a_row_would_get_in() -> None:
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('kept.instance', %s, true)", [str(NOWHERE)])
        cursor.execute("ALTER TABLE records_tag DISABLE TRIGGER kept_belongs")
        cursor.execute("INSERT INTO records_tag (instance_id, kind, name) VALUES (%s, 'contact', 'x')", [NOWHERE])
        assert cursor.rowcount == 1
        transaction.set_rollback(True, "owner")
