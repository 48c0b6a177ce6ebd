"""Asked, taken back or closed, emptied, certified: each step in its time, nothing left, and the others keep every bit."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest

from kept.crm.contacts.models import Contact
from kept.grants.models import SecurityLevel
from kept.outside import files, keys
from kept.privacy.ending import asking, emptying, walking
from kept.privacy.ending.models import EndCertificate, Ending, State
from kept.privacy.erasure import ledger
from kept.privacy.erasure.replaying import replay
from kept.privacy.retention.runs import Emptied
from kept.tenancy.opening import system
from kept.web.refused import Refused
from tests.cast import World
from tests.ending.lives import at, contents_of, has, rows_of, state_of
from tests.marked import furnish


@pytest.fixture(autouse=True)
def own_folder(letters: Any, tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def ours(world: World) -> int:
    """Ours is full, and so is theirs."""
    furnish(world.ours)
    furnish(world.theirs, mark="other")
    return int(world.ours.instance.pk)


def asked(world: World, keep_days: int = 30) -> Ending:
    with system("tests"):
        return asking.ask(world.ours.instance, by=world.ours.alice.user_id, keep_days=keep_days)


def stand(ending: Ending) -> State:
    with system("tests"):
        ending.refresh_from_db()
        return ending.state


@pytest.mark.promise("L1")
def test_it_walks_from_asked_to_closed_to_ended_each_in_its_time(world: World, ours: int) -> None:
    with at(0):
        ending = asked(world, keep_days=30)
    seen = {}
    for day in (0, 13.9, 14.1, 43.9, 44.2, 50):
        with at(day):
            walking.walk()
            seen[day] = stand(ending)
        assert has("contacts.contact", ours) is (day < 44)
    assert list(seen.values()) == [
        State.ASKED, State.ASKED, State.CLOSED, State.CLOSED, State.ENDED, State.ENDED,
    ]  # fmt: skip
    with system("tests"):
        assert EndCertificate.objects.get().complete and Emptied.objects.count() == 1


@pytest.mark.promise("L1")
def test_it_is_taken_back_until_it_is_closed_and_not_after(world: World, ours: int) -> None:
    with at(0):
        ending = asked(world)
        with pytest.raises(Refused, match="already"):
            asked(world)
    with at(10), system("tests"):
        asking.take_back(ending, by=world.ours.alice.user_id)
    with at(200):
        assert walking.walk() == 0
    assert has("contacts.contact", ours) and stand(ending) == State.TAKEN_BACK
    with at(200):
        second = asked(world)
    with at(215):
        walking.walk()
        with system("tests"), pytest.raises(Refused, match="cannot be taken back"):
            asking.take_back(second, by=world.ours.alice.user_id)


@pytest.mark.promise("L1")
@pytest.mark.promise("L5")
def test_an_ended_instance_has_no_row_no_file_and_no_key_and_the_other_keeps_every_bit(
    world: World, ours: int, own_folder: Path
) -> None:
    theirs = world.theirs.instance.pk
    before, had = contents_of(theirs), rows_of(ours)
    assert emptying.paths(ours) and emptying.paths(theirs) and len(had) > 25
    their_files = emptying.paths(theirs)
    with at(0):
        asked(world, keep_days=0)
    with at(14.1):
        walking.walk()
    left = rows_of(ours)
    assert [label for label in left if label in {m._meta.label_lower for m in emptying.those_that_go()}] == []
    assert emptying.paths(ours) == [] and emptying.key_is_gone(ours)
    assert contents_of(theirs) == before and emptying.paths(theirs) == their_files
    with system("tests", theirs):
        assert keys.instance_key(theirs)
    with system("tests"):
        certificate = EndCertificate.objects.get()
    assert certificate.complete and certificate.files > 0
    assert certificate.gone == {label: number for label, number in had.items() if label in certificate.gone}
    assert sum(certificate.gone.values()) == sum(had.values()) - sum(had[label] for label in had if label in left)
    told = {label: promises for label, _rows, promises, _until in certificate.stays}
    assert told["identity.membership"] == "L1" and told["audit.entry"] == "D5"
    assert set(told) == set(left) | {"audit.entry"}


@pytest.mark.promise("L1")
def test_a_row_that_was_forgotten_speaks_against_the_certificate(
    world: World, ours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The canary: an emptying that passes a table by is seen, and says so."""
    honest = emptying.those_that_go
    monkeypatch.setattr(
        emptying, "those_that_go", lambda: [m for m in honest() if m._meta.label_lower != "records.tag"]
    )
    with at(0):
        asked(world, keep_days=0)
    with at(14.1):
        walking.walk()
    with system("tests"):
        certificate = EndCertificate.objects.get()
    assert certificate.left == {"records.tag": 1} and not certificate.complete


