"""The papers name nothing that is not there: files, tests, commands, targets, addresses, operations, settings, modules."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

ROOT = Path(__file__).resolve().parents[2]
PAPERS = sorted(
    [*ROOT.glob("*.md"), *(path for part in ("docs", "kept", "tests") for path in (ROOT / part).rglob("*.md"))]
)
CODE = re.compile(r"```.*?\n(.*?)```|`([^`]+)`", re.S)
OF_THE_MACHINE = ("/etc/", "/srv/", "/usr/", "/var/", "/mnt/", "/run/", "/data/")
COMMANDS = ("kept/server/command_line.py", "kept/backup/command_line.py", "kept/backup/keys_line.py")
NOT_MODULES = ("toml", "md", "css", "service", "conf")


@cache
def source() -> str:
    """All that runs, as one text."""
    files = (path for part in ("kept", "tests", "bench", "bin", "docs/hosting") for path in (ROOT / part).rglob("*"))
    wanted = (path for path in (*files, ROOT / "Makefile") if path.is_file() and path.name != Path(__file__).name)
    return "\n".join(
        path.read_text(errors="ignore") for path in wanted if path.suffix in ("", ".py", ".sh", ".service")
    )


def file_is_there(path: str) -> bool:
    """At its own place, or somewhere in the house where a paper names its end alone."""
    below = (found for part in ("kept", "tests", "assets") for found in (ROOT / part).glob(f"**/{path}"))
    return (ROOT / path).exists() or any(below)


def is_target(name: str) -> bool:
    return bool(re.search(rf"^{name}:", (ROOT / "Makefile").read_text(), re.M))


@cache
def words() -> list[set[str]]:
    """The commands of the program, and the verbs of those that have some."""
    return [set(re.findall(r'add_parser\(\s*"(\w+)"', (ROOT / path).read_text())) for path in COMMANDS]


def is_command(said: str) -> bool:
    first, *rest = said.split()
    known, *verbs = words()
    if first == "manage" and rest:
        return any(ROOT.glob(f"kept/**/management/commands/{rest[0]}.py"))
    return first in known and (first not in ("backup", "keys") or not rest or rest[0] in set().union(*verbs))


@cache
def settings() -> re.Pattern[str]:
    """What may be said in the environment; part of a name may be put together by the program."""
    names = set(re.findall(r"\bKEPT_(?:[A-Z_]|{[^}]*})+", source()))
    return re.compile("|".join(re.sub(r"{[^}]*}", "[A-Z]+", name) for name in names))


def is_module(name: str) -> bool:
    """A module, a package, or something in one."""
    path, _, last = name.rpartition(".")
    place = ROOT / path.replace(".", "/")
    if last in NOT_MODULES or (place / f"{last}.py").exists() or (place / last).is_dir():
        return True
    inside = (one for one in (place.with_suffix(".py"), place / "__init__.py") if one.exists())
    return any(re.search(rf"\b{last}\b", one.read_text()) for one in inside)


@cache
def operations() -> list[tuple[str, re.Pattern[str]]]:
    """Method and path of all that the API's document has, with room for any id."""
    paths = json.loads((ROOT / "docs" / "openapi.json").read_text())["paths"]
    shapes = {path: re.sub(r"\\{\w+\\}", r"[\\w{}]+", re.escape(path.rstrip("/"))) for path in paths}
    return [(method.upper(), re.compile(f"{shapes[path]}/?")) for path in paths for method in paths[path]]


def is_operation(said: str) -> bool:
    method, path = said.split()
    if method == "GET" and is_address(re.sub(r"{\w+}", "1", path)):
        return True
    return any(method == known and shape.fullmatch(path) for known, shape in operations())


def is_address(address: str) -> bool:
    """Of a page, of the API, or of the machine that Kept stands on."""
    for path in (address, f"/api/v2{address}"):
        try:
            resolve(re.sub(r"<\w+>", "ours", path))
        except Resolver404:
            continue
        return True
    return address.startswith(OF_THE_MACHINE)


# What a piece of code in a paper may name, how it looks, and how one knows that it is there.
NAMED: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("file", r"(?<![\w/.-])(?:tests|kept|bench|docs|assets|locale)/[\w./-]*\w", file_is_there),
    ("file", r"^[\w./-]+\.(?:py|html|js|css)$", file_is_there),
    ("test", r"\btest_\w+\b(?!\.py)", lambda name: f"def {name}(" in source()),
    ("target", r"\bmake ([a-z]+)", is_target),
    ("command", r"(?m)^(?:podman exec kept )?(?:bin/)?kept ((?:[a-z_]+ ?){1,2})", is_command),
    ("setting", r"\bKEPT_[A-Z_]+\b", lambda name: bool(settings().fullmatch(name))),
    ("module", r"(?<![\w/.-])kept(?:\.\w+)+", is_module),
    ("operation", r"^(?:GET|PUT|POST|DELETE) /\S+", is_operation),
    ("address", r"^/[\w<>./-]*$", is_address),
)


def leads(link: str, text: str, folder: Path) -> bool:
    """Whether a link of a paper finds its file, and the heading in it."""
    name, _, heading = link.partition("#")
    target = folder / name
    if name.startswith("http") or not heading or not target.exists():
        return name.startswith("http") or target.exists()
    titles = re.findall(r"^#+ (.+)$", target.read_text() if name else text, re.M)
    return heading in {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def missing(text: str, folder: Path = ROOT) -> Iterator[str]:
    """What a paper in this folder names and nobody has."""
    yield from (f"link {one}" for one in re.findall(r"\]\(([^)]+)\)", text) if not leads(one, text, folder))
    for whole, span in CODE.findall(text):
        for what, shape, there in NAMED:
            yield from (f"{what} {name}" for name in re.findall(shape, whole or span) if not there(name))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_a_paper_names_only_what_is_there(paper: Path) -> None:
    assert list(missing(paper.read_text(encoding="utf-8"), paper.parent)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "[the keys](docs/keyring.md)", "[below](#nowhere)", "`tests/never.py`", "`never.html`", "`test_that_nobody_wrote`",
        "`make gold`", "```sh\nmake gold\n```", "`bin/kept dance`", "`kept backup wish`", "`kept manage nothing`",
        "`KEPT_MOON`", "`kept.web.nothing`", "`/operator/casino/`", "`PUT /unicorn/`", "`DELETE /person/`",
    ],
)  # fmt: skip
def test_what_is_not_there_is_found(wrong: str) -> None:
    assert list(missing(f"# A paper\n\n{wrong}\n"))


def test_the_papers_are_found() -> None:
    named = {str(paper.relative_to(ROOT)) for paper in PAPERS}
    assert named >= {"README.md", "SECURITY.md", "docs/operating.md", "docs/contributing.md", "kept/web/README.md"}
