"""Notes and promises, on a record and on one's own page."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from kept.crm.activities.models import Note, Task
from kept.crm.contacts.noun import CONTACTS
from tests.cast import World, at_the_door
from tests.making import browser_of, made


@pytest.fixture
def bob(world: World) -> Client:
    return browser_of(world, "bob")


def test_a_note_is_kept_changed_deleted_and_brought_back(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    bob.post(f"/ours/contacts/{pk}/notes/", {"text": "Wants <b>two</b> rollers\nby March"})
    text = bob.get(f"/ours/contacts/{pk}/").content.decode()
    assert "Wants &lt;b&gt;two&lt;/b&gt; rollers<br>by March" in text
    with at_the_door(world.ours, "bob"):
        note = Note.objects.get()
    bob.post(f"/ours/contacts/{pk}/notes/{note.pk}/", {"text": "Wants three"})
    assert "Wants three" in bob.get(f"/ours/contacts/{pk}/story/?story=talks").content.decode()
    bob.post(f"/ours/contacts/{pk}/notes/{note.pk}/delete/")
    assert "Wants three" not in bob.get(f"/ours/contacts/{pk}/").content.decode()
    bob.post(f"/ours/contacts/{pk}/notes/{note.pk}/restore/")
    assert "Wants three" in bob.get(f"/ours/contacts/{pk}/").content.decode()


@pytest.mark.promise("D3")
def test_a_note_is_changed_by_who_wrote_it_alone(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    browser_of(world, "alice").post(f"/ours/contacts/{pk}/notes/", {"text": "By Alice"})
    with at_the_door(world.ours, "bob"):
        note = Note.objects.get()
    assert bob.post(f"/ours/contacts/{pk}/notes/{note.pk}/delete/").status_code == 403
    assert browser_of(world, "carol").post(f"/ours/contacts/{pk}/notes/", {"text": "x"}).status_code == 403
    other = made(world, CONTACTS, last_name="Other")
    assert browser_of(world, "alice").post(f"/ours/contacts/{other}/notes/{note.pk}/delete/").status_code == 404


def test_an_empty_note_is_refused_with_a_sentence(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    answer = bob.post(f"/ours/contacts/{pk}/notes/", {"text": "  "})
    assert answer.status_code == 409 and b"Write something first" in answer.content


def test_a_promise_is_made_kept_and_opened_again(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    yesterday = timezone.localtime(timezone=ZoneInfo("Europe/Prague")) - dt.timedelta(days=1)  # their day, not ours
    form = {"title": "Call about rollers", "deadline": f"{yesterday:%Y-%m-%dT%H:%M}", "priority": "DEFAULT",
            "resolver": world.ours.bob.pk}  # fmt: skip
    assert bob.post(f"/ours/contacts/{pk}/promise/", {**form, "deadline": "soon"}).status_code == 200
    assert bob.post(f"/ours/contacts/{pk}/promise/", form).status_code == 302
    text = bob.get(f"/ours/contacts/{pk}/").content.decode()
    assert "Call about rollers" in text and "due yesterday" in text and 'class="late"' in text
    mine = bob.get("/ours/tasks/").content.decode()
    assert "Late" in mine and "Call about rollers" in mine and "Dvořáková" in mine
    assert "Call about rollers" not in browser_of(world, "alice").get("/ours/tasks/").content.decode()
    with at_the_door(world.ours, "bob"):
        task = Task.objects.get()
    bob.post(f"/ours/tasks/{task.pk}/done/", {"back": "/ours/tasks/"})
    with at_the_door(world.ours, "bob"):
        assert Task.objects.get().completed_at is not None
    assert 'class="late"' not in bob.get(f"/ours/contacts/{pk}/").content.decode()
    bob.post(f"/ours/tasks/{task.pk}/reopen/")
    with at_the_door(world.ours, "bob"):
        assert Task.objects.get().completed_at is None


def test_a_promise_goes_back_only_to_pages_of_ours(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    form = {"title": "Call", "deadline": "2030-01-01T09:00", "priority": "DEFAULT", "resolver": world.ours.bob.pk}
    bob.post(f"/ours/contacts/{pk}/promise/", form)
    with at_the_door(world.ours, "bob"):
        task = Task.objects.get()
    for evil in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        assert bob.post(f"/ours/tasks/{task.pk}/done/", {"back": evil})["Location"] == f"/ours/contacts/{pk}/", evil


def test_a_quick_promise_stands_on_my_page(world: World, bob: Client) -> None:
    form = {
        "title": "Order paper",
        "deadline": "2030-01-01T09:00",
        "priority": "CRITICAL",
        "resolver": world.ours.bob.pk,
    }
    assert bob.post("/ours/tasks/", form).status_code == 302
    assert "Order paper" in bob.get("/ours/tasks/").content.decode()
    assert "Order paper" not in browser_of(world, "mallory").get("/theirs/tasks/").content.decode()


def test_the_story_goes_on_page_by_page_and_says_nothing_twice(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    for number in range(45):
        bob.post(f"/ours/contacts/{pk}/notes/", {"text": f"note-{number:02}."})
    seen, url = [], f"/ours/contacts/{pk}/story/"
    while url:
        text = bob.get(
            url, headers={"HX-Request": "true", "HX-Target": "story-more" if seen else "story"}
        ).content.decode()
        seen += re.findall(r"note-(\d\d)\.", text)
        found = re.search(r'href="([^"]+before=[^"]+)"', text)
        url = found[1].replace("&amp;", "&") if found else ""
    assert seen == [f"{number:02}" for number in reversed(range(45))]
