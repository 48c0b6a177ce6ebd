"""`make bench`: seed the world once, serve it, measure the five operations, print a table."""

from __future__ import annotations

import argparse
import os
from statistics import median
from typing import Any

from bench import ground, processes, seed
from bench.cases import CASES, Case
from bench.load import Run, measure

SIDES = (
    ("Kept", "kept.server.wsgi:application"),
    ("Kept, its access log taken out", "bench.unlogged:application"),
    ("Kept, its request log taken out", "bench.unnoted:application"),
    ("bare SQL through the bare server", "bench.bare:application"),
)


def main() -> None:
    """Medians of three runs, as many as asked for."""
    words = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    words.add_argument("--seconds", type=float, default=5.0)
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("--only", default="", help="a part of a case's name")
    words.add_argument("--application", default="kept.server.wsgi:application")
    words.add_argument("--contacts", type=int, default=seed.BIG["contacts"])
    words.add_argument("--all", action="store_true", help="the product, the product without its log, bare SQL")
    asked = words.parse_args()
    folder = ground.lay()
    sizes = {name: size * asked.contacts // seed.BIG["contacts"] for name, size in seed.BIG.items()}
    known = seed.world(folder / f"bench-{asked.contacts}.json", big=sizes)
    database = processes.postmaster()
    os.environ["KEPT_BENCH_INSTANCE"] = str(known["instance"])
    for title, application in SIDES if asked.all else ((asked.application, asked.application),):
        print(f"\n### {title}\n")
        side(application, known, database, asked)


def side(application: str, known: dict[str, Any], database: int, asked: argparse.Namespace) -> None:
    """Measure one application and print its table."""
    with ground.serving(application) as (server, port):
        print("| operation | CPU ms (app + database) | bar | req/s | p50 ms | p95 ms | errors |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for case in CASES:
            if asked.only in case.name:
                request = case.request(known)
                runs = [
                    measure(server, database, port, request, users=case.users, seconds=asked.seconds, warm=1.0)
                    for _ in range(asked.runs)
                ]
                print(line(case, runs), flush=True)
        print(f"\nserver processes: {processes.memory(server):.0f} MB resident")


def line(case: Case, runs: list[Run]) -> str:
    """One line of the table."""
    middle = sorted(runs, key=lambda run: run.cpu)[len(runs) // 2]
    figures = [median(run.rate for run in runs), median(run.p50 for run in runs), median(run.p95 for run in runs)]
    spread = f"[{min(run.cpu for run in runs):.2f}–{max(run.cpu for run in runs):.2f}]"
    cost = f"{middle.cpu:.2f} ({middle.app:.2f} + {middle.database:.2f}) {spread}"
    bad = sum(run.bad for run in runs)
    return f"| {case.name}, c={case.users} | {cost} | {case.bar:g} | {figures[0]:.0f} | {figures[1]:.1f} | {figures[2]:.1f} | {bad} |"


if __name__ == "__main__":
    main()
