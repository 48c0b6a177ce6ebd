"""The status page: for everybody, without a database, honest about minutes in which nobody looked."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from kept.grants.staff import StaffRole
from kept.outside.alarms import open_alarms
from kept.status import counting, incidents, snapshot, uptime, watching
from kept.status.models import Day, Incident
from kept.status.snapshot import Snapshot
from kept.web import watched
from kept.web.watched import Component, Health, State
from tests.cast import World
from tests.staff import hire

NOON = 1_790_000_000 // 86400 * 86400 + 43_200


@pytest.fixture(autouse=True)
def here(tmp_path: Path, settings: Any, monkeypatch: Any) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(counting, "_counts", None)
    monkeypatch.setattr(watching, "_in_a_row", {})


@pytest.fixture
def parts(monkeypatch: Any) -> dict[str, Health]:
    """Two parts that do as the test says."""
    state = {"web": Health(State.WELL), "mail": Health(State.WELL)}
    known = {name: Component(name, name.title(), lambda name=name: state[name]) for name in state}
    monkeypatch.setattr(watched, "COMPONENTS", known)
    return state


@pytest.mark.promise("D9")
def test_the_page_and_the_feed_answer_without_the_database(parts: dict[str, Health]) -> None:
    """No database fixture: a query would fail the test."""
    with snapshot.changing() as known:
        known.at = time.time()
        known.parts = [snapshot.Part("web", "well"), snapshot.Part("mail", "down", "Letters wait.")]
    page = Client().get("/status", headers={"cookie": "kept_session=x"})
    assert (page.status_code, b"A part of the service is down." in page.content) == (200, True)
    czech = Client().get("/status?lang=cs")
    assert (czech["Content-Language"], b'lang="cs"' in czech.content) == ("cs", True)
    assert ElementTree.fromstring(  # noqa: S314  our own
        Client().get("/status.atom").content
    ).tag.endswith("feed")
    assert page.cookies == {}


def test_it_says_so_when_nobody_has_looked(parts: dict[str, Health]) -> None:
    with snapshot.changing() as known:
        known.at, known.parts = time.time() - 1000, [snapshot.Part("web", "well"), snapshot.Part("mail", "well")]
    assert b"Nobody has looked" in Client().get("/status").content


@pytest.mark.promise("D9")
def test_a_minute_counts_once_and_minutes_that_nobody_watched_count_as_away() -> None:
    known = Snapshot()
    minute = NOON // 60
    uptime.count(known, minute, {"web": "well"})
    uptime.count(known, minute, {"web": "down"})
    uptime.count(known, minute + 1, {"web": "slow"})
    uptime.count(known, minute + 5, {"web": "down"})
    assert list(known.owed.values()) == [{"well": 1, "slow": 1, "away": 3, "down": 1}]
    assert uptime.share([["", 1, 1, 1, 3, 0]]) == pytest.approx(2 / 6)


@pytest.mark.promise("D9")
def test_minutes_are_owed_while_the_database_is_away_and_paid_once(
    parts: dict[str, Health], db: None, monkeypatch: Any
) -> None:
    def away(known: Snapshot) -> None:
        from django.db import OperationalError

        raise OperationalError

    pay = uptime.pay
    monkeypatch.setattr(uptime, "pay", away)
    watching.look(NOON)
    watching.look(NOON + 60)
    assert not Day.objects.exists()
    monkeypatch.setattr(uptime, "pay", pay)
    known = watching.look(NOON + 120)
    assert [(row.component, row.well) for row in Day.objects.order_by("component")] == [("mail", 3), ("web", 3)]
    assert (known.owed, known.days["web"][0][1]) == ({}, 3)


@pytest.mark.promise("D9")
def test_a_part_that_is_down_twice_in_a_row_raises_an_alarm_that_ends_when_it_is_well(
    parts: dict[str, Health], db: None
) -> None:
    parts["mail"] = Health(State.DOWN, "The mail server cannot be reached.")
    watching.look(NOON)
    assert open_alarms() == []
    watching.look(NOON + 30)
    assert [one.code for one in open_alarms()] == ["mail.down"]
    parts["mail"] = Health(State.WELL)
    watching.look(NOON + 60)
    assert open_alarms() == []


def test_a_measure_that_breaks_is_a_part_that_is_down(parts: dict[str, Health], db: None, monkeypatch: Any) -> None:
    def breaks() -> Health:
        raise RuntimeError("secret")

    monkeypatch.setitem(watched.COMPONENTS, "web", Component("web", "Web", breaks))
    known = watching.look(NOON)
    assert [(part.state, part.said) for part in known.parts] == [("down", "RuntimeError"), ("well", "")]


@pytest.mark.promise("D9")
def test_an_incident_is_told_to_everybody_in_both_languages(
    world: World, parts: dict[str, Health], monkeypatch: Any
) -> None:
    monkeypatch.setattr(incidents.transaction, "on_commit", lambda act: act())
    on_call = hire(world, "bob", StaffRole.ON_CALL)
    watching.look()
    given = {"title_en": "Mail is late", "title_cs": "Pošta se zdržuje", "state": "identified", "text_en": "We know why.",
             "text_cs": "Víme proč.", "components": ["mail"]}  # fmt: skip
    assert on_call.post("/operator/status/new/", given).status_code == 302
    one = Incident.objects.get()
    stranger = Client()
    assert "Mail is late" in stranger.get("/status").content.decode()
    assert "Víme proč." in stranger.get("/status", headers={"accept-language": "cs"}).content.decode()
    said = {"state": "solved", "text_en": "It is over.", "text_cs": "Je po všem."}
    assert on_call.post(f"/operator/status/{one.pk}/", said).status_code == 302
    one.refresh_from_db()
    assert one.ended_at is not None
    assert "It is over." in stranger.get("/status.atom").content.decode()
    assert hire(world, "alice", StaffRole.EDITOR).get("/operator/status/").status_code == 403


def test_maintenance_needs_an_end_and_keeps_what_was_typed(world: World, parts: dict[str, Health]) -> None:
    on_call = hire(world, "bob", StaffRole.ON_CALL)
    given = {"title_en": "New disks", "title_cs": "Nové disky", "state": "investigating", "text_en": "a", "text_cs": "b",
             "begins": "2027-01-01T10:00"}  # fmt: skip
    answer = on_call.post("/operator/status/new/", given)
    assert "has a beginning and an end" in answer.content.decode()
    assert "New disks" in answer.content.decode()
    given["ends"] = "2027-01-01T11:00"
    assert on_call.post("/operator/status/new/", given).status_code == 302
    assert Incident.objects.get().state == "planned"


def test_planned_minutes_count_neither_way(parts: dict[str, Health], db: None) -> None:
    parts["web"] = Health(State.DOWN)
    with snapshot.changing() as known:
        known.incidents = [
            {"planned": True, "state": "planned", "begun": NOON - 60, "ended": NOON + 60, "components": ["web"]}
        ]
    known = watching.look(NOON)
    assert known.days["web"][0][1:] == [0, 0, 0, 0, 1]
    assert uptime.share(known.days["web"]) is None


def test_one_process_watches_and_the_next_takes_over() -> None:
    first = watching.take_the_watch()
    assert first is not None
    assert watching.take_the_watch() is None
    first.close()
    assert watching.take_the_watch() is not None
