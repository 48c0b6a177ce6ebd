"""The bill of materials names every package of every lock, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kept.server.inventory import ROOT, bill


def lacking(root: Path) -> set[str]:
    """Packages of the locks, by another way of reading them, that the bill does not have."""
    known = {(part["name"], part["version"]) for part in bill(root)["components"]}
    wanted = set()
    for lock in ROOT.glob("requirements*.lock"):
        for line in lock.read_text().splitlines():
            name, is_pin, rest = line.partition("==")
            if is_pin and not line.startswith((" ", "#")):
                wanted.add((re.sub(r"\[.*", "", name).lower(), rest.split()[0]))
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    wanted |= {(path.split("node_modules/")[-1], one["version"]) for path, one in packages.items() if path}
    return {f"{name} {version}" for name, version in wanted - known}


@pytest.mark.promise("D9")
def test_every_package_of_the_locks_is_in_the_bill() -> None:
    made = bill()
    assert lacking(ROOT) == set()
    assert len({part["bom-ref"] for part in made["components"]}) == len(made["components"]) > 100
    scopes = {part["name"]: part["scope"] for part in made["components"]}
    assert (scopes["django"], scopes["pytest"], scopes["htmx.org"], scopes["esbuild"]) == (
        "required", "excluded", "required", "excluded",
    )  # fmt: skip
    assert "http" not in json.dumps(made).replace("http-", "").replace("httpcore", "").replace("httpx", "")
    assert made == bill()


def test_a_package_that_the_bill_forgot_would_be_seen(tmp_path: Path) -> None:
    for file in [*ROOT.glob("requirements*.lock"), ROOT / "package-lock.json"]:
        (tmp_path / file.name).write_text(file.read_text())
    for lock in tmp_path.glob("requirements*.lock"):
        lock.write_text(lock.read_text().replace("\ndjango==", "\ndjango-of-others=="))
    assert any(name.startswith("django ") for name in lacking(tmp_path))
