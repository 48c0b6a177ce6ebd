"""`make drill`: every drill, or those named: days, damage, moments, erasures, elsewhere, ratio, lockbox and others."""

from __future__ import annotations

import sys
from importlib import import_module

from bench.drill import ground

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
    """Run them on ground of their own. Returns 1 when a line is bad."""
    from kept.server import database

    ground.prepare()
    try:
        for name in names or DRILLS:
            import_module(f"bench.drill.{name}").run()
    finally:
        database.stop()
    print(f"{len(ground.failed)} bad" if ground.failed else "all good", flush=True)
    return 1 if ground.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
