"""A table of two kinds with its sums: which cells each of its numbers adds up, and the lines in which they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

Cell = tuple[str, str]  # of a row and a column; an empty name is the sum over them
Member = tuple[int, int]  # a person and the instance they belong to
Group = frozenset[Member]
World = Mapping[Cell, Group]  # who is in each innermost cell: a person in one of them only
Cells = int  # a set of innermost cells, a bit for each

ALL = ""


@dataclass(frozen=True)
class Shape:
    """The rows and columns that there can be."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]

    @cached_property
    def bits(self) -> dict[Cell, Cells]:
        """Each innermost cell with its bit."""
        pairs = [(row, column) for row in self.rows for column in self.columns]
        return {pair: 1 << place for place, pair in enumerate(pairs)}

    @cached_property
    def numbers(self) -> dict[Cell, Cells]:
        """Everything that the table may tell: cells, sums of rows and of columns, the sum of all."""
        found = {ALL_OF: sum(self.bits.values())}
        found |= {(row, ALL): sum(bit for (r, _c), bit in self.bits.items() if r == row) for row in self.rows}
        found |= {
            (ALL, column): sum(bit for (_r, c), bit in self.bits.items() if c == column) for column in self.columns
        }
        return found | self.bits

    @cached_property
    def sums(self) -> tuple[Cells, ...]:
        """Every sum that somebody may try to work out: of any numbers that stand in one line of the table."""
        found: dict[Cells, None] = {}
        for line in self._lines():
            for size in range(1, len(line) + 1):
                for some in combinations(line, size):
                    found[sum(some)] = None
        return tuple(sorted(found, key=lambda cells: (cells.bit_count(), cells)))

    def _lines(self) -> Iterator[list[Cells]]:
        for row in self.rows:
            yield [self.bits[row, column] for column in self.columns]
        for column in self.columns:
            yield [self.bits[row, column] for row in self.rows]
        yield [self.numbers[row, ALL] for row in self.rows]
        yield [self.numbers[ALL, column] for column in self.columns]

    def group(self, world: World, cells: Cells) -> Group:
        """Everybody who is in these cells."""
        return frozenset().union(*(world.get(cell, frozenset()) for cell, bit in self.bits.items() if bit & cells))


ALL_OF: Cell = (ALL, ALL)
