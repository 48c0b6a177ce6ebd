"""The figures of leaving can go red."""

from __future__ import annotations

import os
from typing import Any

import pytest

from kept.privacy.leaving import evidence
from kept.privacy.leaving.travelling import KINDS
from tests.cast import World
from tests.leaving.test_coming_back import taken_out


@pytest.mark.promise("R5")
def test_a_kind_that_says_nothing_turns_the_figure_red(monkeypatch: Any) -> None:
    assert evidence.known().good
    monkeypatch.delitem(KINDS, "contacts.contact")
    assert not evidence.known().good


@pytest.mark.promise("L5")
def test_an_archive_that_lies_here_too_long_turns_the_figure_red(world: World) -> None:
    place, _password = taken_out(world.ours)
    assert evidence.gone_in_time().good
    os.utime(place, (1, 1))
    assert not evidence.gone_in_time().good
