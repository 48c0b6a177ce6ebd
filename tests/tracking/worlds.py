"""Worlds drawn at random: people with devices, in instances, that grow, shrink and change from month to month."""

from __future__ import annotations

from random import Random

from kept.tracking.publishing.tables import Cell, Member, Shape, World

People = dict[Member, Cell]


def shape(random: Random) -> Shape:
    """A small table."""
    rows, columns = random.randint(2, 4), random.randint(2, 4)
    return Shape(tuple(f"r{n}" for n in range(rows)), tuple(f"c{n}" for n in range(columns)))


def months(random: Random, of: Shape, number: int) -> list[World]:
    """Some months of one service. Some only grow, some only shrink, some do both; some change much, some hardly."""
    manner, pace = random.choice(("grow", "shrink", "both")), random.choice((0.01, 0.05, 0.3))
    people: People = {}
    weights = {cell: random.choice((0.0, 0.2, 1.0, 4.0)) for cell in of.bits}
    weights[random.choice(list(of.bits))] = 6.0
    instances = random.randint(2, 12)
    count = iter(range(1, 10**6))
    for _person in range(random.randint(20, 160)):
        people[next(count), random.randint(1, instances)] = _cell(random, weights)
    found = [world_of(people)]
    for _month in range(number - 1):
        if manner != "grow":
            for member in random.sample(sorted(people), int(len(people) * pace * random.random())):
                del people[member]
        if manner != "shrink":
            for _person in range(int(len(people) * pace * random.random()) + random.randint(0, 3)):
                people[next(count), random.randint(1, instances)] = _cell(random, weights)
        found.append(world_of(people))
    return found


def world_of(people: People) -> World:
    """Who is in each cell."""
    found: dict[Cell, set[Member]] = {}
    for member, cell in people.items():
        found.setdefault(cell, set()).add(member)
    return {cell: frozenset(members) for cell, members in found.items()}


def _cell(random: Random, weights: dict[Cell, float]) -> Cell:
    return random.choices(list(weights), list(weights.values()))[0]
