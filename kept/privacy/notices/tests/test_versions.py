"""A change of the notice reaches people, and binds nobody who has not said yes where it narrows a right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kept.grants.staff import StaffRole
from kept.outside.letterbox import SHOWN
from kept.policy.controller import in_force
from kept.policy.period import Period
from kept.policy.register import Register
from kept.policy.terms import Form
from kept.policy.text import Text
from kept.policy.written import digest, written
from kept.privacy.notices import accepting, current, publishing
from kept.privacy.notices.models import NoticeVersion, Telling
from kept.privacy.notices.telling import tell_everybody
from kept.tenancy.opening import system
from kept.web.refused import Refused
from tests.cast import World
from tests.staff import hire
from tests.walk import signed_in

LONG_AGO = timedelta(days=400)


def narrower() -> Register:
    """A register in which a right takes longer: a material change."""
    register = in_force()
    rights = tuple(
        replace(right, deadline=Period(months=2)) if right.id == "R2" else right for right in register.rights
    )
    return replace(register, rights=rights)


def milder() -> Register:
    """A register in which a form asks for less: a minor change."""
    register = in_force()
    forms = tuple(replace(form, asks=form.asks[:1]) if form.id == "call-back" else form for form in register.forms)
    return replace(register, forms=forms)


def published(register: Register, *, days_ago: int = 0) -> NoticeVersion:
    """Publish a register so that it applies as early as it may, or has applied for some days."""
    current.keep_first()
    proposed = publishing.proposal(register)
    assert proposed is not None
    day, now = current.today() - timedelta(days=days_ago), timezone.now() - timedelta(days=days_ago)
    made = NoticeVersion(**values(proposed, day if days_ago else proposed.earliest), published_at=now)
    made.save(force_insert=True)
    current.forget()
    return made


def values(proposed: publishing.Proposal, day: date) -> dict[str, Any]:
    return {
        "number": proposed.register.version,
        "digest": digest(proposed.register),
        "register": written(proposed.register),
        "changes": [publishing.told(change) for change in proposed.changes],
        "material": proposed.material,
        "asks": proposed.asks,
        "applies_from": day,
    }


@pytest.fixture
def long_here(world: World) -> World:
    """Everybody joined more than a year ago, and the first version is as old."""
    with system("tests"):
        for member in world.ours.members.values():
            member.user.joined_at -= LONG_AGO
            member.user.save()
    return world


@pytest.mark.promise("A1")
def test_a_material_change_is_announced_thirty_days_ahead_and_a_minor_one_may_apply_at_once(long_here: World) -> None:
    with system("tests"):
        current.keep_first()
        proposed = publishing.proposal(narrower())
        assert proposed is not None and proposed.material
        with pytest.raises(Refused, match="30 days"):
            publishing.publish(proposed, current.today() + timedelta(days=29), by=None)
        minor = publishing.proposal(milder())
        assert minor is not None and not minor.material
        assert publishing.publish(minor, current.today(), by=None).number == 2
        assert publishing.proposal(milder()) is None


@pytest.mark.promise("A1")
@pytest.mark.promise("R9")
def test_it_does_not_apply_to_a_person_until_they_accept(long_here: World) -> None:
    alice, bob = long_here.ours.alice.user, long_here.ours.bob.user
    with system("tests"):
        made = published(narrower(), days_ago=5)
        joined = {user.pk: user.joined_at.date() for user in (alice, bob)}
        assert not accepting.allows(2, alice.pk, joined=joined[alice.pk])
        accepting.answer(made, alice.pk, Telling.ACCEPTED)
        assert accepting.allows(2, alice.pk, joined=joined[alice.pk])
        assert not accepting.allows(2, bob.pk, joined=joined[bob.pk])
        assert accepting.register_for(bob.pk).right("R2").deadline == Period(months=1)
        assert accepting.register_for(alice.pk).right("R2").deadline == Period(months=2)
        accepting.answer(made, alice.pk, Telling.DECLINED)
        assert not accepting.allows(2, alice.pk, joined=joined[alice.pk])
        assert accepting.allows(2, 987_654, joined=current.today())  # who came later agreed by joining


@pytest.mark.promise("A1")
def test_everybody_is_told_once_by_mail_and_it_is_noted(
    long_here: World, django_capture_on_commit_callbacks: object, settings: object
) -> None:
    with system("tests"):
        made = published(narrower())
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        first = tell_everybody(made)
    letters = [letter for letter in SHOWN.letters() if "privacy notice" in letter.subject]
    with system("tests"):
        assert first == Telling.objects.filter(version=made, what=Telling.TOLD).count() >= 4
    assert {letter.to for letter in letters} >= {"alice@ours.example", "mallory@theirs.example"}
    assert "R2" in letters[0].text and f"/privacy/versions/{made.number}/changes" in letters[0].text
    assert tell_everybody(made) == 0


@pytest.mark.promise("A1")
def test_a_person_sees_the_change_in_the_product_and_answers_it(long_here: World) -> None:
    with system("tests"):
        made = published(narrower())
    client = signed_in(long_here.ours, "alice")
    address = f"/privacy/versions/{made.number}/changes"
    assert address in client.get("/ours/").content.decode()
    assert "Do you accept it?" in client.get(address).content.decode()
    assert client.post(f"/privacy/versions/{made.number}/answer", {"answer": "accept"})["Location"] == address
    assert address not in client.get("/ours/").content.decode()
    assert "You accepted it" in client.get(address).content.decode()


@pytest.mark.promise("A1")
def test_the_archive_shows_each_version_as_it_stood(long_here: World, client: Client) -> None:
    with system("tests"):
        published(narrower())
    assert "announced" in client.get("/privacy/versions/").content.decode()
    old, new = (client.get(f"/privacy/versions/{n}").content.decode() for n in (1, 2))
    assert "2 months" in new
    assert old.count("2 months") < new.count("2 months")
    assert client.get("/privacy/versions/99").status_code == 404
    assert "See what changes" in client.get("/privacy").content.decode()


@pytest.mark.promise("A1")
def test_the_privacy_officer_publishes_and_another_member_of_staff_may_not(
    long_here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, support = hire(long_here, "alice", StaffRole.PRIVACY), hire(long_here, "bob", StaffRole.SUPPORT)
    assert officer.get("/operator/notices/").status_code == 200
    monkeypatch.setattr(publishing, "in_force", narrower)
    page = officer.get("/operator/notices/").content.decode()
    assert "Material" in page
    assert officer.post("/operator/notices/publish/", {"applies_from": "tomorrow"}).status_code == 422
    assert officer.post("/operator/notices/publish/", {"applies_from": "2001-01-01"}).status_code == 422
    assert support.post("/operator/notices/publish/", {"applies_from": "2099-01-01"}).status_code == 403
    day = (current.today() + timedelta(days=31)).isoformat()
    assert officer.post("/operator/notices/publish/", {"applies_from": day}).status_code == 302
    assert "runs exactly what was published" in officer.get("/operator/notices/").content.decode()


STEPS = st.lists(st.sampled_from(["minor", "material", "accept", "decline"]), max_size=8)


def walk(steps: list[str]) -> tuple[list[NoticeVersion], set[int]]:
    """Versions published and answered by turns, and those whose last answer was yes."""
    kinds, yes = [False], set()
    for step in steps:
        if step in ("minor", "material"):
            kinds.append(step == "material")
        elif step == "accept":
            yes.add(len(kinds))
        else:
            yes.discard(len(kinds))
    day = current.today()
    return [NoticeVersion(pk=n, number=n, material=m, asks=m, applies_from=day) for n, m in enumerate(kinds, 1)], yes


def bound_unasked(stands: Callable[..., NoticeVersion | None], steps: list[str]) -> bool:
    """Whether a person who was there from the first ends up under something material that they did not accept."""
    versions, yes = walk(steps)
    where = stands(versions, yes, current.today())
    assert where is not None
    return any(one.asks and one.number not in yes for one in versions[1 : where.number])


@pytest.mark.promise("R9")
@given(steps=STEPS)
def test_by_no_walk_is_anybody_bound_by_what_they_did_not_accept(steps: list[str]) -> None:
    assert not bound_unasked(accepting.standing, steps)


def test_a_twin_that_takes_the_newest_version_is_caught() -> None:
    def newest(versions: list[NoticeVersion], _yes: set[int], _day: date) -> NoticeVersion:
        return versions[-1]

    assert bound_unasked(newest, ["material"])
    assert bound_unasked(newest, ["material", "accept", "material", "minor"])


@pytest.mark.promise("A1")
def test_a_new_recipient_is_announced_and_asks_nobody(long_here: World) -> None:
    register = in_force()
    more = replace(register.recipients[0], name="Fjord Storage AS")
    with system("tests"):
        current.keep_first()
        proposed = publishing.proposal(replace(register, recipients=(*register.recipients, more)))
    assert proposed is not None
    assert (proposed.material, proposed.asks) == (True, False)


def test_a_form_is_part_of_what_is_compared() -> None:
    register = in_force()
    more = replace(register, forms=(*register.forms, Form("x", "C2", Text("X", cs="X"), register.forms[0].asks)))
    assert publishing.difference(register, more)
