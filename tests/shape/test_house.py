"""The shape of the repository itself: locks that name no host, modules that say what they are, names that mean something."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
PINNED = re.compile(r"^[a-z0-9._-]+(\[[a-z,]+\])?==[^\s;]+( ; .+?)? \\$")
HASH = re.compile(r"^ {4}--hash=sha256:[0-9a-f]{64}( \\)?$")
NOTE = re.compile(r"^ {4}#")
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "services", "managers", "signals", "misc", "common", "selectors"}
LONGEST = 400


def oddities(lock: str) -> list[str]:
    """Lines of a lock that are neither a pinned package nor its hash nor a note."""
    return [
        line for line in lock.splitlines() if line and not (PINNED.match(line) or HASH.match(line) or NOTE.match(line))
    ]


def unpinned(lock: str) -> list[str]:
    """Packages of a lock without a hash."""
    lines = lock.splitlines()
    return [
        line
        for line, next_one in zip(lines, [*lines[1:], ""], strict=True)
        if "==" in line and not HASH.match(next_one)
    ]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_has_hashes_and_no_host(lock: Path) -> None:
    assert oddities(lock.read_text()) == []
    assert unpinned(lock.read_text()) == []


def test_a_lock_with_a_host_or_without_a_hash_would_be_found() -> None:
    assert len(LOCKS) >= 4
    digest = "    --hash=sha256:" + "0" * 64
    assert oddities(f"--index-url https://example.org/simple\ndjango==5.2 \\\n{digest}\n")
    assert oddities(f"django @ https://example.org/django.whl \\\n{digest}\n")
    assert unpinned("django==5.2 \\\nuv==1.0 \\\n" + digest)


def test_the_front_end_lock_names_no_host_to_fetch_from() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {name: package for name, package in packages.items() if name}
    assert installed
    assert [name for name, package in installed.items() if "resolved" in package] == []
    assert [name for name, package in installed.items() if not package.get("integrity", "").startswith("sha512-")] == []


def test_the_locks_are_of_the_dependencies_that_are_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": project["dependency-groups"]["dev"],
    }
    for name, declared in wanted.items():
        locked = (ROOT / name).read_text().lower()
        names = [re.split(r"[\[~=<> ;]", each)[0].lower() for each in declared]
        assert [
            each for each in names if f"\n{each}==" not in f"\n{locked}" and f"\n{each}[" not in f"\n{locked}"
        ] == []


def modules() -> Iterator[Path]:
    """Every module of ours, but migrations, which Django writes."""
    for folder in ("kept", "tests", "bench"):
        yield from (path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def test_every_module_says_in_a_line_what_it_is() -> None:
    silent = [
        path for path in modules() if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert [str(path.relative_to(ROOT)) for path in silent] == []


def test_no_module_has_an_empty_word_for_a_name() -> None:
    assert [str(path.relative_to(ROOT)) for path in modules() if path.stem in EMPTY_WORDS] == []


def test_no_module_is_longer_than_a_head_can_hold() -> None:
    long = {
        str(path.relative_to(ROOT)): length
        for path in modules()
        if (length := len(path.read_text().splitlines())) > LONGEST
    }
    assert long == {}


def test_what_is_run_is_executable_and_well_formed() -> None:
    for name in ("bin/kept", "bin/setup", ".ci/run"):
        assert (ROOT / name).stat().st_mode & 0o111
        assert subprocess.run(["bash", "-n", ROOT / name]).returncode == 0
