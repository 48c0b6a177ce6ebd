"""A stroke in the log shows: a bit flipped, a line dropped, added or moved, a seal rewritten or cut off (QUALITY P4)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from kept.tenancy.opening import system
from kept.tenancy.sealing import checking, closing, signing, tree
from kept.tenancy.sealing.models import Salts, Seal
from kept.tenancy.sealing.verifying import Verdict, verify
from tests.cast import World

NOW = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
TABLES = ("audit_entry", "sealing_seal", "sealing_salts")


@pytest.fixture(autouse=True)
def its_own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


INSERT = """
INSERT INTO audit_entry (instance_id, at, by, user_id, door, via, purpose, act, kind, ids, keys, groups, request_id)
VALUES (%s, %s, 'user', 7, 'GET contacts:record', '', '', 'read', 'contacts.contact', %s, '{}', '{contact}', %s)
RETURNING id
"""


SALT_OF_THE_SECOND = tree.SALT + 1  # the database counts bytes from one


def line(instance: int, minute: int, *ids: int) -> int:
    """A line of the log that was written some minutes before NOW, past the model, which would leave one of its own."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [instance, NOW - timedelta(minutes=minute), list(ids), uuid.uuid4()])
        return int(cursor.fetchone()[0])


def sealed(world: World) -> int:
    """A seal over what building the world left behind, and three over five lines. Returns the instance."""
    here = world.ours.instance.pk
    closing.close(here, now=NOW - timedelta(hours=1))
    for minutes, count in ((30, 1), (20, 3), (10, 1)):
        with system("tests", here):
            for n in range(count):
                line(here, minutes, n + 1, n + 2)
        assert closing.close(here, now=NOW - timedelta(minutes=minutes - 1)) == count
    return here


def verdict(here: int, **changed: Any) -> Verdict:
    """Verify the copy, or what stands in the database where there is none."""
    head = signing.heads(signing.folder() / "heads").get(here)
    noted = signing.blanked(signing.folder() / "blanked", here)
    said = {"now": NOW, "kept_since": NOW - timedelta(days=1000), "blanked": noted, **changed}
    with system("tests", here), connection.cursor() as cursor:
        return verify(cursor, here, changed.pop("key", None) or signing.public_key(), head, **said)


def copy(here: int) -> None:
    """A copy of the three tables that stands before them on the way, and in which everything may be changed."""
    with system("tests", here), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE TEMP TABLE {table} ON COMMIT DROP AS SELECT * FROM public.{table}")  # noqa: S608


def stroke(sql: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        assert cursor.rowcount


@pytest.fixture
def here(world: World, django_capture_on_commit_callbacks: Any) -> int:
    with django_capture_on_commit_callbacks(execute=True):
        return sealed(world)


@pytest.mark.promise("D5")
def test_an_untouched_log_verifies(here: int) -> None:
    found = verdict(here)
    assert found.faults == []
    assert found.seals == 4
    assert found.lines > 5
    copy(here)
    assert verdict(here).faults == []


@pytest.mark.promise("D5")
@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE audit_entry SET door = 'GET contacts:recorD' WHERE id = {line}", "is not what was sealed"),
        ("UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE id = {line}", "is not what was sealed"),
        ("UPDATE audit_entry SET ids = '{{1}}' WHERE id = {line}", "is not what was sealed"),
        ("DELETE FROM audit_entry WHERE id = {line}", "is gone"),
        ("UPDATE audit_entry SET id = 1 - id WHERE id IN ({line}, 1 - {line})", "is gone"),
        (
            "INSERT INTO audit_entry SELECT id + 1000000, instance_id, at, by, user_id, member_id, door, via, purpose,"
            " act, kind, ids, keys, groups, request_id FROM audit_entry WHERE id = {line}",
            "has no seal",
        ),
        ("UPDATE sealing_seal SET entries = array_remove(entries, {line}) WHERE {line} = ANY(entries)", "other leaves"),
        (
            "UPDATE sealing_seal SET entries = (SELECT array_agg(e ORDER BY e DESC) FROM unnest(entries) e)"
            " WHERE {line} = ANY(entries)",
            "is not what was signed",
        ),
        ("UPDATE sealing_seal SET root = set_byte(root, 0, 255 - get_byte(root, 0)) WHERE number = 3", "leaves"),
        ("UPDATE sealing_seal SET signature = set_byte(signature, 9, 255 - get_byte(signature, 9))", "was signed"),
        ("DELETE FROM sealing_seal WHERE number = 3", "does not follow"),
        ("DELETE FROM sealing_seal WHERE number = 4", "was noted outside"),
        ("DELETE FROM sealing_salts WHERE number = 1", "lacks salts"),
    ],
)
def test_a_stroke_is_found(here: int, sql: str, fault: str) -> None:
    with system("tests", here):
        number = Seal.objects.get(instance_id=here, number=3).entries[1]
    copy(here)
    stroke(sql.format(line=number))
    assert any(fault in wrong for wrong in verdict(here).faults)


