"""What came of each drill: a line that says PASSED or MISSED when it ends, and the sum of all of them at the end.

How busy others kept the machine stands in each line: a figure that was measured beside other work is to be read so.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.drill import ground

TICK = os.sysconf("SC_CLK_TCK")
LOOK = 1.0  # seconds of doing nothing, to see what others do
BUSY = 0.3  # cores that others keep busy, from which on a figure is marked


@dataclass
class Verdict:
    """One drill: its lines, how long it took, and how much else the machine did before it and after."""

    name: str
    good: int = 0
    bad: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    seconds: float = 0
    load: tuple[float, float] = (0, 0)

    @property
    def word(self) -> str:
        """What it came to. A drill without a line has shown nothing."""
        if self.bad or not (self.good or self.left_out):
            return "MISSED"
        return "PASSED" if self.good else "LEFT OUT"

    def __str__(self) -> str:
        figures = f"{self.good} good, {len(self.bad)} bad, {self.seconds:.0f} s, others kept {self.load[0]:.1f} to {self.load[1]:.1f} cores busy"
        marked = " (BUSY MACHINE)" if max(self.load) > BUSY else ""
        why = "; ".join([*self.bad, *(f"left out: {each}" for each in self.left_out)])
        return f"{self.word:<8}  {self.name:<12} {figures}{marked}{f': {why}' if why else ''}"


def judged(name: str, drill: Callable[[], None]) -> Verdict:
    """Run a drill and say what came of it. One that breaks is missed, and says why; the next one runs all the same."""
    ground.good.clear(), ground.failed.clear(), ground.left_out.clear()
    before, begun = load(), time.monotonic()
    try:
        drill()
    except Exception as fault:
        traceback.print_exc()
        ground.tell(f"{name} to its last line", False, f"{type(fault).__name__}: {fault}"[:200])
    seconds = time.monotonic() - begun
    made = Verdict(name, len(ground.good), [*ground.failed], [*ground.left_out], seconds, (before, load()))
    print(made, flush=True)
    return made


def load() -> float:
    """How many cores are busy while we do nothing."""
    begun, moment = _worked(), time.monotonic()
    time.sleep(LOOK)
    return (_worked() - begun) / (time.monotonic() - moment)


def _worked() -> float:
    """Seconds that all cores have worked: user, nice, system, interrupts and what was stolen."""
    numbers = [int(each) for each in Path("/proc/stat").read_text().split("\n", maxsplit=1)[0].split()[1:9]]
    return (sum(numbers) - numbers[3] - numbers[4]) / TICK
