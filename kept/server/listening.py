"""Taking over: at a reload an old worker ends only when the new one has loaded the program and stands.

How long that takes depends on the machine; granian's fixed pause would turn people away on a busy one. It has hooks
before a reload and none between the new worker and the old one's end, so `renew` stands in for a method of its own that
is no promise to us: the lock names the version, and a test says when the method has changed.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from kept.server.place import data_folder

LONGEST = 180  # seconds that a new worker is given
SETTLES = 1.0  # seconds between the program being loaded and the old worker's end


def stands() -> None:
    """Said by a worker when it has loaded the program."""
    if os.environ.get("KEPT_SERVING") == "web":
        _marks().mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in _marks().iterdir():
            if not Path(f"/proc/{old.name}").exists():
                old.unlink(missing_ok=True)
        _mark(os.getpid()).touch()


def renew(self: Any, workers: list[int], spawn: Any, loader: Any, delay: float = 0) -> None:
    """Put a new worker in the place of each of these. `delay` is 0 for one that died: nothing is left to wait for."""
    for place in workers:
        self.respawned_wrks[place] = time.monotonic()
        old, new = self.wrks.pop(place), self._spawn_worker(idx=place, target=spawn, callback_loader=loader)
        new.start()
        self.wrks.insert(place, new)
        if delay:
            _wait_for(new)
        old.terminate()
        old.join(self.workers_kill_timeout)
        if old.is_alive():
            old.kill()
            old.join()
    self._metrics.incr_spawn(len(workers))


def _wait_for(worker: Any) -> None:
    until = time.monotonic() + LONGEST
    while not _mark(worker._id()).exists() and worker.is_alive() and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(SETTLES)


def _marks() -> Path:
    return data_folder() / "standing"


def _mark(pid: int) -> Path:
    return _marks() / str(pid)