@pytest.mark.promise("D5")
def test_whoever_can_write_the_database_but_has_not_the_key_cannot_seal(here: int) -> None:
    with system("tests", here):
        one = Seal.objects.get(instance_id=here, number=4)
    forged = Ed25519PrivateKey.generate().sign(bytes(one.digest))
    copy(here)
    stroke("UPDATE sealing_seal SET signature = %s WHERE number = 4", forged)
    assert verdict(here).faults == ["seal 4 is not what was signed"]


@pytest.mark.promise("D5")
def test_blanking_what_a_line_said_breaks_no_proof(here: int) -> None:
    with system("tests", here):
        number = Seal.objects.get(instance_id=here, number=3).entries[1]
        assert closing.blank(here, {number}) == 1
        salts = Salts.objects.get(instance_id=here, number=3)
        assert tree.parts(bytes(salts.salts), tree.SALT)[1] == tree.BLANK
    copy(here)
    stroke("UPDATE audit_entry SET user_id = NULL, ids = '{}' WHERE id = %s", number)
    assert verdict(here).faults == []


@pytest.mark.promise("D5")
def test_a_salt_destroyed_to_hide_that_a_line_was_changed_is_found(here: int) -> None:
    with system("tests", here):
        number = Seal.objects.get(instance_id=here, number=3).entries[1]
    copy(here)
    stroke("UPDATE audit_entry SET user_id = 8 WHERE id = %s", number)
    at = SALT_OF_THE_SECOND
    stroke("UPDATE sealing_salts SET salts = overlay(salts PLACING %s FROM %s) WHERE number = 3", tree.BLANK, at)
    assert verdict(here).faults == [f"line {number} cannot be proven, and nobody noted why"]


@pytest.mark.promise("D5")
def test_a_log_that_was_taken_away_whole_with_its_seals_is_missed(here: int, monkeypatch: Any) -> None:
    monkeypatch.setattr(closing, "busy", lambda since, before: [])
    copy(here)
    for table in TABLES:
        stroke(f"DELETE FROM {table} WHERE instance_id = %s", here)  # noqa: S608
    [found] = [one for one in checking.check_all() if one.instance_id == here]
    assert any("was noted outside" in fault for fault in found.faults)


@pytest.mark.promise("D5")
def test_lines_within_their_term_must_be_there_and_older_ones_may_have_aged_out(here: int) -> None:
    copy(here)
    stroke("DELETE FROM audit_entry WHERE at > %s", NOW - timedelta(days=1))
    assert len(verdict(here).faults) == 5
    assert verdict(here, kept_since=NOW).faults == []


@pytest.mark.promise("D5")
def test_a_line_that_came_late_is_closed_by_a_later_seal(here: int) -> None:
    with system("tests", here):
        late = line(here, 25, 99)
    assert verdict(here).faults == [f"line {late} has no seal"]
    assert closing.close(here, back=closing.DAY, now=NOW) == 1
    assert verdict(here, now=NOW).faults == []


@pytest.mark.promise("D5")
def test_an_instance_sees_its_own_seals_alone_and_the_check_is_kept(world: World, here: int) -> None:
    made = checking.check(here, now=NOW)
    assert made.lines > 5
    assert made.faults == []
    with system("tests", world.theirs.instance.pk):
        assert not Seal.objects.exists()
    assert here in closing.busy(NOW - timedelta(days=1), NOW)


@pytest.mark.promise("D5")
@given(leaves=st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40), place=st.integers(0, 39))
def test_one_line_can_be_proven_without_the_others(leaves: list[bytes], place: int) -> None:
    place %= len(leaves)
    proof = tree.path(leaves, place)
    assert tree.follows(leaves[place], proof) == tree.root(leaves)
    assert tree.follows(bytes(31) + b"x", proof) != tree.root(leaves)
