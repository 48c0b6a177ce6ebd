"""The web server's process: granian, with an eye on the certificate. Takes granian's own words.

When workers are relieved, by a renewed certificate or a new version, an old one goes after the new one can serve: how
long that takes is the machine's affair, and nobody is turned away meanwhile.
"""

from __future__ import annotations

import os
import select
import time
from pathlib import Path
from typing import Any

from granian.cli import entrypoint
from granian.server.mp import WorkerProcess

from kept.server import certificates

WAIT_SECONDS = 180
LOOK_SECONDS = 0.5
NUMBER = 8  # bytes of a process id on the pipe


def patient(start: Any, heard: int) -> Any:
    """A worker's start that waits, where it relieves another, until the new one says that it can serve."""

    def begun(worker: Any) -> None:
        start(worker)
        if worker.parent.respawned_wrks:
            _await(worker, heard)

    return begun


def _await(worker: Any, heard: int) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until and worker.is_alive() and not worker.parent.interrupt_signal:
        said = select.select([heard], [], [], LOOK_SECONDS)[0] and os.read(heard, NUMBER)
        if said and int.from_bytes(said, "big") == worker.inner.pid:
            return


def main() -> None:
    """Serve until told to stop."""
    named = [os.environ.get(name) for name in ("KEPT_TLS_CERT", "KEPT_TLS_KEY")]
    if all(named):
        certificates.watch(*(Path(str(each)) for each in named))
    heard, said = os.pipe()
    os.environ["KEPT_READY_PIPE"] = str(said)
    WorkerProcess.start = patient(WorkerProcess.start, heard)  # type: ignore[method-assign]
    entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
