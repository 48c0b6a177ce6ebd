"""Who may do what in the database: the owner makes, the application uses, nobody bypasses."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from kept.server.configuration import SUPERUSER
from kept.server.connections import DATABASE, ROLES
from kept.server.place import place

Connection = psycopg.Connection[tuple[Any, ...]]

BOXES = tuple(f"kept_box_{number}" for number in range(1, 9))  # what the operator's staff become in a lockbox (D8)
SEARCH = "kept_search"  # owns the few SECURITY DEFINER functions of search; nobody can sign in as it
ONE_AT_A_TIME = 0x6B657074
EXTENSIONS = ("pg_trgm", "btree_gin")
PLAIN: LiteralString = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"

# What the owner makes later is open to the application and to the backup, and to nobody else.
# Tables that the application may only add to, or the console may see, say so in their own migrations.
GRANTS: Sequence[LiteralString] = (
    "ALTER SCHEMA public OWNER TO kept_owner",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO kept_app, kept_backup, kept_console",
    "GRANT USAGE, CREATE ON SCHEMA public TO kept_search",
    "ALTER DEFAULT PRIVILEGES FOR ROLE kept_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    "ALTER DEFAULT PRIVILEGES FOR ROLE kept_search REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    "ALTER DEFAULT PRIVILEGES FOR ROLE kept_owner IN SCHEMA public"
    " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO kept_app",
    "ALTER DEFAULT PRIVILEGES FOR ROLE kept_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO kept_app",
    "ALTER DEFAULT PRIVILEGES FOR ROLE kept_owner IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO kept_app",
    "ALTER DEFAULT PRIVILEGES FOR ROLE kept_owner IN SCHEMA public GRANT SELECT ON TABLES TO kept_backup",
    "ALTER DEFAULT PRIVILEGES FOR ROLE kept_owner IN SCHEMA public GRANT SELECT ON SEQUENCES TO kept_backup",
    # The backup names a moment in the log and has the piece with it finished.
    "GRANT EXECUTE ON FUNCTION pg_create_restore_point(text), pg_switch_wal() TO kept_backup",
)


def as_superuser(database: str = "postgres") -> Connection:
    """A connection to the embedded cluster as its superuser; there is none to anybody else's server."""
    return psycopg.connect(
        host=str(place().sockets), port=5432, dbname=database, user=SUPERUSER, autocommit=True, connect_timeout=5
    )


@contextmanager
def _alone() -> Iterator[Connection]:
    """Roles are shared by all databases of the cluster: two that write them at once would stumble."""
    with as_superuser() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        yield connection


def bootstrap() -> None:
    """Roles, database, extensions, privileges. Changes nothing that is as it should be."""
    with _alone() as connection:
        for role in ROLES.values():
            _role(connection, role, "LOGIN")
        connection.execute("ALTER ROLE kept_backup REPLICATION")  # it copies the whole cluster
        _role(connection, SEARCH, "NOLOGIN")
        connection.execute("GRANT kept_search TO kept_owner")
        # The application becomes the console where the operator's staff come in, and is never both at once.
        connection.execute("ALTER ROLE kept_app NOINHERIT")
        connection.execute("GRANT kept_console TO kept_app")
        for box in BOXES:  # made once, so that nothing at run time has to be able to make a role
            _role(connection, box, "NOLOGIN")
            connection.execute(sql.SQL("GRANT {} TO kept_app").format(sql.Identifier(box)))
        _database(connection, DATABASE)
        _furnish(DATABASE)


def create_test_database(name: str) -> None:
    """An empty database for tests, furnished like the real one, in place of any older one of that name."""
    _must_be_a_test(name)
    with _alone() as connection:
        _drop(connection, name)
        _database(connection, name)
        # A test database need not outlive the machine's power.
        connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))
        _furnish(name)


def drop_test_database(name: str) -> None:
    """Remove a test database, whoever is still connected to it."""
    _must_be_a_test(name)
    with as_superuser() as connection:
        _drop(connection, name)


def _must_be_a_test(name: str) -> None:
    if not name.startswith("test_"):
        raise ValueError(f"{name} is not the name of a test database")


def _drop(connection: Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _role(connection: Connection, name: str, login: LiteralString) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb: LiteralString = "ALTER" if known else "CREATE"
    connection.execute(sql.SQL(f"{verb} ROLE {{}} {login} {PLAIN}").format(sql.Identifier(name)))


def _database(connection: Connection, name: str) -> None:
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    made = "CREATE DATABASE {} OWNER kept_owner TEMPLATE template0 ENCODING 'UTF8'"
    connection.execute(sql.SQL(made).format(sql.Identifier(name)))


def _furnish(database: str) -> None:
    name = sql.Identifier(database)
    with as_superuser(database) as connection, connection.transaction():
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
        for role in ROLES.values():
            connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(role)))
        connection.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO kept_app").format(name))
        for grant in GRANTS:
            connection.execute(grant)
