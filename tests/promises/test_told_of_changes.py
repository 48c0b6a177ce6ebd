"""Whoever left an address hears of a change of the notice by e-mail, once, account or not (A1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kept.desk import correspondents
from kept.desk import evidence as desk_evidence
from kept.desk.models import Correspondent
from kept.grants.staff import StaffRole
from kept.newsletter import evidence as newsletter_evidence
from kept.newsletter import joining
from kept.newsletter.models import Subscriber
from kept.privacy.erasure import restricting
from kept.privacy.erasure.finding import subject_of
from kept.privacy.notices.telling import tell_others
from kept.privacy.notices.tests.test_versions import narrower, published
from kept.tenancy.opening import system
from tests.cast import World
from tests.staff import hire

LONG_AGO = timedelta(days=400)


@pytest.fixture
def known(world: World) -> World:
    """A reader, two correspondents, and a user who is both."""
    alice = world.ours.alice.email
    with system("tests"):
        for email in ("reader@n.example", alice):
            joining.confirm({"email": email, "language": "cs", "at": timezone.now().timestamp()})
        for email in ("wrote@n.example", "locked@n.example", alice):
            correspondents.by_email(email)
        correspondents.by_telephone("+420 777 123 456")
        Subscriber.objects.update(joined_at=timezone.now() - LONG_AGO)
        Correspondent.objects.update(created_at=timezone.now() - LONG_AGO)
    return world


def told(letters: Any) -> list[str]:
    return sorted(letter.to for letter in letters() if "/privacy/versions/" in letter.text)


@pytest.mark.promise("A1")
def test_readers_and_correspondents_are_told_once_in_their_language_and_those_who_came_later_not(
    known: World, letters: Any
) -> None:
    restricting.restrict(subject_of(emails=["locked@n.example"]))
    with system("tests"):
        made = published(narrower())
        correspondents.by_email("later@n.example")
    assert tell_others(made) == 2
    assert tell_others(made) == 0
    assert told(letters) == ["reader@n.example", "wrote@n.example"]
    by = {letter.to: letter for letter in letters()}
    assert by["reader@n.example"].subject != by["wrote@n.example"].subject  # Czech and English
    assert by["wrote@n.example"].purpose == "A1" and "R2" in by["wrote@n.example"].text
    restricting.restrict(subject_of(emails=["locked@n.example"]), False)
    assert tell_others(made) == 1


@pytest.mark.promise("A1")
def test_nobody_told_turns_the_figures_red_once_the_version_applies(known: World, letters: Any) -> None:
    with system("tests"):
        made = published(narrower(), days_ago=40)
        assert not desk_evidence.correspondents_told_of_changes().good
        assert not newsletter_evidence.readers_told_of_changes().good
    tell_others(made)
    with system("tests"):
        assert desk_evidence.correspondents_told_of_changes().good
        assert newsletter_evidence.readers_told_of_changes().good


def test_the_desk_sees_under_which_version_somebody_left_their_address(known: World) -> None:
    desk = hire(known, "bob", StaffRole.SUPPORT)
    with system("tests"):
        published(narrower())
        Correspondent.objects.update(created_at=timezone.now())
        key = Correspondent.objects.first().pk
    assert "version 1 of the notice" in desk.get(f"/operator/desk/people/{key}/").content.decode()
