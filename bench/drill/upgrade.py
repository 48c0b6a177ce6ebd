"""Upgrade: the version before becomes this one while people work (a clone of an earlier commit makes the data)."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from bench.drill.ground import FOLDER, ROOT, tell
from bench.drill.house import House, keys
from bench.drill.reload import CALLERS, Load

BACK = os.environ.get("KEPT_DRILL_FROM", "")  # a commit; without one, the last whose migrations differ from ours


def run() -> None:
    """Serve the old one, migrate under it with the new one, then let the new one take over."""
    old = Path(FOLDER).parent / "before"
    if not _clone(old):
        print("left out: there is no earlier commit here to upgrade from", flush=True)
        return
    house = House(folder=str(Path(FOLDER).parent / "upgraded"), root=str(old))
    environment = os.environ | {"KEPT_DATA": house.folder}
    house.start("--demo")
    load = Load(house, _keys(old, environment))
    try:
        load.start()
        time.sleep(3)
        begun = time.monotonic()
        done = subprocess.run(
            [str(ROOT / ".venv/bin/python"), "-m", "kept.server.preparing"], cwd=ROOT, env=environment, capture_output=True,
            text=True, timeout=600,
        )  # fmt: skip
        migrated = time.monotonic() - begun
        during = list(load.bad)
        begun = time.monotonic()
        house.stop()
        house.root = str(ROOT)
        house.start()
        gap = time.monotonic() - begun
        time.sleep(3)
    finally:
        load.end()
        house.stop()
        subprocess.run([f"{ROOT}/bin/kept", "stop"], env=environment, capture_output=True, timeout=120)
    tell(
        "upgrade: migrated under load, requests that failed",
        not done.returncode and not during,
        f"{len(during)} of {load.answers}, {migrated:.0f} s",
    )
    print(
        f"      the restart that followed closed the doors for {gap:.1f} s; a reload takes none (see the drill of that name)",
        flush=True,
    )


def _clone(place: Path) -> bool:
    if not BACK:
        return False
    if not place.exists():
        subprocess.run(["git", "clone", "-q", str(ROOT), str(place)], check=True, timeout=120)
    done = subprocess.run(["git", "-C", str(place), "checkout", "-q", BACK], timeout=60)
    for name in (".venv", "node_modules"):
        if not (place / name).exists():
            (place / name).symlink_to((ROOT / name).resolve())
    subprocess.run(["node", "assets/build.mjs"], cwd=place, capture_output=True, timeout=120)
    return not done.returncode


def _keys(root: Path, environment: dict[str, str]) -> list[str]:
    import inspect

    words = "from __future__ import annotations\n" + inspect.getsource(keys) + f"\nprint(*keys({CALLERS}))"
    shell = [f"{root}/bin/kept", "manage", "shell", "-v", "0", "-c", words]
    return subprocess.run(
        shell, env=environment, cwd=root, capture_output=True, text=True, check=True, timeout=120
    ).stdout.split()[-CALLERS:]
