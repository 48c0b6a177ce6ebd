"""The trust page measures D6, S2 and U3 at its public door."""

from __future__ import annotations

import pytest
from django.test import Client

from kept.grants.staff import StaffRole
from tests.cast import World
from tests.staff import hire


@pytest.mark.promise("D6")
@pytest.mark.promise("S2")
@pytest.mark.promise("U3")
def test_the_figures_are_taken_at_the_public_door(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kept.privacy.proof.NOT_YET", {})
    hire(world, "alice", StaffRole.ADMIN).get("/operator/staff/")
    told = {one["id"]: one for one in Client().get("/trust.json").json()["promises"]}
    for promise, number in (("D6", 3), ("S2", 3), ("U3", 2)):
        assert told[promise]["state"] == "kept", told[promise]
        assert len(told[promise]["figures"]) >= number
