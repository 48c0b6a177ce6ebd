"""The database of this Kept, embedded or external: `python -m kept.server.database start|stop|status|psql`."""

import argparse
import atexit
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import IO

import psycopg

from kept.server import cluster, connections, roles
from kept.server.binaries import binaries
from kept.server.cluster import Cluster
from kept.server.connections import django_settings, external
from kept.server.place import make_data_folder, place
from kept.server.roles import create_test_database, drop_test_database
from kept.server.trouble import Trouble, say

__all__ = [
    "Cluster",
    "bootstrap",
    "create_test_database",
    "django_settings",
    "drop_test_database",
    "ensure",
    "leave",
    "stop",
]


_held: list[IO[str]] = []


def ensure() -> Cluster:
    """A database that answers: the external one, or the embedded one, made and started if need be.

    The embedded one runs on until this process calls `leave` or ends and nobody else needs it.
    Raises Trouble with a sentence for the person at the terminal.
    """
    if not external():
        here = place()
        here.asleep.unlink(missing_ok=True)
        found = cluster.start(here)
        if not _held:
            atexit.register(leave)
            _held.append(cluster.stay_for(here))
        return found
    try:
        connections.connect("app").close()
    except psycopg.OperationalError as error:
        raise Trouble(f"The database that DATABASE_URL names does not answer: {error}") from error
    return Cluster(started_here=False)


def leave() -> bool:
    """Take back `ensure`: the last process to leave stops the embedded database. Returns whether it was stopped."""
    while _held:
        _held.pop().close()
    return not external() and cluster.stop_if_unused(place())


def stop() -> bool:
    """Stop the embedded database, whoever uses it. Returns False if there was nothing to stop."""
    if external():
        return False
    place().stay.unlink(missing_ok=True)
    make_data_folder()
    place().asleep.touch()
    return cluster.stop(place())


def mend() -> None:
    """Start the embedded database again when it died; not when somebody stopped it. Called by whoever runs the house."""
    if external() or not _held or place().asleep.exists() or cluster.lives(place()):
        return
    say("The database ended and is started again.")
    try:
        cluster.start(place())
    except (Trouble, OSError, subprocess.SubprocessError) as trouble:  # a full disk, say: the next turn tries again
        say(str(trouble).splitlines()[0])


def bootstrap() -> None:
    """Roles, database, extensions and privileges in the embedded cluster; on an external server, check them."""
    if external():
        _check_external()
    else:
        roles.bootstrap()


def look_at_what_is_new() -> None:
    """Tables that were just filled are planned for as what they are, not as the empty ones that they were. An external
    server does so when it sees fit: there we may have no owner's login."""
    if external():
        return
    with connections.connect("owner") as connection:
        connection.execute("ANALYZE")


def has_tables() -> bool:
    """Whether Kept's tables were ever made here."""
    with connections.connect("app") as connection:
        found = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
    return bool(found and found[0])


def _check_external() -> None:
    """The fences hold for roles that bypass nothing, so a stronger role is refused."""
    for role in ("app", "owner"):
        with connections.connect(role) as connection:
            found = connection.execute(
                "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            if found and found[0]:
                raise Trouble(
                    f"{connections.URLS[role]} signs in as a role that bypasses row security, so the fences between "
                    "instances would not hold. See docs/operating.md for the roles that Kept needs."
                )


def described() -> str:
    """One line on the database for `bin/kept status`."""
    if external():
        return "is external (DATABASE_URL)"
    here = place()
    return f"{'runs' if cluster.runs(here) else 'does not run'}, in {here.home}"


def psql(role: str) -> None:
    """Become psql, connected as a role."""
    known = (
        connections.parameters(role) if role != "superuser" else connections.parameters("owner") | {"user": "postgres"}
    )
    names = {"host": "PGHOST", "port": "PGPORT", "dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD"}
    environment = os.environ | {names.get(k, f"PG{k.upper()}"): v for k, v in known.items()}
    program = "psql" if external() else binaries().program("psql")
    os.execvpe(program, [program], environment)  # noqa: S606


def main(words: Sequence[str] | None = None) -> int:
    """The developer's four verbs."""
    parser = argparse.ArgumentParser(prog="bin/kept database", description=__doc__)
    parser.add_argument("verb", choices=["start", "stop", "status", "psql"])
    parser.add_argument("--role", default="owner", choices=[*connections.ROLES, "superuser"], help="for psql")
    chosen = parser.parse_args(words)
    if chosen.verb == "psql":
        psql(chosen.role)
    if chosen.verb == "start":
        ensure()
        bootstrap()
        if not external():
            place().stay.touch()
    if chosen.verb == "stop":
        stop()
    running = external() or cluster.runs(place())
    print("running" if running else "stopped")
    return 0 if running or chosen.verb == "stop" else 3


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Trouble as trouble:
        sys.exit(f"kept: {trouble}")
