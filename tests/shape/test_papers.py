"""The papers tell the truth: each proof that they name is there, and no requirement of the level is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATES = {"kept", "part", "open", "none"}
ROW = re.compile(r"^\| (?P<id>\d+\.\d+\.\d+) \| (?P<state>\w+) \| (?P<how>[^|]+) \| (?P<proof>[^|]*) ?\|$", re.M)
# Sections of ASVS 5.0.0 and how many requirements each has; of those, which are of level 3 and so not asked of us.
SECTIONS = {
    "1.1": (2, ()), "1.2": (10, ()), "1.3": (12, (12,)), "1.4": (3, ()), "1.5": (3, (3,)),
    "2.1": (3, ()), "2.2": (3, ()), "2.3": (5, (5,)), "2.4": (2, (2,)),
    "3.1": (1, (1,)), "3.2": (3, (3,)), "3.3": (5, (5,)), "3.4": (8, (7, 8)), "3.5": (8, (6, 7, 8)), "3.6": (1, (1,)),
    "3.7": (5, (3, 4, 5)),
    "4.1": (5, (4, 5)), "4.2": (5, (2, 3, 4, 5)), "4.3": (2, ()), "4.4": (4, ()),
    "5.1": (1, ()), "5.2": (6, (4, 5, 6)), "5.3": (3, (3,)), "5.4": (3, ()),
    "6.1": (3, ()), "6.2": (12, ()), "6.3": (8, ()), "6.4": (6, ()), "6.5": (8, ()), "6.6": (4, ()), "6.7": (2, ()),
    "6.8": (4, ()),
    "7.1": (3, ()), "7.2": (4, ()), "7.3": (2, ()), "7.4": (5, ()), "7.5": (3, ()), "7.6": (2, ()),
    "8.1": (4, ()), "8.2": (4, ()), "8.3": (3, ()), "8.4": (2, ()),
    "9.1": (3, ()), "9.2": (4, ()),
    "11.1": (4, (3, 4)), "11.2": (5, (4, 5)), "11.3": (5, (4, 5)), "11.4": (4, ()), "11.5": (2, (2,)), "11.6": (2, (2,)),
    "11.7": (2, (1, 2)),
    "12.1": (5, (4, 5)), "12.2": (2, ()), "12.3": (5, (5,)),
    "13.1": (4, (2, 3, 4)), "13.2": (6, (6,)), "13.3": (4, (3, 4)), "13.4": (7, (6, 7)),
    "14.1": (2, ()), "14.2": (8, ()), "14.3": (3, ()),
    "15.1": (5, (4, 5)), "15.2": (5, (4, 5)), "15.3": (7, ()), "15.4": (4, (1, 2, 3, 4)),
    "16.1": (1, ()), "16.2": (5, ()), "16.3": (4, ()), "16.4": (3, ()), "16.5": (4, ()),
}  # fmt: skip


def wanted() -> set[str]:
    """Every requirement that the paper must speak of."""
    return {
        f"{section}.{n}" for section, (many, beyond) in SECTIONS.items() for n in range(1, many + 1) if n not in beyond
    }


def faults(text: str) -> list[str]:
    """What is wrong with the paper."""
    rows = [row.groupdict() for row in ROW.finditer(text)]
    found = [row["id"] for row in rows]
    wrong = [f"{one} is missing" for one in sorted(wanted() - set(found))]
    wrong += [f"{one} stands twice" for one in {one for one in found if found.count(one) > 1}]
    for row in rows:
        proof = row["proof"].strip()
        if row["state"] not in STATES:
            wrong.append(f"{row['id']} is {row['state']}")
        if row["state"] in ("kept", "part") and not (proof and (ROOT / proof).exists()):
            wrong.append(f"{row['id']}: {proof or 'no proof'} is not there")
    return wrong


def test_every_requirement_is_answered_with_a_proof_that_is_there() -> None:
    assert faults((ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "change", [("| 6.2.1 |", "| 6.2.99 |"), ("test_again.py |", "test_never.py |"), ("| part |", "| fine |")]
)
def test_a_gap_in_the_paper_is_seen(change: tuple[str, str]) -> None:
    assert faults((ROOT / "docs" / "asvs.md").read_text(encoding="utf-8").replace(*change))


def unsaid(decision: str) -> list[str]:
    """What the page of a decision leaves out."""
    return [word for word in ("Context", "Choice", "Price") if f"**{word}.**" not in decision]


def test_every_decision_says_what_it_met_what_was_chosen_and_what_it_costs() -> None:
    pages = {page.name: page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "decisions").glob("*.md")}
    assert {name: unsaid(text) for name, text in pages.items() if unsaid(text)} == {}
    assert unsaid("# A choice\n\n**Context.** It was so.\n\n**Choice.** It is not.\n") == ["Price"]
