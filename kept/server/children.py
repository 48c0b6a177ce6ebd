"""The processes that Kept is made of, and one small parent that keeps them alive and ends them together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from kept.server.leash import die_with

GRACE_SECONDS = 5
RESTARTS = 3
WITHIN_SECONDS = 60
LOOK_SECONDS = 0.1
HEARD = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD}


@dataclass(slots=True)
class Child:
    """A process with a name, started again when it dies, but not for ever."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [*self.command],
            env=os.environ | self.environment,
            stdin=subprocess.DEVNULL,
            preexec_fn=partial(_as_child, os.getpid()),  # noqa: PLW1509  the parent has one thread
        )

    def died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def may_start_again(self) -> bool:
        now = time.monotonic()
        self.deaths = [*(then for then in self.deaths if now - then < WITHIN_SECONDS), now]
        return len(self.deaths) <= RESTARTS


def watch(children: Sequence[Child], is_ready: Callable[[], bool], tell: Callable[[], None]) -> int:
    """Start the children, tell once they are ready, and wait.

    Returns 0 after a request to stop, 1 when a child would not live.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
    try:
        for child in children:
            child.start()
        return _wait(children, is_ready, tell)
    finally:
        _end(children)


def _wait(children: Sequence[Child], is_ready: Callable[[], bool], tell: Callable[[], None]) -> int:
    told = False
    while True:
        for child in children:
            if child.died() and not _revive(child):
                return 1
        if not told and is_ready():
            tell()
            told = True
        heard = signal.sigwaitinfo(HEARD) if told else signal.sigtimedwait(HEARD, LOOK_SECONDS)
        if heard is not None and heard.si_signo != signal.SIGCHLD:
            return 0


def _revive(child: Child) -> bool:
    code = child.process.returncode if child.process else None
    if not child.may_start_again():
        _say(f"{child.name} ended {RESTARTS + 1} times within {WITHIN_SECONDS} seconds (code {code}). Kept stops.")
        return False
    _say(f"{child.name} ended (code {code}) and is started again.")
    child.start()
    return True


def _end(children: Sequence[Child]) -> None:
    living = [child.process for child in children if child.process and child.process.poll() is None]
    for process in living:
        process.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for process in living:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _as_child(parent: int) -> None:
    die_with(parent)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)


def _say(sentence: str) -> None:
    print(f"kept: {sentence}", file=sys.stderr, flush=True)
