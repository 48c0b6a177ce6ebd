"""Taking over: at a reload an old worker ends only when the new one listens, and nobody's request falls between them.

Each worker has a listening socket of its own, and the kernel spreads new lines over them. What an ending worker has not
taken from its queue would be lost, and so would a line that it has taken and nothing was sent on yet. So all new lines
go to the new worker first; the old one says on each answer that it is the last on its line; and when a moment later
it ends, nothing waits there.

granian has hooks before a reload and none between the new worker and the old one's end, so we stand in for a method of
its own that is no promise to us: the lock names the version, and a test says when the method has changed.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import struct
import sys
import threading
import time
from pathlib import Path
from typing import Any

from kept.server.place import data_folder
from kept.server.trouble import say

LONGEST = 180  # seconds that a new worker is given
SETTLES = 2.0  # seconds in which an old worker gets no new line, and says goodbye on those it has
UNDER_WAY = 60  # seconds that requests under way are given at a reload
LOOK = 0.05
TAKES_OVER = "KEPT_TAKES_OVER"
LISTENS = "0A"  # the state of a listening socket in /proc/net/tcp
SO_ATTACH_REUSEPORT_CBPF, BPF_RETURN = 51, 0x06

_leaving = threading.Event()


def leaving() -> bool:
    """Whether this worker has been told that another takes its place."""
    return _leaving.is_set()


def stands() -> None:
    """Said by a worker when it has loaded the program: as soon as it listens too, it leaves a mark."""
    if os.environ.get("KEPT_SERVING") != "web":
        return
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGUSR2, lambda *_: _leaving.set())
    threading.Thread(target=_mark_when_listening, daemon=True).start()


def renew(self: Any, workers: list[int], spawn: Any, loader: Any, delay: float = 0) -> None:
    """Put a new worker in the place of each of these. `delay` is 0 for those that died: nothing is left to wait for."""
    os.environ[TAKES_OVER] = "1" if delay else ""
    olds = [_followed(self, place, spawn, loader) for place in workers]
    if delay:
        for place in workers:
            _wait_for(self.wrks[place])
        _tell(olds)
    for old in olds:
        old.terminate()
    until = time.monotonic() + (UNDER_WAY if delay else self.workers_kill_timeout)
    for old in olds:
        old.join(max(0.0, until - time.monotonic()))
        if old.is_alive():
            old.kill()
            old.join()
    self._metrics.incr_spawn(len(workers))


def _followed(self: Any, place: int, spawn: Any, loader: Any) -> Any:
    """Start a worker in a place. Returns the one that was there."""
    self.respawned_wrks[place] = time.monotonic()
    old = self.wrks.pop(place)
    new = self._spawn_worker(idx=place, target=spawn, callback_loader=loader)
    new.start()
    self.wrks.insert(place, new)
    return old


def _wait_for(worker: Any) -> None:
    until = time.monotonic() + LONGEST
    while not _mark(worker._id()).exists() and worker.is_alive() and time.monotonic() < until:
        time.sleep(LOOK)


def _tell(workers: list[Any]) -> None:
    """Have them say goodbye, for a moment."""
    for worker in workers:
        if worker.is_alive():
            os.kill(worker._id(), signal.SIGUSR2)
    time.sleep(SETTLES)


def _mark_when_listening() -> None:
    until = time.monotonic() + LONGEST
    while (own := _listener()) is None and time.monotonic() < until:
        time.sleep(LOOK)
    if own is not None:
        with own:
            if os.environ.get(TAKES_OVER):
                _take_all(own)
    _marks().mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in _marks().iterdir():
        if not Path(f"/proc/{old.name}").exists():
            old.unlink(missing_ok=True)
    _mark(os.getpid()).touch()


def _listener() -> socket.socket | None:
    """Our listening socket, once there is one; a second handle to it."""
    for path in Path("/proc/self/fd").iterdir() if sys.platform == "linux" else ():
        try:
            if not path.is_socket():
                continue
            found = socket.socket(fileno=os.dup(int(path.name)))
        except OSError:  # closed in the meantime
            continue
        if found.family != socket.AF_UNIX and found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            return found
        found.close()
    return None


def _take_all(own: socket.socket) -> None:
    """From here on new lines come to us, the last to have joined. Once an old worker has ended there is no place of
    that number any more, and the kernel spreads them over all again."""
    last = len(_listening(own)) - 1
    step = struct.pack("HBBI", BPF_RETURN, 0, 0, last)
    kept = ctypes.create_string_buffer(step, len(step))
    program = struct.pack("HxxxxxxP", 1, ctypes.addressof(kept))
    try:
        own.setsockopt(socket.SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, program)
    except OSError as refused:  # the kernel goes on spreading them; a busy old worker may lose one
        say(f"the new process shares its lines with the old one ({refused}).")


def _listening(own: socket.socket) -> list[str]:
    """The sockets that listen at our address, as the kernel lists them."""
    kind = "tcp6" if own.family == socket.AF_INET6 else "tcp"
    lines = [line.split() for line in Path(f"/proc/net/{kind}").read_text().splitlines()[1:]]
    inode = str(os.fstat(own.fileno()).st_ino)
    here = next((line[1] for line in lines if line[9] == inode), "")
    return [line[9] for line in lines if line[1] == here and line[3] == LISTENS]


def _marks() -> Path:
    return data_folder() / "standing"


def _mark(pid: int) -> Path:
    return _marks() / str(pid)
