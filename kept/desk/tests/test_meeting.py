"""Web conferences: arranged from a talk, in both calendars, moved, called off, answered (C8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from django.test import Client

from kept.consent import choosing
from kept.consent.people import Someone
from kept.desk import calendar, correspondents, talking
from kept.desk.models import Appointment, Message, Thread
from kept.desk.reading import read
from kept.grants.staff import StaffRole
from kept.policy.terms import Channel
from kept.tenancy.opening import system
from tests.cast import World
from tests.staff import hire

DESK = "/operator/desk/"
JANA = "jana@n.example"
FORM = {
    "about": "Prices; and, terms", "day": "2031-03-29", "time": "10:00", "time_zone": "Europe/Prague", "minutes": "45",
    "link": "https://meet.example/abc",
}  # fmt: skip


@pytest.fixture
def desk(world: World) -> Client:
    return hire(world, "bob", StaffRole.SUPPORT)


@pytest.fixture
def talk(world: World) -> int:
    with system("tests"):
        thread = talking.begin(correspondents.by_email(JANA), Channel.EMAIL, "Prices")
        talking.say(thread, Message.IN, "How much is it?")
    return int(thread.pk)


def arranged(desk: Client, talk: int, **told: str) -> Appointment:
    answer = desk.post(f"{DESK}{talk}/meet/", FORM | told)
    assert answer.status_code == 302, answer.content.decode()
    return the_one()


def the_one() -> Appointment:
    with system("tests"):
        return Appointment.objects.select_related("thread").latest("pk")


def calendar_of(letter: Any) -> dict[str, str]:
    """The calendar part of a letter as a mail program finds it: its lines by name, and its method."""
    [part] = [part for part in letter.as_message().walk() if part.get_content_type() == "text/calendar"]
    text = part.get_content().replace("\r\n", "\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\n"))
    lines = text.replace("\n ", "").split("\n")
    found = {line.partition(":")[0].partition(";")[0]: line.partition(":")[2] for line in lines}
    return found | {"method of the part": part.get_param("method"), "text": text}


def replies(one: Appointment, answer: str, *, sender: str = JANA, sequence: int | None = None) -> None:
    """Their calendar answers, as such programs do: without naming the letter."""
    number = one.sequence if sequence is None else sequence
    ics = (
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
        f"UID:{calendar.uid_of(one)}\r\nSEQUENCE:{number}\r\n"
        f"ATTENDEE;CN=Jana;PARTSTAT={answer};\r\n ROLE=REQ-PARTICIPANT:mailto:{sender}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    raw = f"From: {sender}\r\nSubject: {answer}\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n{ics}"
    incoming = read(raw.encode())
    assert incoming is not None
    with system("tests"):
        talking.take_in(incoming)


@pytest.mark.promise("C8")
def test_they_get_an_invitation_that_a_calendar_understands_in_the_right_zone(
    world: World, desk: Client, talk: int, letters: Any
) -> None:
    one = arranged(desk, talk)
    assert one.starts_at == datetime(2031, 3, 29, 9, 0, tzinfo=UTC)  # the day before the clocks go forward
    letter = letters()[0]
    ics = calendar_of(letter)
    assert (ics["METHOD"], ics["method of the part"], ics["SEQUENCE"]) == ("REQUEST", "REQUEST", "0")
    assert ics["DTSTART"] == "20310329T100000" or "TZID" in ics["text"]
    assert "DTSTART;TZID=Europe/Prague:20310329T100000" in ics["text"].replace("\n ", "")
    assert "DTEND;TZID=Europe/Prague:20310329T104500" in ics["text"].replace("\n ", "")
    assert ics["SUMMARY"] == "Prices\\; and\\, terms" and ics["STATUS"] == "CONFIRMED"
    assert (letter.to, letter.purpose) == (JANA, "L2")
    assert "https://meet.example/abc" in letter.text and "10:00" in letter.text and "Europe/Prague" in letter.text
    assert "no answer yet" in desk.get(f"{DESK}{talk}/").content.decode()
    assert "Prices; and, terms" in desk.get(f"{DESK}meetings/").content.decode()


@pytest.mark.parametrize("zone", ["Europe/Prague", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
@pytest.mark.parametrize("month", [1, 3, 7, 10])
def test_the_zone_in_the_invitation_means_the_same_moments_to_another_program(zone: str, month: int) -> None:
    at = datetime(2027, month, 15, 12, 0, tzinfo=UTC)
    lines = ["BEGIN:VCALENDAR", *calendar.timezone_lines(at, ZoneInfo(zone)), "END:VCALENDAR"]
    read_there: Any = tzical(StringIO("\r\n".join(lines))).get(zone)
    for days in range(-60, 60):
        local = (at + timedelta(days=days)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert local.replace(tzinfo=read_there).utcoffset() == local.replace(tzinfo=ZoneInfo(zone)).utcoffset(), local


@pytest.mark.promise("C8")
def test_moved_and_called_off_each_raise_the_sequence_and_an_old_answer_counts_no_more(
    world: World, desk: Client, talk: int, letters: Any
) -> None:
    one = arranged(desk, talk)
    replies(one, "ACCEPTED")
    assert the_one().answer == "accepted"
    desk.post(f"{DESK}meetings/{one.pk}/move/", FORM | {"time": "11:30"})
    assert (the_one().answer, the_one().sequence) == ("needs-action", 1)
    replies(one, "ACCEPTED", sequence=0)
    assert the_one().answer == "needs-action"
    replies(the_one(), "DECLINED")
    assert the_one().answer == "declined"
    desk.post(f"{DESK}meetings/{one.pk}/call-off/")
    ics = calendar_of(letters()[0])
    assert (ics["METHOD"], ics["SEQUENCE"], ics["STATUS"]) == ("CANCEL", "2", "CANCELLED")
    assert len({calendar_of(letter)["UID"] for letter in letters()}) == 1
    assert desk.post(f"{DESK}meetings/{one.pk}/call-off/").status_code == 409
    assert desk.post(f"{DESK}meetings/{one.pk}/move/", FORM).status_code == 409


@pytest.mark.promise("C8")
def test_an_answer_comes_into_its_talk_and_nobody_else_answers_for_them(
    world: World, desk: Client, talk: int, letters: Any
) -> None:
    one = arranged(desk, talk)
    replies(one, "TENTATIVE", sender="petr@n.example")
    assert the_one().answer == "needs-action"
    replies(one, "TENTATIVE")
    assert the_one().answer == "tentative"
    with system("tests"):
        assert Message.objects.filter(thread=talk, direction="in", text="perhaps").exists()
        assert Thread.objects.filter(correspondent__contactpoint__email=JANA).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "2031-03-30", "time": "02:30"},  # the clocks skip it
        {"day": "2020-01-01"},
        {"minutes": "0"},
        {"link": "javascript:alert(1)"},
        {"time_zone": "Moon/Far_Side"},
        {"day": "yesterday"},
    ],
)
def test_a_time_that_cannot_be_is_refused_and_nothing_is_lost(
    world: World, desk: Client, talk: int, letters: Any, wrong: dict[str, str]
) -> None:
    answer = desk.post(f"{DESK}{talk}/meet/", FORM | wrong)
    assert answer.status_code == 422 and "Prices; and, terms" in answer.content.decode()
    assert letters() == []


def test_who_objected_or_left_no_address_is_not_invited(world: World, desk: Client, talk: int, letters: Any) -> None:
    with system("tests"):
        choosing.object_to(Someone(email=JANA), "L2", form="tests", channel="web")
        nobody = talking.begin(correspondents.by_telephone("+420 777 123 456"), Channel.TELEPHONE, "")
    assert desk.post(f"{DESK}{talk}/meet/", FORM).status_code == 409
    assert desk.post(f"{DESK}{nobody.pk}/meet/", FORM).status_code == 409
    with system("tests"):
        assert not Appointment.objects.exists()
    assert letters() == []
