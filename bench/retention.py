"""The daily run over a million rows that are due: rows a second, and what the pages of the same Kept are like meanwhile.

python -m bench.retention [rows]        on the database of KEPT_DATA, beside a server under light load
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from statistics import median
from typing import Any

from bench import ground, processes, seed
from bench.cases import listing, record, search
from bench.load import Request, measure

PAGES: dict[str, Any] = {"list of 50 by name": listing, "search, 300 terms": search, "one record": record}
SECONDS = 1.0
MANY = 1_000_000
POUR = (
    "INSERT INTO identity_session (key_hash, data, device, created_at, seen_at, expires_at)"
    " SELECT 'bench-' || n, repeat('x', 200), 'Firefox 140', t, t, t FROM generate_series(1, %s) n,"
    " (SELECT now() - interval '200 days' AS t) at"
)
SMALL = {"contacts": 10_000, "companies": 2_000, "tasks": 5_000}


def pour(rows: int) -> None:
    """So many sessions whose time is long over."""
    from kept.server import connections

    with connections.connect("owner") as connection:
        connection.execute("DELETE FROM identity_session WHERE key_hash LIKE 'bench-%'")
        connection.execute(POUR, [rows])
        connection.execute("VACUUM ANALYZE identity_session")


def asked(server: int, port: int, requests: dict[str, Request]) -> dict[str, float]:
    """The median of each page in ms, for one person who asks one thing after another."""
    database = processes.postmaster()
    runs = {
        name: measure(server, database, port, request, users=1, seconds=SECONDS, warm=0.2)
        for name, request in requests.items()
    }
    assert not any(run.bad for run in runs.values())
    return {name: run.p50 for name, run in runs.items()}


def run_alone() -> None:
    """What the worker does each night, in a process of its own as there."""
    ground.lay()
    from kept.policy import clock
    from kept.privacy.retention import running
    from kept.privacy.retention.models import Run

    Run.objects.filter(day=clock.today()).delete()
    begun = time.monotonic()
    done = running.run()
    print(f"{done.gone.get('identity.session', 0)} {time.monotonic() - begun:.3f} {done.total_left}")


def main(rows: int) -> None:
    """Pages while the run goes and while it is made to wait, second by second in turns, so that noise meets both."""
    folder = ground.lay()
    known = seed.world(folder / "bench-retention.json", big=SMALL, instances=3)
    pour(rows)
    requests = {name: make(known) for name, make in PAGES.items()}
    rest: list[dict[str, float]] = []
    busy: list[dict[str, float]] = []
    with ground.serving() as (server, port):
        asked(server, port, requests)
        words = [sys.executable, "-m", "bench.retention", "--run"]
        run = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        time.sleep(3)  # until it has started
        while run.poll() is None:
            run.send_signal(signal.SIGSTOP)
            rest.append(asked(server, port, requests))
            run.send_signal(signal.SIGCONT)
            taken = asked(server, port, requests)
            busy += [taken] if run.poll() is None else []
        gone, seconds, left = (run.stdout.read() if run.stdout else "0 1 0").split()
    worked = float(seconds) - len(rest) * len(PAGES) * (SECONDS + 0.2)
    print(f"\n{int(gone):,} rows in {worked:.1f} s: {int(gone) / worked:,.0f} rows a second, {left} left\n")
    print("| page | without the run, ms | during the run, ms | times |\n| --- | --- | --- | --- |")
    for name in PAGES:
        before, during = median(one[name] for one in rest), median(one[name] for one in busy)
        print(f"| {name} | {before:.1f} | {during:.1f} | {during / before:.2f} |")


if __name__ == "__main__":
    if "--run" in sys.argv:
        run_alone()
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY)
