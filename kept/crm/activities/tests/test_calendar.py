"""The calendar: meetings and calls are planned, held and put away; each sees what is theirs to see."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from kept.audit.models import Entry
from kept.crm.activities.models import Participant, Talk, TaskStatus
from kept.crm.contacts.models import Contact
from kept.grants.models import SecurityLevel
from kept.policy.stores import Subject
from kept.tenancy.opening import system
from kept.web.ical import folded
from tests.cast import World
from tests.hands import sign_in


@pytest.fixture
def bob(world: World) -> Client:
    client = Client()
    sign_in(client, "bob@ours.example")
    return client


def contact(world: World, name: str = "Jana", level: Any = None) -> Contact:
    with system("tests", world.ours.instance.pk):
        one = Contact.fresh(first_name=name, last_name="Nováková", security_level=level or world.ours.level)
        one.index()
        one.save()
        return one


def plan(client: Client, url: str = "/ours/calendar/new/", **more: Any) -> Any:
    start = timezone.localtime(timezone=ZoneInfo("Europe/Prague")).replace(hour=10, minute=0)  # their week, not ours
    form = {
        "kind": "meeting",
        "title": "The spring order",
        "scheduled_from": f"{start:%Y-%m-%dT%H:%M}",
        "place": "Olšany",
    }
    return client.post(url, form | more)


def talks(world: World) -> list[Talk]:
    with system("tests", world.ours.instance.pk):
        return list(Talk.objects.order_by("pk"))


def test_it_is_planned_seen_held_and_put_away(world: World, bob: Client) -> None:
    jana = contact(world)
    with system("tests", world.ours.instance.pk):
        carol = world.ours.members["alice"]
    assert plan(bob, with_whom="Jana Nováková", colleagues=[carol.pk]).status_code == 302
    [talk] = talks(world)
    assert (talk.contact_id, talk.place, talk.security_level_id) == (jana.pk, "Olšany", jana.security_level_id)
    for url in ("/ours/calendar/", "/ours/", f"/ours/contacts/{jana.pk}/"):
        assert "The spring order" in bob.get(url).content.decode(), url
    alice = Client()
    sign_in(alice, "alice@ours.example")
    assert "The spring order" in alice.get("/ours/calendar/").content.decode()  # she takes part
    assert bob.post(f"/ours/calendar/{talk.pk}/held/").status_code == 302
    assert talks(world)[0].status == TaskStatus.COMPLETED
    assert "took place" in bob.get("/ours/calendar/").content.decode()
    assert bob.post(f"/ours/calendar/{talk.pk}/reopen/").status_code == 302
    assert bob.post(f"/ours/calendar/{talk.pk}/delete/").status_code == 302
    assert "The spring order" in bob.get("/ours/calendar/").content.decode()  # said with an undo
    assert "The spring order" not in bob.get("/ours/calendar/").content.decode()
    assert bob.post(f"/ours/calendar/{talk.pk}/restore/").status_code == 302
    assert "The spring order" in bob.get("/ours/calendar/").content.decode()


def test_on_a_record_nobody_is_asked_with_whom(world: World, bob: Client) -> None:
    jana = contact(world)
    page = bob.get(f"/ours/contacts/{jana.pk}/meet/").content.decode()
    assert "with_whom" not in page
    assert plan(bob, f"/ours/contacts/{jana.pk}/meet/", kind="phoneCall").status_code == 302
    assert (talks(world)[0].contact_id, talks(world)[0].kind) == (jana.pk, "phoneCall")


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(world: World, bob: Client) -> None:
    page = plan(bob, title="", with_whom="Nobody At All", scheduled_till="2020-01-01T10:00").content.decode()
    assert "Say what it is about." in page and "It ends before it begins." in page and "Olšany" in page
    assert "There is no “Nobody At All” here." in page and 'aria-invalid="true"' in page
    assert "Say when it begins." in plan(bob, scheduled_from="").content.decode()
    assert talks(world) == []
    assert bob.get("/ours/calendar/?day=0000-13-99").status_code == 200
    assert bob.get("/ours/calendar/?day=9999-12-31").status_code == 200


@pytest.mark.promise("D3")
def test_a_colleague_sees_no_talk_with_somebody_whom_a_level_hides(world: World, bob: Client) -> None:
    with system("tests", world.ours.instance.pk):
        board = SecurityLevel.fresh(name="Board")
        board.save()
    jana = contact(world, level=board)
    alice = Client()
    sign_in(alice, "alice@ours.example")
    assert plan(alice, f"/ours/contacts/{jana.pk}/meet/").status_code == 302
    [talk] = talks(world)
    assert talk.security_level_id == board.pk
    assert "The spring order" in alice.get("/ours/calendar/?whose=all").content.decode()
    assert "The spring order" not in bob.get("/ours/calendar/?whose=all").content.decode()
    for path in ("", "ics/"):
        assert bob.get(f"/ours/calendar/{talk.pk}/{path}").status_code == 404
    assert "There is no" in plan(bob, with_whom="Jana Nováková").content.decode()


@pytest.mark.promise("L5")
def test_another_instance_sees_nothing_of_it(world: World, bob: Client) -> None:
    plan(bob)
    [talk] = talks(world)
    mallory = Client()
    sign_in(mallory, "mallory@theirs.example")
    assert mallory.get(f"/theirs/calendar/{talk.pk}/ics/").status_code == 404
    assert mallory.get("/ours/calendar/").status_code == 404
    assert "The spring order" not in mallory.get("/theirs/calendar/?whose=all").content.decode()


def test_who_may_only_read_plans_nothing(world: World) -> None:
    carol = Client()
    sign_in(carol, "carol@ours.example")
    assert carol.get("/ours/calendar/").status_code == 200
    assert plan(carol).status_code == 403


@pytest.mark.promise("D5")
def test_a_calendar_file_is_safe_for_any_text_and_leaves_a_line_in_the_log(world: World, bob: Client) -> None:
    plan(bob, title="Price; discount, \\ 5 %" + "é" * 100, description="one\r\ntwo\r\nEND:VCALENDAR")
    [talk] = talks(world)
    answer = bob.get(f"/ours/calendar/{talk.pk}/ics/")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar") and text.count("\r\nEND:VCALENDAR\r\n") == 1
    assert "SUMMARY:Price\\; discount\\, \\\\ 5 %" in text and "\\nEND:VCALENDAR" in text.replace("\r\n ", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert folded("x" * 200).replace("\r\n ", "") == "x" * 200 + "\r\n"
    with system("tests", world.ours.instance.pk):
        assert Entry.objects.filter(act=Entry.EXPORTED, kind="activities.talk", ids__contains=[talk.pk]).exists()


def test_a_calendar_file_has_the_details_without_their_markup(world: World, bob: Client) -> None:
    plan(bob, description="<p>Ask &amp; listen</p><ul><li>one</li><li>two</li></ul>")
    [talk] = talks(world)
    text = bob.get(f"/ours/calendar/{talk.pk}/ics/").content.decode()
    assert "DESCRIPTION:Ask & listen\\none\\ntwo\r\n" in text


@pytest.mark.promise("R6")
def test_talks_and_seats_belong_to_their_person(world: World, bob: Client) -> None:
    from kept.privacy.erasure.ways import rows_of

    jana, eva = contact(world), contact(world, "Eva")
    plan(bob, with_whom="Jana Nováková")
    [talk] = talks(world)
    with system("tests", world.ours.instance.pk):
        Participant.fresh(talk=talk, contact=eva).save()
        of = {one.pk: Subject(world.ours.instance.pk, keys={"contacts.contact": (one.pk,)}) for one in (jana, eva)}
        assert [row.pk for row in rows_of(Talk, of[jana.pk])] == [talk.pk]
        assert rows_of(Talk, of[eva.pk]).count() == 0 and rows_of(Participant, of[eva.pk]).count() == 1


def test_home_asks_whether_what_is_past_took_place(world: World, bob: Client) -> None:
    past = timezone.localtime() - dt.timedelta(days=2)
    plan(bob, scheduled_from=f"{past:%Y-%m-%dT%H:%M}")
    assert "did it take place?" in bob.get("/ours/").content.decode()
