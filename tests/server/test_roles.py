"""The roles hold nothing that would let them past the fences: read from the database's own catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from kept.server import database, roles
from kept.server.connections import ROLES, parameters

NAME = "test_roles"


@pytest.fixture(scope="module")
def furnished() -> Iterator[str]:
    """A test database with one table, sequence and function of the owner."""
    database.ensure()
    database.bootstrap()
    database.create_test_database(NAME)
    with open_as("kept_owner") as owner:
        owner.execute("CREATE TABLE note (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, word text)")
        owner.execute("CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2'")
        owner.execute("INSERT INTO note (word) VALUES ('first')")
    yield NAME
    database.drop_test_database(NAME)


def open_as(role: str) -> psycopg.Connection[Any]:
    return psycopg.connect(host=parameters("app")["host"], user=role, dbname=NAME, autocommit=True)


def test_no_role_is_above_the_fences(furnished: str) -> None:
    with roles.as_superuser() as connection:
        found = connection.execute(
            "SELECT rolname, rolcanlogin, rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole, rolreplication"
            " FROM pg_roles WHERE rolname LIKE 'kept%' ORDER BY rolname"
        ).fetchall()
        superuser = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = 'postgres'").fetchone()
    nobody = {"kept_search", *roles.BOXES}  # roles that nobody signs in as
    names = sorted([*ROLES.values(), *nobody])
    expected = [(role, role not in nobody, False, role == "kept_backup") for role in names]
    assert found == expected
    assert superuser == (True,), "the question is one that a stronger role answers differently"


def test_the_owner_makes_and_the_application_uses(furnished: str) -> None:
    with open_as("kept_app") as app:
        app.execute("INSERT INTO note (word) VALUES ('second')")
        app.execute("UPDATE note SET word = 'changed' WHERE word = 'second'")
        assert app.execute("DELETE FROM note WHERE word = 'changed' RETURNING word").fetchone() == ("changed",)
        assert app.execute("SELECT twice(21)").fetchone() == (42,)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine ()",
        "DROP TABLE note",
        "ALTER TABLE note DISABLE ROW LEVEL SECURITY",
        "TRUNCATE note",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SET ROLE kept_owner",
        "SET ROLE kept_search",
        "CREATE DATABASE mine",
    ],
)
def test_the_application_owns_and_makes_nothing(furnished: str, statement: str) -> None:
    with open_as("kept_app") as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)


def test_the_backup_reads_and_the_console_does_not_even_that(furnished: str) -> None:
    with open_as("kept_backup") as backup:
        assert backup.execute("SELECT word FROM note").fetchone() == ("first",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            backup.execute("DELETE FROM note")
    with open_as("kept_console") as console:
        for statement in ("SELECT word FROM note", "SELECT twice(1)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                console.execute(statement)


def test_a_function_may_be_given_to_search_by_the_owner_alone(furnished: str) -> None:
    with open_as("kept_owner") as owner:
        owner.execute("CREATE FUNCTION found() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'")
        owner.execute("ALTER FUNCTION found() OWNER TO kept_search")
        owner.execute("GRANT EXECUTE ON FUNCTION found() TO kept_app")
    with open_as("kept_app") as app:
        assert app.execute("SELECT found()").fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("ALTER FUNCTION found() OWNER TO kept_app")
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        open_as("kept_search")


def test_the_search_extensions_are_there(furnished: str) -> None:
    with open_as("kept_app") as app:
        found = {name for (name,) in app.execute("SELECT extname FROM pg_extension").fetchall()}
    assert {"pg_trgm", "btree_gin"} <= found


def test_only_test_databases_can_be_dropped_by_that_name() -> None:
    for act in (database.create_test_database, database.drop_test_database):
        with pytest.raises(ValueError, match="not the name of a test database"):
            act("kept")
