"""The run of a day: what is over goes, what is not stays, what is held waits, and nobody is asked twice."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from kept.audit.models import Entry
from kept.grants.staff import Staff
from kept.identity.models import Invitation, Membership, Session, User
from kept.policy import clock
from kept.privacy.retention import running
from kept.privacy.retention.holds import Hold
from kept.privacy.retention.runs import Emptied, Run
from kept.tenancy.models import Instance
from kept.tenancy.opening import system
from tests.cast import World

DAY = date(2026, 6, 1)


def session(key: str, created: datetime) -> None:
    Session.objects.create(key_hash=key, data="", created_at=created, seen_at=created, expires_at=created)


@pytest.mark.promise("D9")
def test_a_session_goes_ninety_days_after_it_began_and_not_a_day_before(world: World) -> None:
    last = clock.beginning(DAY - timedelta(days=90))
    with system("tests"):
        session("still", last)
        session("over", last - timedelta(seconds=1))
    run = running.run(DAY)
    with system("tests"):
        assert set(Session.objects.values_list("pk", flat=True)) == {"still"}
    assert run.gone["identity.session"] == 1
    assert running.run(DAY).gone["identity.session"] == 1, "done twice, it does nothing more"


def test_what_went_is_counted_in_the_transaction_in_which_it_goes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is killed right after it has told the truth: the next run finds nothing more to count."""
    with system("tests"):
        session("over", clock.beginning(DAY - timedelta(days=90)) - timedelta(seconds=1))
    known: dict[str, dict[str, int]] = {}

    def told(ticking: Any, *_rest: object) -> None:
        known[ticking.label] = Run.objects.get(day=DAY).gone

    monkeypatch.setattr(running, "_count_what_stays", told)
    running.run(DAY)
    assert known["identity.session"]["identity.session"] == 1


@pytest.mark.promise("L1")
def test_the_end_of_a_service_is_read_from_the_memberships(world: World) -> None:
    left = datetime(2020, 2, 29, 12, tzinfo=UTC)
    with system("tests", world.ours.instance.pk):
        Membership.objects.filter(pk=world.ours.bob.pk).update(left_at=left)
    running.run(DAY)
    with system("tests"):
        assert User.objects.get(pk=world.ours.bob.user_id).service_ended_at == left
        assert User.objects.get(pk=world.ours.alice.user_id).service_ended_at is None
    with system("tests", world.ours.instance.pk):
        Membership.objects.filter(pk=world.ours.bob.pk).update(left_at=None)
    running.run(DAY + timedelta(days=1))
    with system("tests"):
        assert User.objects.get(pk=world.ours.bob.user_id).service_ended_at is None


@pytest.mark.promise("L1")
@pytest.mark.promise("L2")
def test_the_telephone_goes_with_support_and_the_person_with_the_contract(world: World) -> None:
    """Support data ten years after the service; sign-up data after the archive of three and ten more."""
    left = datetime(2010, 3, 15, 12, tzinfo=UTC)
    with system("tests", world.ours.instance.pk):
        Membership.objects.filter(pk=world.ours.bob.pk).update(left_at=left)
        User.objects.filter(pk=world.ours.bob.user_id).update(phone="+420 777 000 111")

    def bob() -> Any:
        with system("tests"):
            return User.objects.get(pk=world.ours.bob.user_id)

    running.run(date(2020, 3, 15))
    assert bob().phone
    running.run(date(2020, 3, 16))
    assert (bob().phone, bob().last_name) == ("", "Ours")
    running.run(date(2023, 3, 15))
    assert bob().email == "bob@ours.example"
    run = running.run(date(2023, 3, 16))
    assert (bob().first_name, bob().last_name, bob().email) == ("", "", f"gone-{bob().pk}")
    assert bob().forgotten_at is not None
    with system("tests", world.ours.instance.pk):
        assert Membership.objects.get(pk=world.ours.bob.pk).full_name == ""
        assert Membership.objects.get(pk=world.ours.alice.pk).full_name == "Alice Ours"
    assert run.gone["account.emailaddress"] == 1
    assert run.total_left == 0


@pytest.mark.promise("L1")
def test_a_hold_keeps_a_person_and_what_speaks_of_them_until_it_is_released(world: World) -> None:
    left = datetime(2010, 3, 15, 12, tzinfo=UTC)
    with system("tests", world.ours.instance.pk):
        Membership.objects.filter(pk=world.ours.bob.pk).update(left_at=left)
        hold = Hold.objects.create(
            kind="identity.user", key=str(world.ours.bob.user_id), reason="claim", since=clock.now()
        )
    run = running.run(DAY)
    assert run.held == {"account.emailaddress": 1, "identity.membership": 1, "identity.user": 1}
    assert run.total_left == 0
    hold.release(by=None)
    run = running.run(DAY + timedelta(days=1))
    assert run.held == {}
    assert run.emptied["identity.user"] == 1


