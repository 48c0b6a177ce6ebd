"""To look changes nothing: no address of an instance does by a GET what a form of ours would ask for (D9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.cast import World
from tests.content import content, differences
from tests.walk import DOORS, foreign_numbers


def changed(world: World, asked: Callable[[str], Any], addresses: list[str]) -> dict[str, list[str]]:
    """What each address has changed when it was asked; the access log, which notes looks, is left out."""
    before, found = content(world.ours, log=False), {}
    for address in addresses:
        with transaction.atomic():
            asked(address)
            found[address] = differences(before, content(world.ours, log=False))
            transaction.set_rollback(True)
    return {address: tables for address, tables in found.items() if tables}


@pytest.mark.promise("D9")
def test_no_page_changes_anything_by_being_looked_at(world: World, alice: Client, ours: dict[str, int]) -> None:
    addresses = [door.address("ours", foreign_numbers(door, ours)) for door in DOORS]
    assert len(addresses) > 150
    assert changed(world, alice.get, addresses) == {}


@pytest.mark.promise("D9")
def test_an_address_that_acts_is_found_out(world: World, alice: Client, ours: dict[str, int]) -> None:
    address = f"/ours/contacts/{ours['contacts']}/lock/"
    assert list(changed(world, alice.post, [address])) == [address]