@pytest.mark.promise("L1")
@pytest.mark.parametrize("after", [1, 5, 12])
def test_killed_on_the_way_it_goes_on_and_the_certificate_counts_all(
    world: World, ours: int, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    had = rows_of(ours)
    honest, times = emptying._rows, iter(range(100))

    def killed(model: Any, instance: int) -> int:
        if next(times) == after:
            raise KeyboardInterrupt
        return honest(model, instance)

    with at(0):
        asked(world, keep_days=0)
    with at(14.1), monkeypatch.context() as patch:
        patch.setattr(emptying, "_rows", killed)
        with pytest.raises(KeyboardInterrupt):
            walking.walk()
    with at(14.2):
        walking.walk()
    with system("tests"):
        certificate = EndCertificate.objects.get()
    assert certificate.complete
    assert sum(certificate.gone.values()) == sum(number for label, number in had.items() if label in certificate.gone)
    assert len([line for line in ledger.lines() if line.act == walking.ENDED]) == 1


@pytest.mark.promise("L1")
def test_a_row_of_a_bin_or_of_a_hidden_level_goes_too(world: World, ours: int) -> None:
    from django.apps import apps
    from django.utils import timezone

    with system("tests", ours):
        assert apps.get_model("contacts.contact").objects.update(deleted_at=timezone.now())
    with at(0):
        asked(world, keep_days=0)
    with at(14.1):
        walking.walk()
    assert not has("contacts.contact", ours)


@pytest.mark.promise("D4")
@pytest.mark.promise("L1")
def test_what_a_restored_backup_brings_back_is_ended_again_before_anybody_gets_an_answer(
    world: World, ours: int, own_folder: Path
) -> None:
    with at(0):
        asked(world, keep_days=0)
    with at(14.1):
        walking.walk()
    furnish_again(world)
    assert has("contacts.contact", ours) and emptying.paths(ours)
    done = replay()
    assert done.lines == 1 and done.gone >= 3 and done.left == []
    assert not has("contacts.contact", ours) and emptying.paths(ours) == []
    assert has("contacts.contact", world.theirs.instance.pk)
    assert state_of(ours).emptied_at is not None


@pytest.mark.promise("D4")
def test_an_instance_that_got_the_number_later_is_left_alone(world: World, ours: int) -> None:
    with at(0):
        asked(world, keep_days=0)
    with at(14.1):
        walking.walk()
    furnish_again(world)
    from kept.tenancy.models import Instance

    with system("tests"):
        Instance.objects.filter(pk=ours).update(created_at="2031-01-01T00:00Z")
    replay()
    assert has("contacts.contact", ours)


def furnish_again(world: World) -> None:
    """A backup of before was restored: rows and a file are there again, and nobody knows of the end."""
    from kept.tenancy.models import Instance

    here = world.ours.instance.pk
    with system("tests"):
        EndCertificate.objects.all().delete()
        Emptied.objects.all().delete()
        Ending.objects.all().delete()
        Instance.objects.filter(pk=here).update(ended_at=None, empties_at=None, emptied_at=None)
    with system("tests", here):
        level = SecurityLevel.objects.create(name="Again")
        Contact.objects.create(first_name="Jana", last_name="Again", security_level=level)
        files.write(here, uuid.uuid4(), [b"again"])


@pytest.mark.promise("L1")
def test_its_people_are_told_at_each_step_and_of_what_stays(world: World, ours: int, letters: Any) -> None:
    from kept.privacy.ending import jobs

    with at(0):
        ending = asked(world, keep_days=7)
        jobs.tell(ending.pk, "asked")
    first = letters()
    assert {letter.to for letter in first} == {f"{who}@ours.example" for who in ("alice", "bob", "carol", "dan")}
    assert all("16 March 2020" in letter.text and "23 March 2020" in letter.text for letter in first)
    assert ["take it back" in letter.text for letter in first if letter.to.startswith("alice")] == [True]
    with at(14.1):
        walking.walk()
    assert len(letters()) == 8
    with at(21.2):
        walking.walk()
    last = letters()[:4]
    assert all("has ended" in letter.subject for letter in last)
    assert all("name and your e-mail as a user" in letter.text for letter in last), [letter.text for letter in last]
    assert all(str(EndCertificateOf()) in letter.text for letter in last)


def EndCertificateOf() -> Any:  # noqa: N802
    with system("tests"):
        return EndCertificate.objects.get().number


@pytest.mark.promise("L1")
def test_the_clocks_of_its_people_start(world: World, ours: int) -> None:
    from kept.identity.models import User

    with at(0):
        asked(world, keep_days=0)
    with at(14.1):
        walking.walk()
    with system("tests"):
        closed = state_of(ours).ended_at
        assert User.objects.get(pk=world.ours.bob.user_id).service_ended_at == closed
        assert User.objects.get(pk=world.theirs.mallory.user_id).service_ended_at is None
