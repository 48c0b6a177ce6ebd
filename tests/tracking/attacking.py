"""The attacker: has every number that ever left, and works out what he can, with fractions and with bounds.

He shares nothing with the code that protects: another form of elimination, other numbers, and all releases at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from kept.tracking.publishing.tables import Cell, Group, Shape, World

Place = tuple[int, Cell]  # a release and an innermost cell
Vector = dict[Place, Fraction]


def leaves(shape: Shape, cell: Cell) -> list[Cell]:
    """The innermost cells that a number adds up."""
    row, column = cell
    return [(r, c) for r in shape.rows for c in shape.columns if row in ("", r) and column in ("", c)]


class Attack:
    """Gauss and Jordan over all numbers of all releases: `reached` says what a sum is, if it follows."""

    def __init__(self, shape: Shape, releases: Sequence[dict[Cell, int]]) -> None:
        self.shape, self.releases = shape, releases
        self.rows: list[tuple[Place, Vector, Fraction]] = []
        for time, numbers in enumerate(releases):
            for cell, number in numbers.items():
                self._add({(time, leaf): Fraction(1) for leaf in leaves(shape, cell)}, Fraction(number))

    def _add(self, vector: Vector, number: Fraction) -> None:
        vector, number = self._reduced(vector, number)
        if not vector:
            return
        lead = next(iter(vector))
        by = vector[lead]
        vector, number = {place: factor / by for place, factor in vector.items()}, number / by
        self.rows = [
            (at, *_less(row, known, vector, number, row.get(lead, Fraction(0)))) for at, row, known in self.rows
        ]
        self.rows.append((lead, vector, number))

    def _reduced(self, vector: Vector, number: Fraction) -> tuple[Vector, Fraction]:
        for lead, row, known in self.rows:
            vector, number = _less(vector, number, row, known, vector.get(lead, Fraction(0)))
        return vector, number

    def reached(self, vector: Vector) -> Fraction | None:
        """The value of a combination of cells that follows from the releases."""
        rest, number = self._reduced(dict(vector), Fraction(0))
        return None if rest else -number

    def bounds(self, time: int) -> dict[Cell, tuple[int, int]]:
        """What each cell of a release can be at least and at most, nothing being less than nought."""
        cells = leaves(self.shape, ("", ""))
        found = {cell: (0, 10**9) for cell in cells}
        sums = [(leaves(self.shape, cell), number) for cell, number in self.releases[time].items()]
        sums += [([place[1] for place in row], int(number)) for _lead, row, number in self.rows
                 if all(place[0] == time and factor == 1 for place, factor in row.items())]  # fmt: skip
        for _round in range(12):
            for parts, number in sums:
                least, most = sum(found[one][0] for one in parts), sum(found[one][1] for one in parts)
                for one in parts:
                    low, high = found[one]
                    found[one] = (max(low, number - most + high), min(high, number - least + low))
        return found


def _less(one: Vector, number: Fraction, other: Vector, known: Fraction, times: Fraction) -> tuple[Vector, Fraction]:
    if not times:
        return one, number
    found = dict(one)
    for place, factor in other.items():
        found[place] = found.get(place, Fraction(0)) - times * factor
    return {place: factor for place, factor in found.items() if factor}, number - times * known


def broken(
    shape: Shape, worlds: Sequence[World], releases: Sequence[dict[Cell, int]], small: Callable[[Group], bool]
) -> Iterator[str]:
    """What the attacker learns of groups that are small: of a time, of who came, of who went."""
    attack = Attack(shape, releases)
    for time, world in enumerate(worlds):
        limits = attack.bounds(time)
        for cell, (low, high) in limits.items():
            if low == high and small(world.get(cell, frozenset())):
                yield f"{time} {cell} is {low} by bounds"
        for parts in targets(shape):
            group = together(world, parts)
            here = {(time, one): Fraction(1) for one in parts}
            if small(group) and attack.reached(here) == len(group):
                yield f"{time} {parts} is {len(group)}"
            for before in range(time):
                was = together(worlds[before], parts)
                told = attack.reached(here | {(before, one): Fraction(-1) for one in parts})
                came, went = group - was, was - group
                if told is not None and not went and small(came) and told == len(came):
                    yield f"{len(came)} came to {parts} from {before} to {time}"
                if told is not None and not came and small(went) and told == -len(went):
                    yield f"{len(went)} went from {parts} from {before} to {time}"


def targets(shape: Shape) -> list[tuple[Cell, ...]]:
    """Cells, sums, and every two or three cells of a line."""
    lines = [leaves(shape, cell) for cell in shape.numbers if "" in cell and cell != ("", "")]
    some = {tuple(sorted(part)) for line in lines for size in (1, 2, 3) for part in combinations(line, size)}
    return sorted(some | {tuple(sorted(line)) for line in lines} | {tuple(leaves(shape, ("", "")))})


def together(world: World, cells: Sequence[Cell]) -> Group:
    """Everybody in these cells."""
    return frozenset().union(*(world.get(cell, frozenset()) for cell in cells))
