"""The pages that people open, 100,000 contacts in their instance: `python -m bench.pages`.

By one person the time that a page takes, and its CPU; by twenty at once how long the slowest of twenty waits (p95).
Beside it the statement that a page turns on, bare, as the backup's role may ask it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from bench import ground, processes, seed
from bench.browsing import browser, quoted, signed_in
from bench.load import measure
from bench.varied import vary

USERS, P50, P95 = 20, 100.0, 250.0  # QUALITY U-4
BARE = "SELECT * FROM contacts_contact WHERE instance_id = %(here)s AND deleted_at IS NULL"
Path = Callable[[dict[str, Any], int], str]
PAGES: dict[str, tuple[Path, str]] = {
    "list": (lambda known, _n: "", " ORDER BY sort_key, id LIMIT 51"),
    "list, page by key": (lambda known, n: f"?after={_of(known, 'contacts', n)}", " AND sort_key > 'm' ORDER BY sort_key, id LIMIT 51"),
    "filter by city": (lambda known, _n: "?f=city:is:Brno", " AND city = 'Brno' ORDER BY sort_key, id LIMIT 51"),
    "filter, no company": (lambda known, _n: "?f=company:empty:", " AND NOT EXISTS (SELECT 1 FROM contacts_position p WHERE p.instance_id = %(here)s AND p.contact_id = contacts_contact.id) ORDER BY sort_key, id LIMIT 51"),
    "filter, mine": (lambda known, _n: "?view=mine&f=owner:in:me", " AND owner_id = 1 ORDER BY sort_key, id LIMIT 51"),
    "sort by company": (lambda known, _n: "?sort=company", ""),
    "sort by e-mail": (lambda known, _n: "?sort=email", " ORDER BY lower(email), id LIMIT 51"),
    "sort by phone": (lambda known, _n: "?sort=phone", " ORDER BY phone, id LIMIT 51"),
    "sort by position": (lambda known, _n: "?sort=position", ""),
    "sort by change": (lambda known, _n: "?sort=-updated_at", " ORDER BY updated_at DESC NULLS LAST, id LIMIT 51"),
    "search": (lambda known, n: f"?q={quoted(_of(known, 'terms', n))}", " AND search LIKE '%%novak%%' ORDER BY sort_key, id LIMIT 51"),
    "record": (lambda known, n: f"{_of(known, 'contacts', n)}/", " AND id = 70000"),
    "who may see it": (lambda known, n: f"{_of(known, 'contacts', n)}/who/", " AND id = 70000"),
    "palette": (lambda known, n: f"../palette/?q={quoted(_of(known, 'terms', n))}", " AND search LIKE '%%novak%%' LIMIT 6"),
}  # fmt: skip


def main() -> None:
    """A table, a line for each page."""
    words = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    words.add_argument("--seconds", type=float, default=5.0)
    words.add_argument("--only", default="", help="a part of a page's name")
    asked = words.parse_args()
    folder = ground.lay()
    known = seed.world(folder / f"bench-{seed.BIG['contacts']}.json")
    from kept.server import connections

    with connections.connect("owner") as connection:
        connection.autocommit = True
        vary(connection, known)
    database = processes.postmaster()
    with ground.serving() as (server, port), connections.connect("backup") as reader:
        cookies = signed_in(known["user"])
        print(f"| page | CPU ms | p50 ms, 1 user | p50 ms, {USERS} users | p95 ms | a second | bare SQL ms | refused |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- |")
        for name, (path, bare) in PAGES.items():
            if asked.only not in name:
                continue
            request = browser(cookies, _address(known, path))
            alone = measure(server, database, port, request, users=1, seconds=asked.seconds, warm=1)
            many = measure(server, database, port, request, users=USERS, seconds=asked.seconds, warm=1)
            least = f"{_bare(reader, bare, known):.1f}" if bare else ""
            mark = "" if alone.p50 <= P50 and many.p95 <= P95 else " ✗"
            print(f"| {name} | {alone.cpu:.1f} | {alone.p50:.1f} | {many.p50:.1f} | {many.p95:.0f}{mark} |"
                  f" {many.rate:.0f} | {least} | {alone.bad + many.bad or ''} |", flush=True)  # fmt: skip


def _address(known: dict[str, Any], path: Path) -> Callable[[int], str]:
    def address(number: int) -> str:
        below = path(known, number)
        base = f"/{known['slug']}/"
        return base + below[3:] if below.startswith("../") else f"{base}contacts/{below}"

    return address


def _of(known: dict[str, Any], what: str, number: int) -> Any:
    return known[what][(number * 7919) % len(known[what])]


def _bare(reader: Any, rest: str, known: dict[str, Any], times: int = 5) -> float:
    found = []
    for _turn in range(times):
        begun = time.perf_counter()
        reader.execute(BARE + rest, {"here": known["instance"]}).fetchall()
        found.append((time.perf_counter() - begun) * 1000)
    return median(found)


if __name__ == "__main__":
    main()
