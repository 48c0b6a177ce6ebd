"""Long work can be stopped and begun anew, and a full disk is said."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from kept.crm.contacts.models import Contact
from kept.outside import files
from kept.privacy.leaving import arrivals, jobs, progress, takeouts
from kept.privacy.leaving.laid import Laid
from kept.privacy.leaving.models import Arrival, State, Takeout
from kept.tenancy.jobs import Doors
from tests.cast import World, at_the_door
from tests.leaving.test_coming_back import new_home, taken_out
from tests.marked import MARKER, furnish

pytestmark = pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")  # all is closed that was open


@pytest.fixture(autouse=True)
def a_sign_each_time(monkeypatch: Any) -> None:
    monkeypatch.setattr(progress, "EVERY", 0)


def doors_of(cast: Any) -> Doors:
    return Doors("tests", cast.instance.pk, cast.members["alice"].user_id, ("instance.manage",))


@pytest.mark.promise("R5")
def test_writing_an_archive_can_be_stopped_and_leaves_nothing(world: World) -> None:
    furnish(world.ours)
    with at_the_door(world.ours, "alice") as access:
        asked = takeouts.ask(access)
    progress.ask_to_stop(asked)
    jobs.take_out.work(doors_of(world.ours), takeout_id=asked.pk)
    with at_the_door(world.ours, "alice"):
        assert Takeout.objects.get(pk=asked.pk).state == State.STOPPED
    assert [path.name for path in asked.place.parent.iterdir()] == []


@pytest.mark.promise("R5")
def test_a_full_disk_is_said_and_a_second_go_works(world: World, monkeypatch: Any) -> None:
    with at_the_door(world.ours, "alice") as access:
        asked = takeouts.ask(access)

    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(takeouts, "export", full)
        jobs.take_out.work(doors_of(world.ours), takeout_id=asked.pk)
    with at_the_door(world.ours, "alice") as access:
        row = Takeout.objects.get(pk=asked.pk)
        assert row.state == State.FAILED and "disk" in row.report["said"]
        again = takeouts.ask(access)
    jobs.take_out.work(doors_of(world.ours), takeout_id=again.pk)
    with at_the_door(world.ours, "alice"):
        assert Takeout.objects.get(pk=again.pk).state == State.DONE


@pytest.mark.promise("R5")
def test_a_job_that_was_killed_begins_anew_and_one_that_is_done_does_nothing(world: World) -> None:
    with at_the_door(world.ours, "alice") as access:
        asked = takeouts.ask(access)
        Takeout.objects.filter(pk=asked.pk).update(state=State.RUNNING)  # as a killed worker leaves it
    jobs.take_out.work(doors_of(world.ours), takeout_id=asked.pk)
    before = asked.place.stat().st_mtime_ns
    jobs.take_out.work(doors_of(world.ours), takeout_id=asked.pk)
    assert asked.place.stat().st_mtime_ns == before


@pytest.mark.promise("R5")
def test_coming_in_can_be_stopped_and_nothing_of_it_stays_and_then_it_comes_in(world: World) -> None:
    furnish(world.ours)
    place, password = taken_out(world.ours)
    home = new_home(world)
    with at_the_door(home, "alice") as access:
        row = arrivals.begin(access, place.stat().st_size)
        arrivals.add(row, 0, [place.read_bytes()])
        arrivals.queue(row, password)
    progress.ask_to_stop(row)
    jobs.bring_in.work(doors_of(home), arrival_id=row.pk)
    with at_the_door(home, "alice"):
        assert Arrival.objects.get(pk=row.pk).state == State.STOPPED
        assert not Contact.objects.filter(last_name=MARKER).exists()
        arrivals.queue(Arrival.objects.get(pk=row.pk), password)
    jobs.bring_in.work(doors_of(home), arrival_id=row.pk)
    with at_the_door(new_face(home), "alice"):
        assert Arrival.objects.get(pk=row.pk).state == State.DONE
        assert Contact.objects.filter(last_name=MARKER).exists()
    assert not place.with_name(f"{row.number}.zip").exists()


def new_face(home: Any) -> Any:
    """Whoever brought it in has the number of the archive now."""
    from kept.identity.models import Membership
    from kept.tenancy.opening import system

    with system("tests", home.instance.pk):
        home.members["alice"] = Membership.objects.get(user_id=home.members["alice"].user_id)
    return home


@pytest.mark.promise("R5", "L5")
def test_a_killed_attempt_to_bring_one_in_leaves_no_file_of_which_no_row_speaks(world: World) -> None:
    furnish(world.ours)
    with at_the_door(world.ours, "alice") as access:
        one = arrivals.begin(access, 10)
        key = uuid.uuid4()
        Laid(one).about_to(key)
        files.write(one.instance_id, key, [b"half"])
        with one.beside("laid").open("a") as listed:
            listed.write("1b9d6bcd-bbfd-4b2d")  # killed in the middle of a line
        arrivals.queue(one, "a word")
        Arrival.objects.filter(pk=one.pk).update(state=State.RUNNING)
        assert files.exists(one.instance_id, key)
    jobs.bring_in.work(doors_of(world.ours), arrival_id=one.pk)
    with at_the_door(world.ours, "alice"):
        assert not files.exists(one.instance_id, key)
        assert Arrival.objects.get(pk=one.pk).state == State.FAILED
    assert not one.beside("laid").exists()
