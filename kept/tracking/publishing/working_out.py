"""Working out: which sums follow from numbers that are known, by adding them up and taking them from each other.

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
