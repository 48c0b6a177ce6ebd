"""Run the tests of this folder with a clock that they can move, for the application and for its database alike."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1")


def library() -> str:
    """Debian's libfaketime."""
    found = [str(path) for pattern in LIBRARIES for path in Path("/").glob(pattern.lstrip("/"))]
    if not found:
        sys.exit("libfaketime is missing: install Debian's faketime.")
    return found[0]


def main() -> int:
    """A folder of its own for the cluster and the clock's hand, then the tests."""
    with tempfile.TemporaryDirectory(prefix="kept-clock-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        hand = folder / "hand"
        hand.write_text("+0\n")
        hand.chmod(0o644)
        moved = {
            "LD_PRELOAD": library(),
            "FAKETIME_TIMESTAMP_FILE": str(hand),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "KEPT_TEST_DATA": str(folder / "data"),
        }
        command = [sys.executable, "-m", "pytest", "-p", "tests.clock.hands", "tests/clock", *sys.argv[1:]]
        return subprocess.run(command, env=os.environ | moved).returncode


if __name__ == "__main__":
    sys.exit(main())
