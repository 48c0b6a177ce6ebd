"""Who knocks at every door: the administrator of a furnished instance, whose client hands on what breaks as an answer."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import World
from tests.marked import furnish
from tests.walk import signed_in


@pytest.fixture
def ours(world: World) -> dict[str, int]:
    return furnish(world.ours, mark="mine")


@pytest.fixture
def alice(world: World) -> Client:
    client = signed_in(world.ours, "alice")
    client.raise_request_exception = False
    return client
