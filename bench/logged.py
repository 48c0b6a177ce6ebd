"""What the access log costs a list of 50: `python -m bench.logged`. The product with and without its log, turn by turn
in the same minutes, as other work on the machine would else be taken for the log's. CPU ms, and bytes a request."""

from __future__ import annotations

import argparse
import os
from statistics import median

from bench import ground, processes, seed
from bench.cases import CASES
from bench.load import Run, measure

SIDES = {"with": "kept.server.wsgi:application", "without": "bench.unlogged:application"}


def main() -> None:
    """A line a turn, and the medians."""
    words = argparse.ArgumentParser(prog="python -m bench.logged", description=__doc__)
    words.add_argument("--turns", type=int, default=7)
    words.add_argument("--seconds", type=float, default=3.0)
    words.add_argument("--case", default=CASES[0].name)
    asked = words.parse_args()
    folder = ground.lay()
    known = seed.world(folder / f"bench-{seed.BIG['contacts']}.json")
    os.environ["KEPT_BENCH_INSTANCE"] = str(known["instance"])
    [case] = [one for one in CASES if one.name == asked.case]
    request, database = case.request(known), processes.postmaster()
    runs: dict[str, list[Run]] = {name: [] for name in SIDES}
    before, requests = _bytes(), 0
    with ground.serving(SIDES["with"]) as one, ground.serving(SIDES["without"]) as other:
        for _turn in range(asked.turns):
            for name, (server, port) in zip(SIDES, (one, other), strict=True):
                run = measure(
                    server, database, port, request, users=case.users, seconds=asked.seconds, warm=asked.seconds / 6
                )
                runs[name].append(run)
                requests += len(run.times) * 7 // 6 if name == "with" else 0
    grown = _bytes() - before
    for name, found in runs.items():
        print(
            f"{name:8} {_cpu(found):.2f} ms ({median(r.app for r in found):.2f} + {median(r.database for r in found):.2f})"
        )
    costs = sorted(each.cpu - bare.cpu for each, bare in zip(runs["with"], runs["without"], strict=True))
    share = median(costs) / _cpu(runs["with"])
    print(f"the log  {median(costs):.2f} ms [{costs[0]:.2f} to {costs[-1]:.2f}], {share:.0%} of the whole")
    print(f"bytes    {grown / max(requests, 1):.0f} a request, indexes included")


def _cpu(runs: list[Run]) -> float:
    return median(run.cpu for run in runs)


def _bytes() -> int:
    from kept.server import connections

    with connections.connect("owner") as connection:
        [(size,)] = connection.execute("SELECT pg_total_relation_size('audit_entry')").fetchall()
    return int(size)


if __name__ == "__main__":
    main()
