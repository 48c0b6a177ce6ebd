"""Gathering: who used what in a month, each person once, with the device they used last."""

from __future__ import annotations

from datetime import date

from kept.policy.keeps import keeps
from kept.privacy.erasure.models import Restriction
from kept.tenancy.opening import system
from kept.tracking.models import Device
from kept.tracking.publishing.tables import Cell, Member, Shape, World

OTHER = "other"
BROWSERS = ("Chrome", "Edge", "Firefox", "Safari", OTHER)
SYSTEMS = ("Windows", "macOS", "Linux", "Android", "iOS", OTHER)
KINDS_OF_LINUX = ("Ubuntu", "Fedora", "Debian")
SHAPE = Shape(BROWSERS, SYSTEMS)
DOOR = "job statistics.publish"


@keeps("S3", "R4")
def world_of(month: date) -> World:
    """The people of a month by browser and system. Who had their data locked is left out."""
    found: dict[Cell, set[Member]] = {}
    seen: set[int] = set()
    with system(DOOR, purpose="C7", by="job"):
        locked = Restriction.objects.filter(instance_id=0, label="identity.user").values("key")
        rows = Device.objects.filter(month=month, instance__gt=0).exclude(user_id__in=locked)
        values = rows.order_by("-last_at", "pk").values_list("user_id", "instance", "browser", "system")
        for person, instance, browser, house in values:
            if person not in seen:
                seen.add(person)
                found.setdefault(cell_of(browser, house), set()).add((person, instance))
    return {cell: frozenset(members) for cell, members in found.items()}


def cell_of(browser: str, house: str) -> Cell:
    """The cell that a browser on a system is counted in."""
    plain = "Linux" if house in KINDS_OF_LINUX else house
    return (browser if browser in BROWSERS else OTHER, plain if plain in SYSTEMS else OTHER)
