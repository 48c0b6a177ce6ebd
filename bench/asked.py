"""Every order and every filter that a list offers, page and API, one after another: `python -m bench.asked`.

What each costs in the server, application and database together, and how long one user waits (the median of a few).
On a machine with other work the CPU is what can be believed.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from statistics import median
from typing import Any

from bench import ground, processes, seed
from bench.browsing import browser, program, quoted, signed_in
from bench.load import Request, measure_times
from bench.varied import vary

SAMPLES = {
    "text": "nov", "email": "novak", "phone": "608", "link": "firm", "date": "1970-05-05", "moment": "2026-10-30",
    "number": "5", "country": "CZ", "flag": "yes", "tags": "key", "touch": "2026-10-30",
}  # fmt: skip
SLOW = 100.0  # ms


def main() -> None:
    """A table, a line for each question."""
    words = argparse.ArgumentParser(prog="python -m bench.asked", description=__doc__)
    words.add_argument("--noun", default="contact")
    words.add_argument("--times", type=int, default=5)
    words.add_argument("--only", default="", help="a part of the question")
    words.add_argument("--least", type=float, default=0.0, help="show those that cost as much, in ms")
    asked = words.parse_args()
    folder = ground.lay()
    known = seed.world(folder / f"bench-{seed.BIG['contacts']}.json")
    from kept.server import connections

    with connections.connect("owner") as connection:
        connection.autocommit = True
        vary(connection, known)
    database = processes.postmaster()
    with ground.serving(workers=1) as (server, port):
        cookies = signed_in(known["user"])
        print("| CPU ms | ms | door | question | refused |\n| --- | --- | --- | --- | --- |")
        found = []
        for door, path in questions(known, asked.noun):
            if asked.only not in f"{door} {path}":
                continue
            request = _said_by(door, path, known, cookies)
            measure_times(port, request, 1)
            before = processes.cpu(server) + processes.cpu(database)
            times, bad = measure_times(port, request, asked.times)
            cost = (processes.cpu(server) + processes.cpu(database) - before) * 1000 / asked.times
            found.append(cost)
            if cost >= asked.least:
                print(f"| {cost:.0f} | {median(times):.0f} | {door} | {path} | {bad or ''} |", flush=True)
    slow = sum(cost > SLOW for cost in found)
    print(f"\n{len(found)} questions, {slow} of them over {SLOW:g} ms of CPU; median {median(found):.0f} ms")


def _said_by(door: str, path: str, known: dict[str, Any], cookies: str) -> Request:
    return program(known["keys"][0], lambda _n: path) if door == "API" else browser(cookies, lambda _n: path)


def questions(known: dict[str, Any], key: str) -> Iterator[tuple[str, str]]:
    """Each order both ways, its second page too, and each filter with each of its operators; of page and API."""
    from kept.crm.nouns.noun import COMMON, NOUNS

    noun = NOUNS[key]
    page = f"/{known['slug']}/{noun.plural}/"
    deep = known[noun.plural][0]
    yield "page", page
    yield "page", f"{page}?after={deep}"
    for one in (*noun.fields, *COMMON):
        if one.sortable and one.on_list:
            for way in ("", "-"):
                yield "page", f"{page}?sort={way}{one.name}"
                yield "page", f"{page}?sort={way}{one.name}&after={deep}"
        if one.filterable:
            for operator in one.operators:
                value = sample(one, operator, known)
                if value is not None:
                    yield "page", f"{page}?f={one.name}:{operator}:{quoted(value)}"
    yield from calls(known, noun)


def sample(one: Any, operator: str, known: dict[str, Any]) -> Any:
    """A value that some records answer."""
    if operator in ("empty", "filled"):
        return ""
    value: Any = SAMPLES.get(one.kind, "")
    if one.kind == "reference":
        value = known["companies"][0] if operator == "is" else "nov"
    elif one.kind == "member":
        value = "me"
    elif one.kind in ("choice", "picklist", "reason", "may"):
        value = _option(one, known)
    return f"{value}|{value}" if operator == "between" else value or None


def _option(one: Any, known: dict[str, Any]) -> Any:
    from kept.crm.nouns.vocabulary import Vocabulary
    from kept.tenancy.opening import system

    with system("bench", known["instance"]):
        options = one.options(Vocabulary(me=None))
    return options[0][0] if options else None


def calls(known: dict[str, Any], noun: Any) -> Iterator[tuple[str, str]]:
    """The same of the API."""
    from kept.api.asking import filter_names, sort_paths
    from kept.api.comparing import operators_of
    from kept.crm.nouns.noun import COMMON
    from kept.crm.nouns.own_values import Member

    base = f"/api/v2/{noun.wire}/?limit=50"
    for column in sort_paths(noun.wire, True):
        for way in ("ASC", "DESC"):
            yield "API", f"{base}&sortColumn={column}&sortDirection={way}"
    yield "API", f"{base}&sortColumn=lastName&offset=50000"
    for one in (*noun.fields, *COMMON):
        if not one.wire or not one.filterable or isinstance(one, Member):
            continue
        for operator in operators_of(one):
            value = sample(one, "in", known)
            if value is not None:
                value = f"%{value}%" if operator.startswith("LIKE") else value
                yield "API", f"{base}&{filter_names(one)[0]}[{operator}]={quoted(value)}"


if __name__ == "__main__":
    main()
