"""The operator's paper says nothing that is not there. `make drill` does it whole, on a clean machine; this is the quick look."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bench.drill import papers, papers_around

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = papers.blocks(papers.PAPER.read_text())
SHELL = [each for each in BLOCKS if each.kind == "sh"]
WORDS = re.compile(r"^(?:podman exec kept )?(?:bin/)?kept ((?:[a-z]+ ?){1,2})", re.M)


def said_by_the_program(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "kept.server", *words, "--help"], cwd=ROOT, capture_output=True, text=True
    )
    return done.stdout + done.stderr


def unknown(text: str) -> list[str]:
    """The commands in a text that the program does not have."""
    known = said_by_the_program()
    more = {name: said_by_the_program(name) for name in ("backup", "keys")}
    wrong = []
    for found in WORDS.findall(text):
        first, *rest = found.split()
        if not re.search(rf"^    {first}\b", known, re.M) or (
            first in more and rest and not re.search(rf"^    {rest[0]}\b", more[first], re.M)
        ):
            wrong.append(found.strip())
    return wrong


@pytest.mark.promise("D4")
def test_every_command_of_the_paper_is_one_of_the_program() -> None:
    assert len(WORDS.findall("\n".join(each.text for each in SHELL))) > 15
    assert unknown("\n".join(each.text for each in SHELL)) == []
    assert unknown("kept backup wish\nkept dance\nkept status") == ["backup wish", "dance"]


@pytest.mark.parametrize("block", SHELL, ids=lambda block: block.text.split("\n")[0][:40])
def test_every_block_is_shell_that_can_be_read(block: papers.Block) -> None:
    done = subprocess.run([shutil.which("bash") or "bash", "-n"], input=block.text, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert " ".join(papers.commands(block.text)).split() == block.text.split(), "no line is passed over"


def test_every_file_that_the_paper_copies_or_speaks_of_is_there() -> None:
    paper = papers.PAPER.read_text()
    named = {*re.findall(r"\((hosting/[\w.-]+)\)", paper), *re.findall(r"docs/(hosting/[\w.-]+)", paper)}
    assert named >= {"hosting/kept.service", "hosting/kept", "hosting/environment", "hosting/nginx.conf"}
    assert [name for name in sorted(named) if not (ROOT / "docs" / name).exists()] == []


def test_every_setting_of_the_paper_stands_in_the_example_too() -> None:
    example = (ROOT / "kept.example.toml").read_text()
    for block in BLOCKS:
        for section, settings in (tomllib.loads(block.text) if block.kind == "toml" else {}).items():
            assert f"[{section}]" in example
            for name in settings:
                assert re.search(rf"^(# )?{name} = ", example, re.M), (section, name)


def test_the_drill_does_the_whole_paper_and_looks_where_it_says() -> None:
    headings = {each.heading for each in BLOCKS}
    assert set(papers.ELSEWHERE) < headings
    texts = [each.text for each in BLOCKS if each.heading not in papers.ELSEWHERE]
    for word, _before, _after in papers_around.AROUND:
        assert any(word in text for text in texts), f"{word} is not in the paper any more"
