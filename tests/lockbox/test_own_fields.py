"""Fields that a customer added: those agreed on are seen, of the agreed records; every other stays shut, and all after the end."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kept.console.lockbox import closing
from kept.console.lockbox.models import Operation, Side
from kept.console.lockbox.operations import Case
from kept.crm.contacts.noun import CONTACTS
from kept.crm.fields.models import CustomField
from kept.grants.staff import StaffRole
from kept.tenancy.opening import system
from tests.cast import World
from tests.hands import second_step
from tests.lockbox.conftest import KIND, ask
from tests.lockbox.test_box import refused, twin, wearing
from tests.making import made
from tests.staff import hire
from tests.walk import signed_in


@pytest.fixture
def alice(world: World) -> Client:
    return signed_in(world.ours, "alice")


@pytest.fixture
def names(world: World, alice: Client) -> dict[str, str]:
    """Two fields of their own, and three people: two from the fair, one not."""
    for label in ("Membership", "Health"):
        page = {"label": label, "data_type": "STRING"}
        assert alice.post("/ours/settings/fields/?kind=contact", page).status_code == 302
    with system("tests", world.ours.instance.pk):
        found = dict(CustomField.objects.values_list("label", "name"))
    for name, tags in (("Nová", ["fair"]), ("Malý", ["fair"]), ("Jiný", [])):
        values = {f"custom.{found['Membership']}": f"gold {name}", f"custom.{found['Health']}": f"secret {name}"}
        made(world, CONTACTS, "alice", last_name=name, tags=tags, **values)
    return found


def opened(world: World, alice: Client, desk: Client, fields: list[str]) -> Case:
    """Asked for by the customer on its page, answered and opened on pages."""
    wish = {
        "kind": "analysis", "why": "Count memberships", "fields_of": fields, "by": "tag", "tag": "fair",
        "acts": ["read", "correct", "copy"], "rows": "10", "hours": "2",
    }  # fmt: skip
    assert alice.post("/ours/privacy/lockbox/ask/", wish).status_code == 302
    with system("tests", world.ours.instance.pk):
        number = Operation.objects.latest("pk").pk
    assert desk.post(f"/operator/lockbox/{number}/answer/", wish).status_code == 302
    second_step(alice)
    page = alice.get(f"/ours/privacy/lockbox/{number}/accept/").content.decode()
    assert "Membership" in page
    digest = page.split('name="digest" value="')[1].split('"')[0]
    assert alice.post(f"/ours/privacy/lockbox/{number}/accept/", {"digest": digest}).status_code == 302
    with system("tests", world.ours.instance.pk):
        case = Case(Operation.objects.get(pk=number))
        assert all((case.steps, case.agreement, case.scope, case.reach))
    return case


@pytest.fixture
def desk(world: World, tmp_path: Any, settings: Any) -> Client:
    settings.DATA_DIR = tmp_path
    return hire(world, "bob", StaffRole.SUPPORT)


@pytest.fixture
def case(world: World, alice: Client, desk: Client, names: dict[str, str]) -> Case:
    return opened(world, alice, desk, [f"{KIND}:last_name", f"{KIND}:custom:{names['Membership']}"])


@pytest.mark.promise("D8")
def test_the_agreed_field_is_seen_on_the_page_and_the_customer_reads_that_it_was(
    world: World, alice: Client, desk: Client, case: Case
) -> None:
    second_step(desk)
    desk.post(f"/operator/lockbox/{case.pk}/enter/")
    page = desk.get(f"/operator/lockbox/{case.pk}/work/").content.decode()
    assert "gold Nová" in page and "gold Malý" in page
    assert "secret" not in page and "Jiný" not in page
    live = alice.get(f"/ours/privacy/lockbox/{case.pk}/live/?after=0", headers={"HX-Request": "true"}).content.decode()
    assert "Membership" in live
    desk.post(f"/operator/lockbox/{case.pk}/copy/", {"kind": KIND})
    copy = desk.get(f"/operator/lockbox/{case.pk}/copy/").content.decode()
    assert "gold Nová" in copy and "secret" not in copy


def told(case: Case) -> str:
    with wearing(case.opening.role):
        return str(ask("SELECT * FROM kept_box_custom(%s)", KIND))


@pytest.mark.promise("D8")
def test_the_database_tells_the_agreed_key_of_the_agreed_records_and_nothing_else(world: World, case: Case) -> None:
    said = told(case)
    assert "gold Nová" in said and "gold Malý" in said
    assert "secret" not in said and "Jiný" not in said
    with wearing(case.opening.role):
        assert refused("SELECT custom FROM contacts_contact"), "the column itself is handed to nobody"
        assert ask("SELECT * FROM kept_box_custom('companies.company')") == []
    with wearing("kept_box_8"):
        assert ask("SELECT * FROM kept_box_custom(%s)", KIND) == []
    with system("tests", world.ours.instance.pk):
        closing.end(case, Side.OPERATOR, None)
    assert told(case) == "[]"


@pytest.mark.promise("D8")
def test_a_function_that_told_all_keys_would_be_found(world: World, case: Case) -> None:
    """The canary."""
    with twin("kept_box_custom", "p.key = ANY ($1)", "p.key <> ALL ($1)"):
        ask("SELECT count(*) FROM django_migrations")  # a table not looked at before: the session hears of the change
        assert "secret" in told(case)


@pytest.mark.promise("D8")
def test_an_own_field_alone_can_be_agreed_on_and_is_corrected_by_nobody(
    world: World, alice: Client, desk: Client, names: dict[str, str]
) -> None:
    case = opened(world, alice, desk, [f"{KIND}:custom:{names['Membership']}"])
    second_step(desk)
    desk.post(f"/operator/lockbox/{case.pk}/enter/")
    page = desk.get(f"/operator/lockbox/{case.pk}/work/").content.decode()
    assert "gold Nová" in page and "secret" not in page
    wanted = {"kind": KIND, "field": f"custom:{names['Membership']}", "find": "", "put": "x", "sure": "yes"}
    assert desk.post(f"/operator/lockbox/{case.pk}/correct/", wanted).status_code == 200
    assert "gold Nová" in told(case)
