"""What processes cost: CPU time and memory of a whole tree, those of its members that have ended included."""

from __future__ import annotations

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """A process and all that come from it."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                parents.setdefault(_stat(int(path.name))[1], []).append(int(path.name))
            except OSError:
                continue
    found, at = [root], 0
    while at < len(found):
        found += parents.get(found[at], [])
        at += 1
    return found


def cpu(root: int) -> float:
    """CPU seconds of a tree so far: user and system, of the living and of those waited for."""
    total = 0
    for pid in tree(root):
        try:
            total += sum(_stat(pid)[11:15])
        except OSError:
            continue
    return total / TICK


def memory(root: int) -> float:
    """Resident memory of a tree in MB, shared pages counted in every process."""
    total = 0
    for pid in tree(root):
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return total / 1024


def postmaster() -> int:
    """The process id of the database server."""
    from kept.server.place import place

    return int((place().data / "postmaster.pid").read_text().split()[0])


def _stat(pid: int) -> list[int]:
    """The numbers of /proc/PID/stat after the name: state as 0, parent, ... utime 11, stime 12, cutime 13, cstime 14."""
    after = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return [0, *map(int, after[1:15])]
