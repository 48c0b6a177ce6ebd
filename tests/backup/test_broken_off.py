"""What was at work at the moment to which one instance goes back is at work no more: it ends, and says why."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from kept.backup import since
from kept.crm.acts.models import LongAct
from kept.crm.imports import jobs
from kept.crm.imports.models import Import
from kept.outside import files
from kept.privacy.leaving.models import State, Takeout
from kept.tenancy.opening import system
from tests.cast import World, at_the_door
from tests.making import browser_of

KINDS: list[Any] = [LongAct, Import, Takeout]


def back(world: World) -> None:
    """The end of a restore of ours, when its rows of then are here."""
    with system("tests", world.ours.instance.pk):
        since.hold(connection.connection, KINDS, world.ours.instance.pk)


def one(world: World, model: Any, **values: Any) -> Any:
    with system("tests", world.ours.instance.pk):
        row = model.fresh(by=world.ours.bob, **values)
        row.save(force_insert=True)
        return row


def again(world: World, row: Any) -> Any:
    with system("tests", world.ours.instance.pk):
        return type(row).objects.get(pk=row.pk)


@pytest.mark.promise("D4", "L5")
def test_a_long_act_ends_says_why_and_keeps_nobodys_number(world: World) -> None:
    begun = {"kind": "contact", "act": "edit", "ids": [1, 2, 3], "plan": {"values": {"city": "Brno"}}, "total": 3}
    ran, over = one(world, LongAct, **begun), one(world, LongAct, kind="contact", act="edit", state=LongAct.DONE)
    bob = browser_of(world, "bob")
    assert "You can leave this page" in bob.get(f"/ours/acts/{ran.pk}/").content.decode()
    back(world)
    ended = again(world, ran)
    assert (ended.state, ended.ids, ended.plan, ended.total) == (LongAct.PUT_BACK, [], {}, 3)
    assert ended.ended_at is not None
    assert again(world, over).state == LongAct.DONE and again(world, over).ended_at is None
    page = bob.get(f"/ours/acts/{ran.pk}/").content.decode()
    assert "stopped by a restore" in page and "do it again" in page
    assert "You can leave this page" not in page


@pytest.mark.promise("D4", "L5")
def test_an_import_ends_and_can_go_on_or_be_had_looked_at_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ran, looked = (
        one(world, Import, kind="contact", file_name="people.csv", file_key=uuid.uuid4(), state=state, done=7)
        for state in (Import.State.RUNNING, Import.State.CHECKING)
    )
    with system("tests", world.ours.instance.pk):
        files.write(world.ours.instance.pk, ran.file_key, [b"Name\nJana\n"])
    back(world)
    assert (again(world, ran).state, again(world, ran).done) == (Import.State.PUT_BACK, 7)
    assert again(world, looked).state == "mapping", "nothing was written by it: it waits for a person"
    bob = browser_of(world, "bob")
    page = bob.get(f"/ours/imports/{ran.pk}/").content.decode()
    assert "stopped by a restore" in page and "put back to a moment" in page and "Go on" in page
    queued: list[str] = []
    monkeypatch.setattr("kept.tenancy.jobs.Job.later", lambda self, access, **ids: queued.append(self.name))
    assert bob.post(f"/ours/imports/{ran.pk}/run/").status_code == 302
    assert queued == ["imports.run"] and again(world, ran).state == Import.State.RUNNING


@pytest.mark.promise("D4")
def test_an_archive_that_was_being_made_keeps_nobody_from_asking_for_another(world: World) -> None:
    made = one(world, Takeout, state=State.RUNNING, sealed_password="sealed", asked_at=timezone.now())
    back(world)
    assert (again(world, made).state, again(world, made).sealed_password) == (State.STOPPED, "")
    assert not again(world, made).busy


@pytest.mark.promise("D4")
def test_a_job_whose_import_is_gone_since_comes_to_an_end(world: World) -> None:
    gone = one(world, Import, kind="contact", file_name="people.csv", file_key=uuid.uuid4(), state=Import.State.RUNNING)
    with system("tests", world.ours.instance.pk):
        Import.objects.all().delete()
    with at_the_door(world.ours, "bob") as access:
        assert jobs.run.now(access, import_id=gone.pk) is None


def test_what_is_at_work_elsewhere_goes_on(world: World) -> None:
    with system("tests", world.theirs.instance.pk):
        theirs = LongAct.fresh(by=world.theirs.mallory, kind="contact", act="edit", ids=[1], total=1)
        theirs.save(force_insert=True)
    back(world)
    with system("tests", world.theirs.instance.pk):
        assert LongAct.objects.get(pk=theirs.pk).state == LongAct.RUNNING


def test_an_import_whose_file_is_gone_offers_no_way_on(world: World) -> None:
    gone = one(world, Import, kind="contact", file_name="people.csv", file_key=uuid.uuid4(), state=Import.State.RUNNING)
    back(world)
    bob = browser_of(world, "bob")
    assert "Go on" not in bob.get(f"/ours/imports/{gone.pk}/").content.decode()
    bob.post(f"/ours/imports/{gone.pk}/run/")
    assert again(world, gone).state == Import.State.PUT_BACK
