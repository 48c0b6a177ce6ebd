"""Where the embedded database lives: its folder, its socket, and the system user that owns both."""

import hashlib
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kept.server.trouble import Trouble

LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
FAR_HOMES = Path("/var/lib/kept")


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one embedded cluster. `home` belongs to `owner`; `data_folder` to whoever runs Kept."""

    data_folder: Path
    home: Path
    sockets: Path
    owner: pwd.struct_passwd

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def link(self) -> Path:
        """What the data folder calls the database; a link when the database had to live elsewhere."""
        return self.data_folder / "postgres"

    @property
    def spool(self) -> Path:
        """Where the database puts finished pieces of its log, for the backup to fetch."""
        return self.home / "spool"

    @property
    def lock(self) -> Path:
        """Held while somebody starts or stops the database."""
        return self.data_folder / "postgres.lock"

    @property
    def asleep(self) -> Path:
        """There while somebody has stopped the database on purpose: nobody wakes it but who starts it."""
        return self.data_folder / "postgres.asleep"

    @property
    def users(self) -> Path:
        """Held, shared, by every process that needs the database to run."""
        return self.data_folder / "postgres.users"

    @property
    def stay(self) -> Path:
        """There while somebody asked the database to run on without users."""
        return self.data_folder / "postgres.stay"


def place(folder: Path | None = None) -> Place:
    """Say where the database of a data folder, ours if none is named, is or will be. Creates nothing."""
    folder = folder or data_folder()
    owner = cluster_owner()
    home = _home(folder)
    return Place(folder, home, _sockets(home), owner)


def data_folder() -> Path:
    """The folder of everything that this Kept keeps (`KEPT_DATA`, else ./data)."""
    return Path(os.environ.get("KEPT_DATA") or "data").absolute()


def make_data_folder(folder: Path | None = None) -> None:
    """Closed to everybody else; only root's database, which runs as another user, may pass through without reading."""
    folder = folder or data_folder()
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)


def running_as() -> pwd.struct_passwd:
    """The system user that runs Kept. Raises Trouble for a user id without a name."""
    try:
        return pwd.getpwuid(os.geteuid())
    except KeyError as missing:
        raise Trouble(
            f"User id {os.geteuid()} has no name on this machine. The database knows people by their names: "
            "run Kept as a named user, or set DATABASE_URL."
        ) from missing


def cluster_owner() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root, so root lends it an unprivileged user."""
    me = running_as()
    if me.pw_uid != 0:
        return me
    for name in ("postgres", "kept"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "kept"]
    subprocess.run(command, check=True, timeout=30)
    return pwd.getpwnam("kept")


def _home(folder: Path) -> Path:
    usual = folder / "postgres"
    if usual.exists():
        return usual.resolve()
    if os.geteuid() != 0 or _others_may_enter(folder):
        return usual
    # A data folder under a closed home stays closed: the database moves out rather than the home opening up.
    return FAR_HOMES / _short_name(folder)


def _others_may_enter(folder: Path) -> bool:
    existing = [step for step in (folder, *folder.parents) if step.exists()]
    return all(step.stat().st_mode & 0o001 for step in existing)


def _sockets(home: Path) -> Path:
    usual = home / "run"
    if len(os.fsencode(usual)) <= LONGEST_SOCKET_FOLDER:
        return usual
    short = Path("/run") if os.geteuid() == 0 else Path("/tmp")  # noqa: S108  0700, and refused unless it is ours
    return short / f"kept-{os.geteuid()}-{_short_name(home)}"


def _short_name(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
