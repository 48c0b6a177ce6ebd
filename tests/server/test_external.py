"""A PostgreSQL of one's own: what docs/operating.md says is what Kept needs."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from kept.server.binaries import binaries
from kept.server.connections import parameters
from kept.server.roles import BOXES
from kept.server.trouble import Trouble
from tests.server.conftest import REPOSITORY, House

pytestmark = pytest.mark.slow

STATE = {
    "roles": "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication"
    " FROM pg_roles WHERE rolname LIKE 'kept%' ORDER BY 1",
    "members": "SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members"
    " WHERE roleid::regrole::text LIKE 'kept%' ORDER BY 1, 2",
    "database": "SELECT datdba::regrole::text, datacl::text[], datcollate FROM pg_database WHERE datname = 'kept'",
    "schema": "SELECT nspowner::regrole::text, nspacl::text[] FROM pg_namespace WHERE nspname = 'public'",
    "defaults": "SELECT defaclrole::regrole::text, defaclnamespace::regnamespace::text, defaclobjtype, defaclacl::text[]"
    " FROM pg_default_acl ORDER BY 1, 2, 3",
    "extensions": "SELECT extname FROM pg_extension ORDER BY 1",
}


def state(house: House) -> dict[str, list[Any]]:
    with house.database("postgres") as connection:
        found = {name: connection.execute(query).fetchall() for name, query in STATE.items()}
    return {
        name: [[sorted(cell) if isinstance(cell, list) else cell for cell in row] for row in rows]
        for name, rows in found.items()
    }


def as_documented(house: House) -> None:
    """Begin again in an empty cluster with the statements of the page."""
    page = (REPOSITORY / "docs" / "operating.md").read_text()
    statements = page.split("```sql\n")[1].split("```")[0]
    with house.database("postgres", "postgres") as connection:
        connection.execute("DROP DATABASE kept WITH (FORCE)")
        for role in ("kept_owner", "kept_app", "kept_backup", "kept_console", "kept_search", *BOXES):
            connection.execute(f"DROP ROLE {role}")
    sockets = str(house.data.parent / "run")
    psql = [
        binaries().program("psql"),
        "-h",
        sockets,
        "-U",
        "postgres",
        "-d",
        "postgres",
        "-v",
        "ON_ERROR_STOP=1",
        "-q",
    ]
    done = subprocess.run(psql, input=statements, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr


def address(house: House, role: str) -> str:
    return f"postgresql://{role}@/kept?host={house.data.parent / 'run'}"


@pytest.fixture
def guest(standing: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A Kept whose database is somebody else's: that of the standing house."""
    made = House(tmp_path_factory.mktemp("guest") / "data")
    made.environment = {
        "DATABASE_URL": address(standing, "kept_app"),
        "DATABASE_OWNER_URL": address(standing, "kept_owner"),
    }
    return made


def test_the_page_makes_what_the_embedded_database_has_and_kept_stands_on_it(standing: House, guest: House) -> None:
    embedded = state(standing)
    as_documented(standing)
    assert state(standing) == embedded
    assert guest.kept("manage", "migrate").returncode == 0
    unapplied = guest.kept("manage", "showmigrations", "--list").stdout
    assert "[X]" in unapplied
    assert "[ ]" not in unapplied
    assert not (guest.folder / "postgres").exists(), "no database of its own was made beside it"


def test_a_role_that_passes_the_fences_is_refused(standing: House, guest: House) -> None:
    assert guest.kept("database", "start").returncode == 0
    guest.environment["DATABASE_URL"] = address(standing, "postgres")
    refused = guest.kept("database", "start")
    assert refused.returncode == 2
    assert "bypasses row security" in refused.stderr
    with standing.database("postgres") as connection:
        connection.execute("ALTER ROLE kept_app BYPASSRLS")
    guest.environment["DATABASE_URL"] = address(standing, "kept_app")
    assert guest.kept("manage", "showmigrations").returncode == 2


def test_a_role_without_an_address_of_its_own_never_borrows_the_password_of_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://kept_app:quiet@127.0.0.1/kept")
    monkeypatch.delenv("DATABASE_BACKUP_URL", raising=False)
    assert parameters("app")["password"] == "quiet"
    assert parameters("backup")["user"] == "kept_backup"
    assert "password" not in parameters("backup")


@pytest.mark.promise("D2")
@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("postgresql://kept_app@db.example.org/kept", "verify-full"),
        ("postgresql://kept_app@192.0.2.5/kept?sslmode=verify-full&sslrootcert=/etc/ca.pem", "verify-full"),
        ("postgresql://kept_app@127.0.0.1/kept", None),
        ("postgresql://kept_app@/kept?host=/run/postgresql", None),
    ],
)
def test_the_line_to_another_machine_is_encrypted_and_proven(
    monkeypatch: pytest.MonkeyPatch, url: str, mode: str | None
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert parameters("app").get("sslmode") == mode


@pytest.mark.promise("D2")
@pytest.mark.parametrize("word", ["", "?sslrootcert=system"])
def test_the_machines_own_authorities_are_named_by_their_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, word: str
) -> None:
    """The TLS that comes with the driver would look for them in a folder that no machine has."""
    trusted = tmp_path / "trusted.pem"
    trusted.write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setenv("DATABASE_URL", f"postgresql://kept_app@db.example.org/kept{word}")
    assert parameters("app")["sslrootcert"] == str(trusted)
    monkeypatch.setenv("DATABASE_URL", "postgresql://kept_app@db.example.org/kept?sslrootcert=/etc/kept/authority.pem")
    assert parameters("app")["sslrootcert"] == "/etc/kept/authority.pem"


def test_nothing_is_looked_for_in_the_home_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is closed to the service, and libpq takes a closed door for an error."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://kept_app@db.example.org/kept")
    assert parameters("app")["sslcert"].startswith("/dev/null/")
    monkeypatch.setenv("DATABASE_URL", "postgresql://kept_app@db.example.org/kept?sslcert=/etc/kept/client.pem")
    assert parameters("app")["sslcert"] == "/etc/kept/client.pem"


@pytest.mark.promise("D2")
@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require", "verify-ca"])
def test_a_weaker_line_is_refused(monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://kept_app@db.example.org/kept?sslmode={mode}")
    with pytest.raises(Trouble, match="verify-full"):
        parameters("app")