@pytest.mark.promise("L5")
def test_an_ended_instance_is_emptied_after_ninety_days_and_its_people_are_kept_by_their_own_clock(
    world: World,
) -> None:
    from tests.marked import furnish

    furnish(world.ours)
    furnish(world.theirs, mark="other")
    ended = clock.beginning(DAY)  # more than ninety days before the database's own today
    Instance.objects.filter(pk=world.ours.instance.pk).update(ended_at=ended)
    running.run(DAY + timedelta(days=90))
    assert not Emptied.objects.exists()
    running.run(DAY + timedelta(days=91))
    assert Emptied.objects.get().rows > 10
    contacts = apps.get_model("contacts", "Contact")

    with system("tests", world.ours.instance.pk):
        assert not contacts.objects.exists()
        assert Membership.objects.count() == 4
    with system("tests", world.theirs.instance.pk):
        assert contacts.objects.exists()


@pytest.mark.promise("D5")
def test_the_log_ages_out_after_three_years_and_the_database_never_lets_a_younger_line_go(world: World) -> None:
    from kept.privacy.retention.written_once import age_out

    here = world.ours.instance.pk
    old = clock.now() - timedelta(days=3 * 366)
    with system("tests", here):
        for at in (old, clock.now()):
            Entry.objects.create(
                instance_id=here, at=at, by="user", door="x", act="read", kind="k", ids=[1],
                request_id="00000000-0000-0000-0000-000000000000",
            )  # fmt: skip
    running.run(clock.today())
    with system("tests", here):
        assert not Entry.objects.filter(at__lte=old).exists()
        assert Entry.objects.filter(door="x").count() == 1
        assert age_out(Entry, clock.now() + timedelta(days=9999), 10) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Entry.objects.filter(door="x").delete()


@pytest.mark.promise("D6")
def test_an_invitation_and_a_member_of_staff_have_their_clocks_too(world: World) -> None:
    now = clock.now()
    with system("tests", world.ours.instance.pk):
        invitation = Invitation.objects.create(
            email="x@example.com", token_hash="x", invited_by=world.ours.alice, expires_at=now
        )
        Staff.objects.create(user_id=world.ours.bob.user_id, ended_at=now)
    running.run(clock.today() + timedelta(days=3 * 366 + 1))
    with system("tests", world.ours.instance.pk):
        assert not Staff.objects.exists()
        assert Invitation.objects.filter(pk=invitation.pk).exists()


def test_a_run_that_was_stopped_goes_on_with_its_row(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with system("tests"):
        session("over", clock.beginning(DAY - timedelta(days=200)))
    monkeypatch.setattr("kept.privacy.retention.instances.empty_ended", lambda day: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        running.run(DAY)
    stopped = Run.objects.get()
    assert (stopped.trouble, stopped.ended_at) == ("ZeroDivisionError", None)
    monkeypatch.undo()
    run = running.run(DAY)
    assert (Run.objects.count(), run.trouble, run.gone["identity.session"]) == (1, "", 1)
    assert run.ended_at is not None


def test_the_plan_counts_what_will_go_by_its_horizons(world: World) -> None:
    with system("tests"):
        for days in (100, 90, 85, 70, 1):
            session(f"s{days}", clock.beginning(DAY - timedelta(days=days)))
    from kept.privacy.retention import plan

    with system("tests"):
        lines = {one["label"]: one for one in plan.forecast(DAY)}
    assert lines["identity.session"]["due"] == [1, 3, 4, 5]
    assert lines["identity.session"]["purposes"] == ["D9"]


def test_stores_beside_rows_age_out_in_the_same_run(world: World, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "mail" / "waiting"
    folder.mkdir(parents=True)
    for name, days in (("a" * 32, 8), ("b" * 32, 1)):
        letter = folder / f"{name}.json"
        letter.write_text("{}")
        at = clock.now().timestamp() - days * 86400
        os.utime(letter, (at, at))
    run = running.run()
    assert run.gone["outside.letters"] == 1
    assert [path.stem for path in folder.iterdir()] == ["b" * 32]


def test_finished_jobs_are_forgotten_after_a_month(world: World) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from kept.privacy.retention import jobs

    for status, days in (("succeeded", 40), ("failed", 40), ("succeeded", 2), ("todo", 40)):
        jobs.run_now.configure(queueing_lock=None).defer()
        job = ProcrastinateJob.objects.order_by("-pk")[0].pk
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, job])
            cursor.execute(
                "UPDATE procrastinate_events SET at = now() - %s * interval '1 day' WHERE job_id = %s", [days, job]
            )
    assert running.run().gone["tenancy.jobs"] == 2
    assert sorted(ProcrastinateJob.objects.values_list("status", flat=True)) == ["succeeded", "todo"]
