"""The operator's paper, done as it stands: each block of docs/operating.md, in order, on a clean Debian that boots."""

from __future__ import annotations

import re
import subprocess
import time
from dataclasses import dataclass, field

from bench.drill import ground, machine, papers_around
from bench.drill.ground import FOLDER, ROOT, tell
from bench.drill.machine import Machine

PAPER = ROOT / "docs" / "operating.md"
BLOCK = re.compile(r"^(?:(#+ [^\n]*)|```(\w+)\n(.*?)^```)$", re.M | re.S)
TOML = "/etc/kept/kept.toml"
ELSEWHERE = {
    "In a container": "a machine in a folder holds no containers; see docs/hosting/Containerfile",
    "When a customer moves": "an archive is made by a customer, on a page; tests/leaving has both commands",
}
FETCHES = re.compile(r"^(apt-get|bin/setup)|\bbin/setup run")


@dataclass
class Block:
    """What the paper says to type, or to write into kept.toml."""

    heading: str
    kind: str
    text: str


@dataclass
class Day:
    """How far the new operator has come, and what is known by now: the stand-ins for what a paper cannot know."""

    machine: Machine
    slug: str = ""
    moment: str = ""
    restored: str = ""  # the moment as of which the machine that was lost came back
    done: int = 0
    failed: list[str] = field(default_factory=list)


def blocks(paper: str) -> list[Block]:
    """All of them, in order."""
    heading, found = "", []
    for title, kind, text in BLOCK.findall(paper):
        if title:
            heading = title.lstrip("# ")
        else:
            found.append(Block(heading, kind, text))
    return found


def run() -> None:
    """Do the paper from its first line to its last."""
    if why := machine.why_not():
        ground.leave_out(f"the paper done on a clean machine: {why}")
        return
    shown = FOLDER.parent / "shown"
    shown.mkdir(parents=True, exist_ok=True)
    machine.source(shown / "kept.git")
    began = time.monotonic()
    with machine.booted("operator", shown=shown) as made:
        day = Day(made)
        papers_around.prepare(day)
        todo = blocks(PAPER.read_text())
        for each in todo:
            if each.heading in ELSEWHERE or day.failed:
                continue
            _do(day, each)
    left = sorted({each.heading for each in todo if each.heading in ELSEWHERE})
    assert todo, "the paper has no blocks"
    tell("the paper, done on a clean Debian as it stands", not day.failed,
         f"{day.done} of {len(todo)} blocks in {time.monotonic() - began:.0f} s; elsewhere: {', '.join(left)}")  # fmt: skip


def _do(day: Day, block: Block) -> None:
    before, after = papers_around.around(block.text)
    said = ""
    try:
        if before:
            before(day)
        said = _typed(day, block)
        if after:
            after(day, said)
        day.done += 1
        print(f"      done: {block.heading}: {block.text.splitlines()[0][:80]}", flush=True)
    except (Refused, AssertionError, subprocess.TimeoutExpired) as trouble:
        day.failed.append(block.heading)
        journal = day.machine.run("journalctl -n 25 --no-pager -o cat -u kept || true").stdout
        print(f"BAD   under “{block.heading}”:\n{block.text}\n{trouble}\n{said[-800:]}\n{journal}", flush=True)


class Refused(Exception):
    """A command of the paper did not do what it says."""


def _typed(day: Day, block: Block) -> str:
    if block.kind == "toml":
        return papers_around.write_settings(day, block.text)
    if block.kind == "sql":
        return papers_around.as_superuser(day, block.text)
    return "".join(_command(day, each) for each in commands(block.text))


def commands(text: str) -> list[str]:
    """The commands of a block: a line each, but for what is handed to a command until END."""
    return [found.strip("\n") for found in re.findall(r"^[^\n]*<<'END'\n.*?^END$|^[^\n]+$", text, re.M | re.S)]


def _command(day: Day, command: str) -> str:
    typed = papers_around.typed(day, command)
    done = day.machine.run(papers_around.stand_in(day, command), fetching=bool(FETCHES.search(command)), typed=typed)
    if done.returncode:
        raise Refused(f"{command}\n… ended with {done.returncode}: {done.stdout[-1500:]}{done.stderr[-1500:]}")
    return done.stdout + done.stderr
