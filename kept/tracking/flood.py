"""A flood of requests that are refused fills no disk: so many a minute get a line of their own, the rest is counted.

Of one address so many, and of all together so many, in each process of the server. What is counted stands in the
numbers of the day by route and answer like the rest, and once more as what got no line (C7). Whoever is signed in is
never left out.
"""

from __future__ import annotations

import time
from collections import Counter

from kept.policy.keeps import keeps
from kept.tracking.lines import Waiting
from kept.tracking.sizes import duration_class

MINUTE = 60.0
OF_ONE = 60  # refused requests of one address that get a line, a minute
OF_ALL = 600
HELD = "refused without a line"  # the name under which they are counted


class Flood:
    """What was refused in this minute, by address. A thread that counts at the same time may lose one: no matter."""

    def __init__(self) -> None:
        self.since, self.seen = 0.0, Counter[str]()
        self.all = 0

    @keeps("C7", "D9")
    def has_room(self, line: Waiting) -> bool:
        """Whether this request gets a line of its own."""
        if line.status < 400 or line.user_id is not None:
            return True
        now = time.monotonic()
        if now - self.since >= MINUTE:
            self.since, self.seen, self.all = now, Counter(), 0
        if self.all >= OF_ALL or self.seen[line.ip] >= OF_ONE:
            return False
        self.seen[line.ip] += 1
        self.all += 1
        return True


def counted(line: Waiting) -> tuple[str, str, str, int]:
    """What is counted of a request without a line: the same that its line would have added."""
    return "route", f"{line.method} {line.route}", f"{line.status // 100}xx", duration_class(line.duration_ms)


flood = Flood()
