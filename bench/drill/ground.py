"""The ground of a drill: a Kept of its own with the demo world, and what is compared on it, by means of its own."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("KEPT_DRILL") or ROOT / "build" / "drill")
MARKER = "Kvido Zpěváček-Drahokoupil"

# What the drill that runs has told up to now.
good: list[str] = []
failed: list[str] = []
left_out: list[str] = []


def tell(what: str, fine: bool, figure: str) -> None:
    """A line: what, whether it is as it must be, and the figure."""
    print(f"{'good' if fine else 'BAD '}  {what:<58} {figure}", flush=True)
    (good if fine else failed).append(what)


def leave_out(what: str) -> None:
    """A line: what this machine cannot show, and why."""
    print(f"left out: {what}", flush=True)
    left_out.append(what)


def prepare() -> None:
    """An empty Kept with the demo world, its database running, and Django on it as the application."""
    from kept.server.place import place

    os.environ |= {"KEPT_DATA": str(FOLDER), "DJANGO_SETTINGS_MODULE": "kept.settings", "KEPT_DB_ROLE": "app"}
    for name in ("KEPT_ROOT_KEY_FILE", "KEPT_BACKUPS", "KEPT_BACKUP_KEYS", "DATABASE_URL"):
        os.environ.pop(name, None)
    from kept.server import database

    database.stop()
    shutil.rmtree(place().home, ignore_errors=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    database.ensure()
    database.bootstrap()
    from kept.server.preparing import prepare_apart

    prepare_apart(demo=True)
    import django

    django.setup()


def instances() -> dict[str, int]:
    """Address name and number of each instance."""
    from kept.server.connections import connect

    with connect("owner") as connection:
        return {str(slug): int(number) for slug, number in connection.execute("SELECT slug, id FROM tenancy_instance")}


def write(instance: int, number: int) -> uuid.UUID:
    """A day's work: a file, and every tenth contact renamed, with a marker in each."""
    from kept.server.connections import connect

    with connect("owner") as owner:
        owner.execute(
            "SELECT set_config('kept.instance', %s, false), set_config('kept.levels', '*', false)", [str(instance)]
        )
        owner.execute(
            "UPDATE contacts_contact SET last_name = %s WHERE id %% 10 = %s", [f"{MARKER} {number}", number % 10]
        )
    return attach(instance, f"{MARKER} {number}\n".encode() * 1000, os.urandom(50_000))


def attach(instance: int, *runs: bytes) -> uuid.UUID:
    """A file at a contact. One that no row speaks of would rightly not survive a restore."""
    from kept.crm.contacts.models import Contact
    from kept.crm.files.models import Attachment
    from kept.outside import files
    from kept.tenancy.opening import system

    key = uuid.uuid4()
    with system("drill", instance):
        size, digest = files.write(instance, key, runs)
        row = Contact.objects.order_by("pk").first()
        Attachment.objects.create(
            instance_id=instance, contact=row, name="drill.bin", key=key, size=size, digest=digest
        )
    return key


def rows(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """Every row of every table as text, sorted: what a restore must bring back, letter by letter."""
    connection.execute("SET timezone = 'UTC'")
    names = [
        name
        for (name,) in connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
    ]
    return {
        name: sorted(str(row) for (row,) in connection.execute(f'SELECT t::text FROM public."{name}" AS t'))
        for name in names
    }


def files(folder: Path) -> dict[str, str]:
    """Path and SHA-256 of every file of a data folder's store."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "files").rglob("*"))
        if path.is_file()
    }


def living_rows() -> dict[str, list[str]]:
    """All rows now, as the backup's role sees them."""
    from kept.server.connections import connect

    with connect("backup") as connection:
        return rows(connection)


def differences(
    one: dict[str, list[str]], other: dict[str, list[str]], *, but: frozenset[str] = frozenset()
) -> list[str]:
    """The tables that are not equal."""
    return sorted(name for name in one.keys() | other.keys() if name not in but and one.get(name) != other.get(name))
