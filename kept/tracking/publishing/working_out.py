"""Working out: which sums follow from numbers that are known, by adding them up and taking them from each other.

Numbers of people are not less than nought: that alone may close in on a cell, so `closed_in` reckons with bounds too.

A sum follows exactly when it lies in the space that the known ones span. That is reckoned with whole numbers modulo a
prime. For tables of up to thirty cells it is the same as with fractions: no determinant of noughts and ones of that
size reaches the prime (Hadamard: 1.3e14), so none that is not nought becomes nought.
"""

from __future__ import annotations

from collections.abc import Mapping

from kept.tracking.publishing.tables import Cells

PRIME = 2**61 - 1
WIDEST = 30  # cells

Row = dict[int, int]  # place of a cell to its factor


class Known:
    """What follows from some sums whose numbers are known."""

    def __init__(self, sums: Mapping[Cells, int]) -> None:
        self._rows: dict[int, tuple[Row, int]] = {}  # by their leading cell, whose factor is 1
        for cells, number in sums.items():
            rest, left = self._rest(cells, number)
            if rest:
                lead = min(rest)
                inverse = pow(rest[lead], -1, PRIME)
                row = {place: factor * inverse % PRIME for place, factor in rest.items()}
                self._rows[lead] = (row, left * inverse % PRIME)

    def number(self, cells: Cells) -> int | None:
        """The number of this sum where it can be worked out."""
        rest, left = self._rest(cells, 0)
        return None if rest else -left % PRIME

    def _rest(self, cells: Cells, number: int) -> tuple[Row, int]:
        """What is left of a sum, and of its number, when all that is known has been taken from it."""
        rest: Row = {place: 1 for place in range(cells.bit_length()) if cells >> place & 1}
        for lead in sorted(self._rows):  # a row changes only what stands behind its lead
            factor = rest.get(lead, 0)
            if factor:
                row, known = self._rows[lead]
                number = (number - factor * known) % PRIME
                for place, value in row.items():
                    rest[place] = (rest.get(place, 0) - factor * value) % PRIME
        return {place: factor for place, factor in rest.items() if factor}, number

    def plain_sums(self) -> dict[Cells, int]:
        """The rows, as far reduced as they go, that are plain sums of cells, with their numbers."""
        found: dict[Cells, int] = {}
        for lead in sorted(self._rows, reverse=True):
            row, number = dict(self._rows[lead][0]), self._rows[lead][1]
            for other in sorted(self._rows):
                factor = row.get(other, 0)
                if other != lead and factor:
                    taken, known = self._rows[other]
                    number = (number - factor * known) % PRIME
                    for place, value in taken.items():
                        row[place] = (row.get(place, 0) - factor * value) % PRIME
            row = {place: factor for place, factor in row.items() if factor}
            if all(factor == 1 for factor in row.values()):
                found[sum(1 << place for place in row)] = number
        return found


def closed_in(sums: Mapping[Cells, int]) -> dict[Cells, int]:
    """The cells that can have one number only, nothing being less than nought, with that number."""
    everything = 0
    for cells in sums:
        everything |= cells
    cells_of = {cells: [1 << place for place in range(cells.bit_length()) if cells >> place & 1] for cells in sums}
    low = {1 << place: 0 for place in range(everything.bit_length()) if everything >> place & 1}
    high = dict.fromkeys(low, max(sums.values(), default=0))
    changed = True
    while changed:
        changed = False
        for cells, number in sums.items():
            parts = cells_of[cells]
            least, most = sum(low[one] for one in parts), sum(high[one] for one in parts)
            for one in parts:
                up, down = max(low[one], number - most + high[one]), min(high[one], number - least + low[one])
                if (up, down) != (low[one], high[one]):
                    changed, least, most = True, least + up - low[one], most + down - high[one]
                    low[one], high[one] = up, down
    return {one: number for one, number in low.items() if number == high[one]}
