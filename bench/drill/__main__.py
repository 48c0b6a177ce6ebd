"""`make drill`: every drill, or those named: days, damage, moments, erasures, elsewhere, ratio, lockbox and others."""

from __future__ import annotations

import sys
from importlib import import_module

from bench.drill import ground, verdicts

DRILLS = (
    "days",
    "damage",
    "moments",
    "erasures",
    "elsewhere",
    "shelved",
    "versions",
    "keys",
    "ratio",
    "killed",
    "jobs_killed",
    "reload",
    "crowd",
    "sign_in",
    "away",
    "upgrade",
    "papers",
    "lockbox",
    "ending",  # last: it leaves an instance less
)


def main(names: list[str]) -> int:
    """Run them on ground of their own. Returns 1 when a drill missed its bar."""
    from kept.server import database

    made: list[verdicts.Verdict] = []
    ground.prepare()
    try:
        for name in names or DRILLS:
            made.append(verdicts.judged(name, lambda name=name: _run(name)))  # type: ignore[misc]
    finally:
        database.stop()
        print("\n" + "\n".join(map(str, made)), flush=True)
    missed = [each.name for each in made if each.word == "MISSED"]
    lines, good = sum(each.good + len(each.bad) for each in made), sum(each.good for each in made)
    print(f"{good} of {lines} lines good; missed: {', '.join(missed) or 'none'}", flush=True)
    return 1 if missed else 0


def _run(name: str) -> None:
    """One of them. Connections of the one before may be dead: it killed their servers."""
    from django.db import connections

    connections.close_all()
    import_module(f"bench.drill.{name}").run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
