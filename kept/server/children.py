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
from kept.server.trouble import say

GRACE_SECONDS = 5
RESTARTS = 3
WITHIN_SECONDS = 60
LONGEST_PAUSE = 15  # seconds before a patient child that keeps dying is started again
LOOK_SECONDS = 0.1
MEND_SECONDS = 2
HEARD = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGCHLD}


@dataclass(slots=True)
class Child:
    """A process with a name, started again when it dies, but not for ever. A patient one is: it waits for what it
    needs, each time a little longer. `renewed` says how it takes up a new version: by SIGHUP, or by starting anew."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    patient: bool = False
    renewed: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)
    rests_until: float = 0.0
    asked: bool = False  # its end was asked for, so that it starts anew

    def start(self) -> None:
        self.process = subprocess.Popen(
            [*self.command],
            env=os.environ | self.environment,
            stdin=subprocess.DEVNULL,
            preexec_fn=partial(_as_child, os.getpid()),  # noqa: PLW1509  the parent has one thread
        )

    def died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def may_start_again(self, *, stood: bool) -> bool:
        """Whether it is started again; a house that stood once stands by all of its parts."""
        now = time.monotonic()
        self.deaths = [*(then for then in self.deaths if now - then < WITHIN_SECONDS), now]
        if self.patient or stood:
            self.rests_until = now + min(2 ** (len(self.deaths) - 1) - 1, LONGEST_PAUSE)
        return self.patient or stood or len(self.deaths) <= RESTARTS

    def renew(self) -> None:
        """Take up a new version of the program: what is under way is finished first."""
        if self.process is not None and self.process.poll() is None:
            self.asked = self.renewed == signal.SIGTERM
            self.process.send_signal(self.renewed)


def watch(
    children: Sequence[Child],
    is_ready: Callable[[], bool],
    tell: Callable[[], None],
    mend: Callable[[], None] = lambda: None,
) -> int:
    """Start the children, tell once they are ready, and wait. `mend` is called every other second: it sees to what is
    no child of ours.

    Returns 0 after a request to stop, 1 when a child would not live.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
    try:
        for child in children:
            child.start()
        return _wait(children, is_ready, tell, mend)
    finally:
        _end(children)


def _wait(
    children: Sequence[Child], is_ready: Callable[[], bool], tell: Callable[[], None], mend: Callable[[], None]
) -> int:
    told, mended = False, time.monotonic()
    while True:
        _bury_strangers(children)
        for child in children:
            if child.died() and not child.rests_until and not _may_live(child, stood=told):
                return 1
            if child.died() and time.monotonic() >= child.rests_until:
                child.rests_until = 0.0
                child.start()
        if not told and is_ready():
            tell()
            told = True
        resting = any(child.rests_until for child in children)
        if time.monotonic() - mended > MEND_SECONDS:
            mend()
            mended = time.monotonic()
        heard = signal.sigtimedwait(HEARD, LOOK_SECONDS if resting or not told else MEND_SECONDS)
        if heard is not None and _asks_for_the_new(heard.si_signo):
            say("takes up the program as it is now.")
            for child in children:
                child.renew()
        elif heard is not None and heard.si_signo != signal.SIGCHLD:
            return 0


def _bury_strangers(children: Sequence[Child]) -> None:
    """In a container we are process 1, to whom everybody's orphans fall: a restore tried beside us leaves some each day."""
    if os.getpid() != 1:
        return
    ours = {child.process.pid for child in children if child.process}
    while True:
        try:
            gone = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if gone is None or gone.si_pid in ours:
            return
        os.waitpid(gone.si_pid, 0)


def _asks_for_the_new(number: int) -> bool:
    """Whether a signal asks to take up the program anew. A terminal that is closed sends SIGHUP too: that is an end."""
    return number == signal.SIGUSR1 or (number == signal.SIGHUP and not sys.stdin.isatty())


def _may_live(child: Child, *, stood: bool) -> bool:
    code = child.process.returncode if child.process else None
    child.rests_until = time.monotonic()
    if child.asked:
        child.asked = False
        return True
    if not child.may_start_again(stood=stood):
        say(f"{child.name} ended {RESTARTS + 1} times within {WITHIN_SECONDS} seconds (code {code}). Kept stops.")
        return False
    say(f"{child.name} ended (code {code}) and is started again.")
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
