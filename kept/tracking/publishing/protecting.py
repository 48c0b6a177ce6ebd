"""Protecting: which numbers of a table may leave. Small ones stay, and as many others as keep them from being worked out.

A number is of a group of people. It may be known only if the group is large enough, and if who came to it and who went
from it since any earlier release are each nobody, or enough too: else the difference of two large numbers would tell
of a few people. What may not be known is every such sum that could be worked out from those that leave, of any numbers
that stand in one line; while one can, another number is held back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kept.policy.keeps import keeps
from kept.tracking.publishing.tables import Cell, Cells, Group, Shape, World
from kept.tracking.publishing.working_out import WIDEST, Known, closed_in


@dataclass(frozen=True, slots=True)
class Least:
    """The smallest group that may be told of."""

    persons: int
    instances: int

    def admits(self, group: Group) -> bool:
        """Whether a group is nobody, or enough people of enough instances."""
        return not group or (len({person for person, _ in group}) >= self.persons and self.spread(group))

    def spread(self, group: Group) -> bool:
        """Whether the people of a group come from enough instances."""
        return len({instance for _, instance in group}) >= self.instances


@dataclass(frozen=True)
class Earlier:
    """A release that is out. Who was counted in it is known only while their term runs; its numbers for ever."""

    numbers: dict[Cell, int]
    world: World | None = None
    known: dict[Cells, int] = field(default_factory=dict)  # sums that follow from it; filled by `recalled`


@keeps("S3")
def protect(shape: Shape, world: World, earlier: Sequence[Earlier], least: Least) -> dict[Cell, int]:
    """The numbers of a world that may leave, given what has left before."""
    if len(shape.bits) > WIDEST:
        raise ValueError("this table has more cells than can be reckoned with exactly")
    secret = secrets(shape, world, earlier, least)
    numbers = {cell: len(shape.group(world, cells)) for cell, cells in shape.numbers.items()}
    leaving = {cell: cells for cell, cells in shape.numbers.items() if numbers[cell] and cells not in secret}
    while told := _first_told(leaving, secret) or _first_closed_in(shape, leaving, numbers, secret):
        del leaving[_held_back(leaving, told, numbers)]
    return {cell: numbers[cell] for cell in leaving}


def secrets(shape: Shape, world: World, earlier: Sequence[Earlier], least: Least) -> dict[Cells, None]:
    """The sums that nobody may work out."""
    before = [(release, recalled(shape, release)) for release in earlier]
    found: dict[Cells, None] = {}
    for cells in shape.sums:
        group = shape.group(world, cells)
        if not least.admits(group) or any(
            cells in known and not _may_differ(shape, cells, group, release, known[cells], least)
            for release, known in before
        ):
            found[cells] = None
    return found


def _may_differ(shape: Shape, cells: Cells, group: Group, release: Earlier, number: int, least: Least) -> bool:
    """Whether a group may be told of, seen that it was told of before."""
    if release.world is None:
        return len(group) == number or abs(len(group) - number) >= least.persons
    was = shape.group(release.world, cells)
    return least.admits(group - was) and least.admits(was - group)


def recalled(shape: Shape, release: Earlier) -> dict[Cells, int]:
    """The sums that follow from a release, with their numbers."""
    if not release.known:
        known = Known(
            {shape.numbers[cell]: number for cell, number in release.numbers.items() if cell in shape.numbers}
        )
        found = ((cells, known.number(cells)) for cells in shape.sums)
        release.known.update({cells: number for cells, number in found if number is not None})
    return release.known


def _first_told(leaving: dict[Cell, Cells], secret: dict[Cells, None]) -> Cells:
    known = Known(dict.fromkeys(leaving.values(), 0))
    return next((cells for cells in secret if known.number(cells) is not None), 0)


def _first_closed_in(
    shape: Shape, leaving: dict[Cell, Cells], numbers: dict[Cell, int], secret: dict[Cells, None]
) -> Cells:
    """A secret sum that follows once bounds have closed in on other cells: nothing is less than nought."""
    told = {cells: numbers[cell] for cell, cells in leaving.items()}
    known = Known(told)
    lines = {cells: number for cells in shape.sums if (number := known.number(cells)) is not None}
    closed = closed_in(lines | known.plain_sums())
    known = Known(told | closed)
    return next((cells for cells in secret if known.number(cells) is not None), 0)


def _held_back(leaving: dict[Cell, Cells], told: Cells, numbers: dict[Cell, int]) -> Cell:
    """The number to hold back so that a sum cannot be worked out: a small one, and an inner one rather than a sum."""
    order = sorted(leaving, key=lambda cell: (not leaving[cell] & told, "" in cell, numbers[cell], cell))
    for cell in order:
        rest = {cells: 0 for other, cells in leaving.items() if other != cell}
        if Known(rest).number(told) is None:
            return cell
    return order[0]
