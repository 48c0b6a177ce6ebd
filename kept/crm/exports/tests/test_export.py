"""A list as a file: whole, safe to open, logged with its reason, and read back without a difference."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from kept.audit.models import Entry
from kept.crm.contacts.models import Contact
from kept.crm.exports.formulas import defused, given_back
from kept.crm.imports.tests.stage import DATA, imported
from kept.crm.nouns.tests.test_list import signed_in
from kept.tenancy.opening import system
from tests.cast import World, at_the_door

WHOLE = {"reason": "Moving house", "columns": "all", "format": "csv"}


def exported(client: Client, world: World, name: str = "bob", query: str = "", **data: str) -> bytes:
    signed_in(client, world.ours, name)
    answer = client.post(f"/ours/contacts/export/?{query}", WHOLE | data)
    assert answer.status_code == 200, answer.content[:2000]
    return answer.getvalue()


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("format", ["csv", "csv-plain", "xlsx"])
def test_what_comes_out_goes_back_in_without_a_difference(world: World, client: Client, format: str) -> None:
    odd = (
        "First Name;Last Name;Note;Tags;Phone;Key person\n=2+2;@Evil;\"-1\nand, 'more'\";a b, c;+420 608 000 114;yes\n"
    )
    with at_the_door(world.ours, "alice") as access:
        imported(access, "contact", DATA / "contacts-us-congress.csv",
                 targets={"Middle Name": "new:STRING", "Nickname": "new:STRING", "Contact Form": "new:STRING"})  # fmt: skip
        imported(access, "contact", odd)
    before = exported(client, world, format=format)
    with at_the_door(world.ours, "alice") as access:
        again = imported(access, "contact", before, duplicates="update")
        assert (again.created, again.updated, again.skipped, again.failed) == (0, 0, 538, 0), again.report["wrong"]
    if format == "csv":
        assert exported(client, world) == before


def test_a_list_is_exported_with_its_filter_and_its_columns_alone(world: World, client: Client) -> None:
    with at_the_door(world.ours, "bob") as access:
        imported(access, "contact", "Last Name;E-mail;Tags\nNovák;jan@example.com;key\nNová;eva@example.com;\n")
    found = rows_of(exported(client, world, query="f=tags:in:key&cols=email", columns="shown"))
    assert [row["E-mail"] for row in found] == ["jan@example.com"]
    assert list(found[0]) == ["First name", "Last name", "E-mail"]


def test_nothing_leaves_without_a_reason_and_the_log_has_it_with_every_id(world: World, client: Client) -> None:
    with at_the_door(world.ours, "bob") as access:
        imported(access, "contact", "Last Name\nNovák\nNová\n")
        ids = set(Contact.objects.values_list("pk", flat=True))
    signed_in(client, world.ours, "bob")
    assert client.get("/ours/contacts/export/?q=x").status_code == 200
    assert client.post("/ours/contacts/export/", WHOLE | {"reason": " "}).status_code == 422
    answer = client.post("/ours/contacts/export/", WHOLE)
    with system("tests", world.ours.instance.pk):  # before a byte was taken
        entry = Entry.objects.get(act="exported")
        assert (set(entry.ids), entry.purpose, entry.member_id) == (ids, "Moving house", world.ours.bob.pk)
    assert answer["Content-Disposition"].startswith('attachment; filename="ours-contacts-')


def test_only_who_may_export_does_and_nobody_from_elsewhere(world: World, client: Client) -> None:
    for cast, name, status in ((world.ours, "carol", 403), (world.theirs, "mallory", 404)):
        signed_in(client, cast, name)
        assert client.post("/ours/contacts/export/", WHOLE).status_code == status


def test_private_facts_leave_only_with_those_who_may_see_them(world: World, client: Client) -> None:
    from kept.grants.models import Grant

    with at_the_door(world.ours, "alice") as access:
        imported(access, "contact", "Last Name;Birthday\nNovák;1979-04-12\n")
        Grant.fresh(membership_id=world.ours.carol.pk, permission="contacts.export").save()
    assert "1979-04-12" in exported(client, world, "bob").decode()
    assert "1979-04-12" not in exported(client, world, "carol").decode()


def test_a_cell_that_would_run_is_defused_and_given_back() -> None:
    for text in ("=1+1", "+420", "-5", "@SUM", "\tx", "'=x", "''+1", "'quoted'", "plain", "", "O'Hara", "'"):
        assert given_back(defused(text)) == text
        assert not defused(text).startswith(("=", "+", "-", "@", "\t", "\r"))
