"""Who looked at a record is found by the mentions beside seals and in the lines after them, and nothing is missed."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection

from kept.tenancy.looks import looks_at
from kept.tenancy.opening import system
from kept.tenancy.sealing import checking, closing, mentioning
from kept.tenancy.sealing.models import Mention, Seal
from tests.cast import World

NOW = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
CONTACT = "contacts.contact"
INSERT = """
INSERT INTO audit_entry (instance_id, at, by, user_id, door, via, purpose, act, kind, ids, keys, groups, request_id)
VALUES (%s, %s, 'user', 7, %s, '', '', 'read', %s, %s, '{}', '{contact}', %s) RETURNING id
"""


@pytest.fixture(autouse=True)
def its_own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def here(world: World) -> int:
    """An instance whose log is sealed up to an hour ago."""
    number = world.ours.instance.pk
    closing.close(number, now=NOW - timedelta(hours=1))
    return number


def line(here: int, door: str, minutes: float, *ids: int, kind: str = CONTACT) -> int:
    """A line of some minutes ago, whose door is its name."""
    with system("tests", here), connection.cursor() as cursor:
        cursor.execute(INSERT, [here, NOW - timedelta(minutes=minutes), door, kind, list(ids), uuid.uuid4()])
        return int(cursor.fetchone()[0])


def seal(here: int, minutes: float) -> int:
    return closing.close(here, now=NOW - timedelta(minutes=minutes) + closing.LAG)


def doors(here: int, record: int, most: int = 50, kind: str = CONTACT) -> list[str]:
    """The names of the lines that are found about a record, the newest first."""
    with system("tests", here):
        return [one.door for one in looks_at(kind, record, most)]


@pytest.mark.promise("D5")
def test_a_look_is_found_before_its_seal_and_after(here: int) -> None:
    line(here, "first", 30, 900_001, 900_002)
    assert doors(here, 900_001) == ["first"]
    assert seal(here, 20) == 1
    line(here, "second", 10, 900_001)
    assert doors(here, 900_001) == ["second", "first"]
    assert doors(here, 900_002) == ["first"]
    assert doors(here, 900_001, most=1) == ["second"]
    assert doors(here, 900_001, kind="companies.company") == []


@pytest.mark.promise("D5")
def test_sealed_lines_are_found_by_their_mention_alone(here: int, world: World) -> None:
    """The canary: without mentions the tests below would find nothing that is sealed."""
    line(here, "first", 30, 900_001)
    seal(here, 20)
    with system("tests", here), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE sealing_mention ON COMMIT DROP AS SELECT * FROM public.sealing_mention")
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE tablename = 'audit_entry' AND indexdef LIKE '%%ids%%'")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT kind, ids FROM sealing_mention WHERE 900001 = ANY(ids)")
        assert cursor.fetchall() == [(CONTACT, [900_001])]


@pytest.mark.promise("D5")
def test_a_line_of_a_long_transaction_is_found_before_it_is_sealed(here: int, monkeypatch: Any) -> None:
    """It was written half an hour ago and is seen only now: seals have gone on meanwhile, and their edge waited."""
    began = NOW - timedelta(minutes=32)
    monkeypatch.setattr(mentioning, "edge", lambda before, lag: min(before, began - lag))
    line(here, "quick", 31, 900_001)
    assert seal(here, 5) == 1
    line(here, "late", 30, 900_001)
    assert doors(here, 900_001) == ["late", "quick"]
    monkeypatch.undo()
    line(here, "quick again", 4, 900_001)
    assert seal(here, 1) == 2, "the next seal looks back to where somebody was at work"
    assert doors(here, 900_001) == ["quick again", "late", "quick"]


@pytest.mark.promise("D5")
def test_the_edge_waits_for_whoever_is_at_work(here: int) -> None:
    def edge() -> datetime:
        with system("tests", here), connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            return mentioning.edge(datetime.now(UTC), timedelta(0))

    told = connection.get_connection_params()
    begun = datetime.now(UTC)
    with psycopg.connect(
        **{name: told[name] for name in ("dbname", "user", "host", "port") if told.get(name)}
    ) as other:
        [(at_work,)] = other.execute("SELECT now()").fetchall()
        assert edge() <= at_work
    assert edge() > begun


@pytest.mark.promise("D5")
def test_seals_of_a_kept_of_before_are_mentioned_afterwards(here: int, monkeypatch: Any) -> None:
    with monkeypatch.context() as before:
        before.setattr(mentioning, "mention", lambda *told: None)
        for minutes in (50, 40, 30):
            line(here, f"of {minutes}", minutes, 900_001)
            seal(here, minutes - 5)
        line(here, "now", 20, 900_001)
        seal(here, 15)
    found = ["now", "of 30", "of 40", "of 50"]
    assert doors(here, 900_001) == found, "they are looked for without"
    with system("tests", here):
        seals = Seal.objects.filter(instance_id=here).count()
        mentioned = set(Mention.objects.filter(instance_id=here).values_list("number", flat=True))
    monkeypatch.setattr(mentioning, "SEALS", 2)
    assert closing.make_up(here) == seals - len(mentioned) > 0
    assert doors(here, 900_001) == found
    assert closing.make_up(here) == 0
    line(here, "later", 10, 900_001)
    seal(here, 5)
    with system("tests", here):
        assert (
            Mention.objects.filter(instance_id=here).order_by("-number").values_list("number", flat=True)[0]
            == seals + 1
        )
    assert doors(here, 900_001) == ["later", *found]


@pytest.mark.promise("D5")
@pytest.mark.parametrize("seed", range(6))
def test_it_finds_what_a_search_through_all_lines_finds(here: int, monkeypatch: Any, seed: int) -> None:
    """Lines, seals, and transactions of any length in any order."""
    draw = random.Random(seed)  # noqa: S311
    at_work: list[float] = []
    monkeypatch.setattr(mentioning, "FEW", 3)
    monkeypatch.setattr(closing, "MOST", draw.choice([4, 100]))
    monkeypatch.setattr(
        mentioning,
        "edge",
        lambda before, lag: min([before, *(NOW - timedelta(minutes=start) - lag for start in at_work)]),
    )
    minute, written = 59.0, []
    for number in range(80):
        minute -= draw.choice([0.01, 0.1, 0.5, 1])
        act = draw.choice(["begin", "end", "line", "line", "seal"])
        if act == "begin":
            at_work.append(minute)
        elif act == "seal":
            seal(here, minute)
        elif act == "line" or at_work:
            began = at_work.pop(draw.randrange(len(at_work))) if act == "end" else minute
            at = draw.uniform(minute, began)
            ids, kind = draw.sample(range(900_001, 900_009), draw.randint(1, 4)), draw.choice([CONTACT, "other.kind"])
            line(here, str(number), at, *ids, kind=kind)
            written.append((at, str(number), kind, ids))
    for record in range(900_001, 900_009):
        for most in (2, 5, 100):
            about = sorted((at, door) for at, door, kind, ids in written if kind == CONTACT and record in ids)
            assert doors(here, record, most) == [door for _at, door in about][:most]


@pytest.mark.promise("D5")
@pytest.mark.parametrize(
    ("stroke", "fault"),
    [
        ("UPDATE sealing_mention SET ids = array_remove(ids, 900001)", "is not found by who asks"),
        ("UPDATE sealing_mention SET entries = '{}' WHERE 900001 = ANY(ids)", "is not found by who asks"),
        ("UPDATE sealing_mention SET kind = 'companies.company' WHERE 900001 = ANY(ids)", "is not found by who asks"),
        ("DELETE FROM sealing_mention WHERE 900001 = ANY(ids)", "is not found by who asks"),
        ("UPDATE sealing_mention SET edge = edge + interval '1 hour' WHERE 900003 = ANY(ids)", "more than it does"),
    ],
)
def test_a_mention_that_was_taken_away_to_hide_a_look_is_missed(here: int, stroke: str, fault: str) -> None:
    line(here, "first", 30, 900_001, 900_002)
    seal(here, 20)
    line(here, "second", 15, 900_003)
    seal(here, 10)
    assert checking.check(here, now=NOW).faults == []
    with system("tests", here), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE sealing_mention ON COMMIT DROP AS SELECT * FROM public.sealing_mention")
        cursor.execute(stroke)
        assert cursor.rowcount
    assert any(fault in wrong for wrong in checking.check(here, now=NOW).faults)


@pytest.mark.promise("D5")
def test_mentions_leave_no_lines_of_their_own(here: int) -> None:
    """Else each seal would bring the next."""
    line(here, "first", 30, 900_001)
    seal(here, 20)
    assert seal(here, 10) == 0
