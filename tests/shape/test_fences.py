"""The database's catalogue says what the models say (QUALITY I1)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, connections, transaction

from kept.crm.companies.models import Company
from kept.crm.contacts.models import Contact
from kept.tenancy.fence import fenced_models, put_up, references
from kept.tenancy.functions import EXCEPTIONS
from kept.tenancy.models import InstanceForeignKey, NoInstance
from kept.tenancy.opening import system
from tests.cast import World


def rows(sql: str, *params: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


@pytest.mark.promise("L5")
def test_every_instance_table_has_forced_row_security_for_all_commands(db: None) -> None:
    for model in fenced_models():
        table = model._meta.db_table
        assert rows("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", table) == [
            (True, True)
        ], table
        policies = rows("SELECT cmd, roles::text, qual, with_check FROM pg_policies WHERE tablename = %s", table)
        assert any(cmd == "ALL" and "kept_app" in roles and check for cmd, roles, _, check in policies), table


@pytest.mark.promise("L5")
def test_every_table_with_an_instance_is_fenced(db: None) -> None:
    found = {
        table
        for (table,) in rows(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'instance_id' AND table_schema = 'public'"
        )
    }
    assert found == {model._meta.db_table for model in fenced_models()}


def test_every_key_and_unique_key_contains_the_instance(db: None) -> None:
    for model in fenced_models():
        for name, columns in rows(
            "SELECT i.relname, array_agg(a.attname::text) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid"
            " JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = ANY(x.indkey)"
            " WHERE x.indrelid = %s::regclass AND x.indisunique GROUP BY i.relname",
            model._meta.db_table,
        ):
            assert "instance_id" in columns, name  # type: ignore[operator]


def test_every_reference_between_instance_rows_is_composite(db: None) -> None:
    for model in fenced_models():
        for field in model._meta.local_fields:
            if field.is_relation and getattr(field.related_model, "fence", False):
                assert isinstance(field, InstanceForeignKey), f"{model._meta.label}.{field.name}"
        for column, target, name in references(model):
            found = rows(
                "SELECT array_length(conkey, 1), confrelid::regclass::text FROM pg_constraint WHERE conname = %s", name
            )
            assert found == [(2, target)], (model, column)


def test_the_app_role_owns_nothing_and_bypasses_nothing(db: None) -> None:
    assert rows("SELECT current_user") == [("kept_app",)]
    assert rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'kept_app'"
    ) == [(False, False, False, False)]
    assert rows(
        "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = 'kept_app'"
    ) == [(0,)]


def test_functions_past_the_fence_are_those_on_the_list_and_none_is_leakproof(db: None) -> None:
    found = rows(
        "SELECT p.proname, p.proleakproof FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public' AND p.prosecdef"
    )
    assert {name for name, _ in found} == set(EXCEPTIONS)
    assert not any(leakproof for _, leakproof in found)
    assert rows("SELECT count(*) FROM pg_matviews") == [(0,)]


def test_putting_up_the_fences_again_changes_nothing(db: None) -> None:
    with transaction.atomic("owner"):
        assert put_up(connections["owner"]) == []
        transaction.set_rollback(True, "owner")


test_putting_up_the_fences_again_changes_nothing = pytest.mark.django_db(databases=["default", "owner"])(
    test_putting_up_the_fences_again_changes_nothing
)


@pytest.mark.promise("L5")
def test_rows_of_another_instance_do_not_exist_here(world: World) -> None:
    with system("tests", world.theirs.instance.pk):
        theirs = Company.objects.create(name="Secret", security_level=world.theirs.level)
    with system("tests", world.ours.instance.pk):
        assert not Company.objects.filter(pk=theirs.pk).exists()
        assert rows("SELECT count(*) FROM companies_company") == [(0,)]
        mine = Company.objects.create(name="Ours", security_level=world.ours.level)
        assert list(Company.objects.all()) == [mine]


def test_a_reference_to_another_instance_is_refused_by_the_database(world: World) -> None:
    with system("tests", world.theirs.instance.pk):
        theirs = Company.objects.create(name="Secret", security_level=world.theirs.level)
    with pytest.raises(IntegrityError), transaction.atomic(), system("tests", world.ours.instance.pk):
        Company.objects.create(name="Ours", security_level_id=theirs.security_level_id)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_without_an_open_instance_every_query_raises_and_the_database_shows_nothing(world: World) -> None:
    with system("tests", world.ours.instance.pk):
        Contact.objects.create(last_name="Ours", security_level=world.ours.level)
    with pytest.raises(NoInstance):
        Contact.objects.all()
    with system("tests"):
        assert rows("SELECT count(*) FROM contacts_contact") == [(0,)]


@pytest.mark.promise("D3")
def test_a_security_level_hides_in_the_database_too(world: World) -> None:
    from kept.audit.access import Access
    from kept.tenancy.opening import opened

    with system("tests", world.ours.instance.pk):
        Contact.objects.create(last_name="Ours", security_level=world.ours.level)
    with opened(Access(door="tests", instance_id=world.ours.instance.pk), levels=""):
        assert rows("SELECT count(*) FROM contacts_contact") == [(0,)]
    with opened(Access(door="tests", instance_id=world.ours.instance.pk), levels=str(world.ours.level.pk)):
        assert rows("SELECT count(*) FROM contacts_contact") == [(1,)]
