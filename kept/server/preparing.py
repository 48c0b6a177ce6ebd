"""What has to be done before serving: tables as the models say, static files in place, a demo world if wished."""

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path

from kept.server import database
from kept.server.migrating import migrate
from kept.server.trouble import Trouble

MARK = ".collected"
MANIFEST = "staticfiles.json"  # what the settings look for
PACKED = "whitenoise.storage.CompressedManifestStaticFilesStorage"


def prepare_apart(*, demo: bool = False, tables_alone: bool = False) -> str:
    """`prepare` in a process of its own; returns the demo's logins as lines. Raises Trouble when it fails."""
    words = [sys.executable, "-m", "kept.server.preparing"]
    words += [word for word, wished in (("--demo", demo), ("--tables", tables_alone)) if wished]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise Trouble("Kept could not be prepared; the reason stands above.")
    return done.stdout


def ready() -> None:
    """A database that runs and has its tables, for commands that work while nobody serves."""
    database.ensure()
    database.bootstrap()
    if not database.has_tables():
        prepare_apart()


def prepare(*, demo: bool, tables_alone: bool = False) -> None:
    """Migrate as the owner, collect static files, make the demo world once and tell its logins on standard output.

    The tables alone are what a new version prepares while the one before still serves its own static files.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.settings")
    os.environ["KEPT_DB_ROLE"] = "app"
    import django
    from django.core.management import call_command

    django.setup()
    migrate()
    if tables_alone:
        return
    _collect_static()
    if demo:
        call_command("demo", once=True)
        database.look_at_what_is_new()


def _collect_static() -> None:
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    mark, found = root / MARK, _fingerprint()
    if mark.exists() and mark.read_text() == found and (root / MANIFEST).exists():
        return
    # The settings take the packed files once there is a list of them. This writes the list, so it must not ask for it.
    settings.STORAGES["staticfiles"]["BACKEND"] = PACKED
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    root.mkdir(parents=True, exist_ok=True)
    mark.write_text(found)


def _fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    seen = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            seen.update(f"{name} {status.st_mtime_ns} {status.st_size}\n".encode())
    return seen.hexdigest()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--tables", action="store_true")
    arguments = parser.parse_args()
    try:
        prepare(demo=arguments.demo, tables_alone=arguments.tables)
    except Trouble as trouble:
        sys.exit(f"kept: {trouble}")
