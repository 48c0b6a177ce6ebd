"""Which database each role speaks to: the embedded one, or the one that DATABASE_URL names."""

import ipaddress
import os
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from kept.server.place import place
from kept.server.trouble import Trouble

ROLES = {"owner": "kept_owner", "app": "kept_app", "backup": "kept_backup", "console": "kept_console"}
DATABASE = "kept"
URLS = {
    "app": "DATABASE_URL",
    "owner": "DATABASE_OWNER_URL",
    "backup": "DATABASE_BACKUP_URL",
    "console": "DATABASE_CONSOLE_URL",
}
NO_CERTIFICATE = "/dev/null/none"  # of a client; without a word libpq looks into the home, which a service need not see
AUTHORITIES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
# A worker has fewer threads than the pool has places, so a wait means that the database is away: say so soon.
TIMES = {
    "web": {"statement_timeout": "60s", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "120s"},
    "worker": {"lock_timeout": "60s", "idle_in_transaction_session_timeout": "30min"},
}
POOL = {"min_size": 2, "max_size": 8, "timeout": 2, "reconnect_timeout": 5}


def external() -> bool:
    """Whether the database is somebody else's server rather than the embedded one."""
    return bool(os.environ.get("DATABASE_URL"))


def parameters(role: str, database: str | None = None) -> dict[str, str]:
    """What libpq needs to connect as `role` (app, owner, backup, console). Raises Trouble on an unsafe URL."""
    if external():
        found = _from_url(role)
    else:
        found = {"host": str(place().sockets), "port": "5432", "dbname": DATABASE, "user": ROLES[role]}
    return found | ({"dbname": database} if database else {})


def connect(role: str, database: str | None = None) -> psycopg.Connection[tuple[Any, ...]]:
    """A plain connection that commits each statement, for set-up and health."""
    return psycopg.connect(**_libpq(parameters(role, database)), autocommit=True, connect_timeout=5)


def django_settings(role: str) -> dict[str, object]:
    """The entry of Django's DATABASES for a role. Only the web server pools: it sets KEPT_SERVING=web."""
    known = parameters(role)
    options: dict[str, object] = {
        k: v for k, v in known.items() if k not in {"host", "port", "dbname", "user", "password"}
    }
    # A short list of words that wait beside their index keeps every search quick; an import says a longer one.
    options["options"] = " ".join(filter(None, [str(options.get("options", "")), "-c gin_pending_list_limit=256kB"]))
    options["options"] = " ".join([str(options["options"]), *limits(os.environ.get("KEPT_SERVING", ""))])
    if role == "app" and os.environ.get("KEPT_SERVING") == "web":
        options["pool"] = dict(POOL)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": known["dbname"],
        "USER": known["user"],
        "PASSWORD": known.get("password", ""),
        "HOST": known.get("host", ""),
        "PORT": known.get("port", ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # a pool that outlived a restart of the database mends itself
        "OPTIONS": options,
    }


def limits(serving: str) -> list[str]:
    """How long a statement may run and wait: who waits for a page is told to come back rather than left waiting."""
    return [f"-c {name}={value}" for name, value in TIMES.get(serving, {}).items()]


def _libpq(found: dict[str, str]) -> dict[str, Any]:
    return dict(found)


def _from_url(role: str) -> dict[str, str]:
    given = os.environ.get(URLS[role])
    try:
        found = {k: str(v) for k, v in conninfo_to_dict(given or os.environ["DATABASE_URL"]).items()}
    except psycopg.ProgrammingError as error:
        raise Trouble(f"{URLS[role]} cannot be read as a database address.") from error
    if not given:
        # Without an address of its own a role uses the application's server, under its own name and no password.
        found = {k: v for k, v in found.items() if k != "password"} | {"user": ROLES[role]}
    return _encrypted(found, URLS[role])


def _encrypted(found: dict[str, str], name: str) -> dict[str, str]:
    """D2: a link that leaves the machine is encrypted, and the server proves who it is."""
    if _stays_here(found.get("host", "")):
        return found
    mode = found.setdefault("sslmode", "verify-full")
    if mode != "verify-full":
        raise Trouble(f"{name} says sslmode={mode}. A database on another machine needs sslmode=verify-full.")
    if found.get("sslrootcert", "system") == "system":
        found["sslrootcert"] = _authorities()
    return {"sslcert": NO_CERTIFICATE} | found


def _authorities() -> str:
    """The file of those whom this machine trusts. Asked for by the word "system" alone, a libpq that brings its own TLS looks
    where there are none, and PostgreSQL 15's programs do not know the word."""
    known = (os.environ.get("SSL_CERT_FILE", ""), *AUTHORITIES)
    return next((path for path in known if path and Path(path).is_file()), "system")


def _stays_here(host: str) -> bool:
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
