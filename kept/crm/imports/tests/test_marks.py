"""Marks answer as a set does, in a fraction of its room."""

from __future__ import annotations

import sys
from random import Random

from kept.crm.imports.marks import Marks

MANY = 50_000


def test_marks_know_what_was_put_in_and_nothing_else() -> None:
    draw = Random(5)  # noqa: S311
    marks, known = Marks(), set[int]()
    for _ in range(MANY):
        some = [draw.choice((hash(str(draw.randrange(MANY))), draw.randrange(-5, 0))) for _ in range(2)]
        assert marks.isdisjoint(some) == known.isdisjoint(some)
        marks.update(some)
        known.update(some)
    assert len(marks) == len(known)


def test_marks_take_a_third_of_the_room_of_a_set() -> None:
    marks, known = Marks(), set[int]()
    for number in range(MANY):
        marks.update((hash(f"x{number}"),))
        known.add(hash(f"x{number}"))
    room = sys.getsizeof(known) + sum(map(sys.getsizeof, known))
    assert 3 * sys.getsizeof(marks._slots) < room
