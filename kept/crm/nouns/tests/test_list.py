"""The list through its door: what it shows, finds, sorts, refuses, and how many queries it takes."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kept.consent.bases import Basis
from kept.crm.activities.models import Note
from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.noun import CONTACTS
from kept.crm.nouns.tests.test_anatomy import make
from kept.crm.titles.models import LegalTitle, LegalTitleTemplate
from kept.tenancy.opening import system
from tests.cast import Cast, World, at_the_door


def signed_in(client: Client, cast: Cast, name: str) -> Client:
    """The client as one of the people."""
    with system("tests"):
        client.force_login(cast.members[name].user)
    return client


@pytest.fixture
def people(world: World) -> World:
    """Three contacts and a company of ours."""
    with at_the_door(world.ours, "bob") as access:
        firm = make(COMPANIES, access, name="Olšanská papírna", city="Olšany")
        make(CONTACTS, access, first_name="Tereza", last_name="Dvořáková", email="t@example.com", company=firm.pk)
        make(CONTACTS, access, first_name="Jan", last_name="Čermák", phone="+420 608 000 114")
        make(CONTACTS, access, first_name="Řehoř", last_name="Žáček", tags="key")
    return world


def text(client: Client, address: str, status: int = 200) -> str:
    """What a page says."""
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def in_order(page: str, *words: str) -> bool:
    """Whether the words stand on the page, in this order."""
    places = [page.find(word) for word in words]
    return -1 not in places and places == sorted(places)


def test_it_shows_the_people_in_the_order_of_their_surnames(people: World, client: Client) -> None:
    page = text(signed_in(client, people.ours, "bob"), "/ours/contacts/")
    assert in_order(page, "Jan Čermák", "Tereza Dvořáková", "Řehoř Žáček")
    assert "Olšanská papírna" in page
    assert in_order(text(client, "/ours/contacts/?sort=-name_order"), "Žáček", "Dvořáková", "Čermák")
    assert in_order(text(client, "/ours/contacts/?sort=email"), "Tereza", "Jan")


def test_it_finds_and_filters(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    assert "Jan" not in text(client, "/ours/contacts/?q=dvorakova")
    assert "Tereza" not in text(client, "/ours/contacts/?f=tags:in:key")
    page = text(client, "/ours/contacts/?f=tags:in:key&f=email:filled:&match=any")
    assert "Tereza" in page and "Řehoř" in page and "Jan" not in page
    assert "Nothing fits" in text(client, "/ours/contacts/?q=nobody")


def test_a_bad_filter_is_named_and_left_out(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    for bad in (
        "f=nothing:is:1",
        "f=birthday:is:yesterday",
        "f=email:lt:1",
        "sort=secret",
        "after=x",
        "after=99999",
        "f=created_at:is:9999-12-31",
        "f=x",
        "q=%00",
        "f=email:has:%00",
    ):
        page = text(client, f"/ours/contacts/?{bad}")
        assert "Tereza" in page or "q=%00" in bad or "has" in bad, bad
        assert ("is-late" in page) or "%00" in bad, bad


def test_a_stranger_and_a_colleague_without_rights_see_nothing(people: World, client: Client) -> None:
    assert client.get("/ours/contacts/").status_code == 302
    assert signed_in(client, people.theirs, "mallory").get("/ours/contacts/").status_code == 404
    assert "Tereza" not in text(client, "/theirs/contacts/")
    assert signed_in(client, people.ours, "dan").get("/ours/contacts/").status_code == 403


def test_columns_are_chosen_and_ordered_in_the_address(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    answer = client.get("/ours/contacts/?cols=email,phone&col=phone&col=city&col=nonsense")
    assert answer.status_code == 302
    assert answer["Location"] == "/ours/contacts/?cols=phone%2Ccity"
    page = text(client, answer["Location"])
    assert 'data-col="city"' in page and 'data-col="email"' not in page
    assert "birthday" not in text(signed_in(client, people.ours, "carol"), "/ours/contacts/?cols=birthday")


def test_more_rows_come_by_key_and_the_count_goes_on(world: World, client: Client) -> None:
    with at_the_door(world.ours, "bob") as access:
        for number in range(53):
            make(CONTACTS, access, last_name=f"N{number:03}")
    signed_in(client, world.ours, "bob")
    page = text(client, "/ours/contacts/")
    assert "N049" in page and "N050" not in page and "50 of 53" in page
    after = page.split("data-more")[0].rsplit('hx-get="', 1)[1].split('"')[0].replace("&amp;", "&")
    rest: Any = client.get(after, headers={"HX-Request": "true", "HX-Target": "list-rows"})
    rows = rest.content.decode()
    assert "N050" in rows and "N049" not in rows and "53 of 53" in rows and "<h1" not in rows


def contact_id(world: World, **known: str) -> int:
    """The id of one of our contacts."""
    with at_the_door(world.ours, "alice"):
        return int(CONTACTS.model.objects.get(**known).pk)


def undo_url_in(answer: Any) -> str:
    """Where the toast of an answer undoes it."""
    return str(json.loads(answer["HX-Trigger"])["kept:said"]["toasts"][0]["undo"])


def test_a_cell_is_changed_where_it_stands_and_undone(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    url = f"/ours/contacts/{contact_id(people, last_name='Čermák')}/cell/email/"
    form = client.get(url, headers={"HX-Request": "true"}).content.decode()
    action = form.split('action="')[1].split('"')[0].replace("&amp;", "&")
    wrong: Any = client.post(action, {"email": "no address"}, headers={"HX-Request": "true"})
    assert wrong.status_code == 200 and "no address" in wrong.content.decode()
    right: Any = client.post(action, {"email": "jan@example.com"}, headers={"HX-Request": "true"})
    assert right.content.decode() == '<a href="mailto:jan@example.com">jan@example.com</a>'
    assert "jan@example.com" in text(client, "/ours/contacts/")
    late: Any = client.post(action, {"email": "other@example.com"}, headers={"HX-Request": "true"})
    assert late.status_code == 200 and "Bob Ours changed this to “jan@example.com”" in late.content.decode()
    assert "other@example.com" in late.content.decode()
    assert client.post(undo_url_in(right)).status_code == 302
    assert "jan@example.com" not in text(client, "/ours/contacts/")
    assert client.post(undo_url_in(right)).status_code == 409


def test_a_cell_is_shut_to_those_who_may_not_change_it(people: World, client: Client) -> None:
    pk = contact_id(people, last_name="Čermák")
    assert signed_in(client, people.ours, "carol").get(f"/ours/contacts/{pk}/cell/email/").status_code == 403
    assert signed_in(client, people.theirs, "mallory").get(f"/theirs/contacts/{pk}/cell/email/").status_code == 404
    assert client.get("/theirs/contacts/999999999/cell/email/").status_code == 404
    assert "data-edit-url" not in text(signed_in(client, people.ours, "carol"), "/ours/contacts/")


def test_a_view_is_saved_changed_shared_moved_deleted_and_brought_back(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    saved = client.post("/ours/contacts/views/new/?f=tags:in:key&cols=email", {"name": "Keys"})
    assert saved.status_code == 302
    page = text(client, saved["Location"])
    assert in_order(page, "Everyone", "Keys", "Řehoř") and "Jan" not in page
    pk = saved["Location"].split("view=")[1].split("&")[0]
    assert "Keys" not in text(signed_in(client, people.ours, "carol"), "/ours/contacts/")
    assert client.post(f"/ours/contacts/views/{pk}/delete/").status_code == 404
    signed_in(client, people.ours, "bob").post(f"/ours/contacts/views/{pk}/", {"name": "Keys", "shared": "on"})
    assert "Keys" in text(signed_in(client, people.ours, "carol"), "/ours/contacts/")
    assert client.post(f"/ours/contacts/views/{pk}/delete/").status_code == 403
    signed_in(client, people.ours, "bob").post(f"/ours/contacts/widths/?view={pk}", {"column": "email", "width": "20"})
    assert 'class="w20" data-col="email"' in text(client, saved["Location"])
    client.post(f"/ours/contacts/views/{pk}/save/?view={pk}&f=email:filled:&cols=email")
    assert "Tereza" in text(client, f"/ours/contacts/?view={pk}&f=email:filled:&cols=email")
    client.post(f"/ours/contacts/views/{pk}/delete/")
    assert ">Keys" not in text(client, "/ours/contacts/")
    client.post(f"/ours/contacts/views/{pk}/back/")
    assert ">Keys" in text(client, "/ours/contacts/")


MOST_QUERIES = 18  # the doorway and the frame of the page take ten of them; this number may only fall


def queries(client: Client, address: str) -> int:
    """How many queries a page takes, once the process is warm."""
    text(client, address)
    with CaptureQueriesContext(connection) as seen:
        text(client, address)
    return len(seen)


def test_a_page_takes_few_queries_however_many_rows_it_has(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    addresses = ("/ours/contacts/", "/ours/contacts/?f=owner:in:me&sort=company", "/ours/companies/")
    few = [queries(client, address) for address in addresses]
    with at_the_door(people.ours, "bob") as access:
        for number in range(30):
            firm = make(COMPANIES, access, name=f"F{number}", city="Brno", phone="123456")
            make(CONTACTS, access, last_name=f"N{number}", company=firm.pk, position="Buyer")
    assert [queries(client, address) for address in addresses] == few
    assert max(few) <= MOST_QUERIES


def test_those_not_spoken_to_are_found_by_notes_tasks_and_changes(people: World, client: Client) -> None:
    long_ago = timezone.now() - dt.timedelta(days=200)
    with at_the_door(people.ours, "bob"):
        CONTACTS.model.objects.update(created_at=long_ago)
        tereza, jan = (CONTACTS.model.objects.get(last_name=name) for name in ("Dvořáková", "Čermák"))
        Note.fresh(contact=tereza, text="Called").save()
        CONTACTS.model.objects.filter(pk=jan.pk).update(updated_at=timezone.now() - dt.timedelta(days=10))
    page = text(signed_in(client, people.ours, "bob"), "/ours/contacts/?view=quiet&f=touched:lt:90d&cols=touched")
    assert "Řehoř" in page and "Tereza" not in page and "Jan" not in page
    assert "before 90 days ago" in page
    recent = text(client, "/ours/contacts/?f=touched:ge:5d&cols=touched")
    assert "Tereza" in recent and "Jan" not in recent and "today" in recent


def test_the_line_says_why_each_person_is_kept_and_until(people: World, client: Client) -> None:
    with at_the_door(people.ours, "alice"):
        template = LegalTitleTemplate.fresh(name="Orders", basis=Basis.CONTRACT)
        template.save()
        today = timezone.localdate(timezone=ZoneInfo("Europe/Prague"))  # their day, not ours
        for name, days in (("Dvořáková", 900), ("Čermák", 20)):
            contact = CONTACTS.model.objects.get(last_name=name)
            LegalTitle.fresh(
                template=template, contact=contact, valid_from=today, valid_till=today + dt.timedelta(days=days)
            ).save()
    page = text(signed_in(client, people.ours, "bob"), "/ours/contacts/")
    rows = {name: page.split(name)[0].rsplit("<tr", 1)[1] for name in ("Jan Č", "Tereza D", "Řehoř Ž")}
    assert 'data-kept="soon"' in rows["Jan Č"]
    assert 'data-kept="yes"' in rows["Tereza D"]
    assert 'data-kept="none"' in rows["Řehoř Ž"]
    assert "Contract · 20 days" in page and f"Contract · {(today + dt.timedelta(days=900)).year}" in page
    for state, name in (("soon", "Jan"), ("yes", "Tereza"), ("none", "Řehoř")):
        found = text(client, f"/ours/contacts/?f=reason:in:{state}")
        assert name in found and found.count("<tr data-kept") == 1, state
