"""The operator's door: who comes in, what they must sign first, and what the database lets them see."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from kept.grants.staff import StaffRole
from kept.tenancy.opening import system
from tests.cast import World
from tests.staff import hire
from tests.walk import signed_in


@pytest.mark.promise("D6")
def test_a_user_who_is_not_staff_sees_no_operator(world: World) -> None:
    assert signed_in(world.ours, "alice").get("/operator/").status_code == 404
    assert hire(world, "bob", StaffRole.SUPPORT).get("/operator/").status_code == 200


@pytest.mark.promise("D6")
def test_staff_sign_the_undertaking_before_any_other_door(world: World) -> None:
    client = hire(world, "bob", StaffRole.ADMIN, undertaken=False)
    assert client.get("/operator/")["Location"] == "/operator/undertaking/"
    assert "Tick the box" in client.post("/operator/undertaking/", {}).content.decode()
    assert client.post("/operator/undertaking/", {"agree": "yes"})["Location"] == "/operator/"
    assert client.get("/operator/").status_code == 200


@pytest.mark.promise("D8")
def test_the_operators_role_has_no_privilege_on_instance_data(world: World) -> None:
    with system("tests"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.role_table_grants WHERE grantee = 'kept_console'"
            " AND table_name LIKE ANY (ARRAY['contacts\\_%', 'companies\\_%', 'files\\_%', 'activities\\_%'])"
        )
        assert cursor.fetchall() == []
        cursor.execute("SET LOCAL ROLE kept_console")
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute("SELECT count(*) FROM contacts_contact")
        cursor.execute("SELECT count(*) FROM grants_staff")
        cursor.execute("RESET ROLE")


@pytest.mark.promise("D8")
def test_the_application_does_not_inherit_what_the_console_sees(world: World) -> None:
    with system("tests", world.ours.instance.pk), connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role('kept_app', 'kept_console', 'USAGE')")
        assert cursor.fetchone() == (False,)
