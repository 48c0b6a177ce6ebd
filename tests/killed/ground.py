"""The ground of the killings: databases that are copied in a moment, data folders beside them, and what is in both."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import sql

# What differs between two runs of the same work: times, numbers that were drawn, what was sealed, whole digests.
DRAWN = re.compile(
    r"\d{4}-\d\d-\d\d[T ][\d:.+]*|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}|\\\\?x[0-9a-f]+|[\w+/=-]{40,}|\d{4} \d{4}|\b\d+\b"
)
# The queue itself; the log of looks, which rightly knows of each try; numbers for searching.
SEEN = ("id", "found", "size", "seconds")  # a look finds the traces of the look before it, too; an archive packs times
PLACES = ("mail", "files", "ledger", "leaving", "lockbox", "packages", "post")  # of files that somebody would miss
TO_SEAL = "waits for its seal"  # the way by which such a line came, as the log has it
SEALED = """
SELECT e.id, CASE WHEN s.number = 1 OR s.previous = before.digest THEN 'in the chain' ELSE 'beside the chain' END
  FROM audit_entry e
  JOIN sealing_seal s ON s.instance_id = e.instance_id AND e.id = ANY (s.entries)
  LEFT JOIN sealing_seal before ON before.instance_id = s.instance_id AND before.number = s.number - 1
 WHERE e.via = %s ORDER BY e.id
"""
LEFT_OUT = ("procrastinate_", "audit_", "sealing_", "tenancy_seal", "status_failure", "django_")


@dataclass(frozen=True)
class Ground:
    """A database and a data folder."""

    database: str
    folder: Path

    def copy(self, name: str) -> Ground:
        """The same again, under another name."""
        from kept.server.roles import as_superuser

        let_go()
        other = Ground(name, self.folder.with_name(name))
        with as_superuser() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(other.database))
            )
            made = sql.SQL("CREATE DATABASE {} OWNER kept_owner TEMPLATE {} STRATEGY FILE_COPY")  # by the kernel: quick
            connection.execute(made.format(sql.Identifier(other.database), sql.Identifier(self.database)))
        shutil.rmtree(other.folder, ignore_errors=True)
        shutil.copytree(self.folder, other.folder)
        return other

    def drop(self) -> None:
        """No longer needed."""
        from kept.server.roles import drop_test_database

        let_go()
        drop_test_database(self.database)
        shutil.rmtree(self.folder, ignore_errors=True)

    def stand(self) -> None:
        """From here on the program of this process works on it."""
        from django.conf import settings
        from django.db import connections

        let_go()
        for alias in ("default", "owner"):
            connections[alias].settings_dict["NAME"] = self.database
        settings.DATA_DIR = self.folder

    @contextmanager
    def stood_on(self) -> Iterator[None]:
        """The program works on it for a while."""
        from django.conf import settings
        from django.db import connections

        before = (
            settings.DATA_DIR,
            {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "owner")},
        )
        self.stand()
        try:
            yield
        finally:
            let_go()
            settings.DATA_DIR = before[0]
            for alias, name in before[1].items():
                connections[alias].settings_dict["NAME"] = name

    def content(self) -> Counter[str]:
        """Every row, file and letter, without what two runs of the same work draw anew."""
        return Counter(self._rows()) + Counter(self._sealed()) + Counter(self._files())

    def _sealed(self) -> Iterator[str]:
        """Each line of the log that waited for its seal (`TO_SEAL`), by each seal that covers it: one, and no more."""
        from kept.server.roles import as_superuser

        with as_superuser(self.database) as connection:
            for entry, chained in connection.execute(SEALED, [TO_SEAL]).fetchall():
                yield f"seal over {entry}, {chained}"

    def _rows(self) -> Iterator[str]:
        from kept.server.roles import as_superuser

        with as_superuser(self.database) as connection:
            query = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
            for (table,) in connection.execute(query).fetchall():  # type: ignore[misc]
                if str(table).startswith(LEFT_OUT):
                    continue
                found = connection.execute(sql.SQL("SELECT to_jsonb(t) FROM {} t").format(sql.Identifier(str(table))))
                for (row,) in found:
                    yield f"{table} {json.dumps(_plain(row), sort_keys=True, ensure_ascii=False)}"

    def _files(self) -> Iterator[str]:
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and path.suffix != ".lock" and path.relative_to(self.folder).parts[0] in PLACES:
                where = re.sub(r"[0-9a-f-]{32,}|\b[0-9a-f]{2}\b|\d+", "…", path.relative_to(self.folder).as_posix())
                to = json.loads(path.read_text())["to"] if path.suffix == ".json" and "mail" in path.parts else ""
                yield f"{where} {to}"

    def queue(self) -> dict[str, str]:
        """Each kind of job and how its last one stands."""
        from kept.server.roles import as_superuser

        with as_superuser(self.database) as connection:
            found = connection.execute("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id").fetchall()
        return {str(name): str(status) for name, status in found}

    def states(self, kind: str) -> list[str]:
        """How the jobs of a kind stand, in their order."""
        from kept.server.roles import as_superuser

        with as_superuser(self.database) as connection:
            query = "SELECT status::text FROM procrastinate_jobs WHERE task_name = %s ORDER BY id"
            return [str(status) for (status,) in connection.execute(query, [kind])]

    def long_ago(self) -> None:
        """The killed worker has given no sign of life for an hour."""
        long_ago(self.database)


def long_ago(database: str = "") -> None:
    """An hour ago the worker of a database, else of the one on which we stand, was killed: no sign of life since."""
    from django.db import connections

    from kept.server.roles import as_superuser

    with as_superuser(database or connections["default"].settings_dict["NAME"]) as connection:
        connection.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        connection.execute("UPDATE api_webhook SET retry_at = retry_at - interval '1 hour' WHERE retry_at IS NOT NULL")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    if counts := (row.get("report") or {}).get("counts") if isinstance(row.get("report"), dict) else None:
        for name in [name for name in counts if name.startswith("log/")]:  # an archive holds the log of looks
            del counts[name]
    for line in row.get("forecast") or ():  # a plan counts what is left out here, too
        if line["label"].replace(".", "_").startswith(LEFT_OUT):
            line["all"] = "…"
    return {key: _masked(key, value) for key, value in row.items() if key not in SEEN}


def _masked(key: str, value: Any) -> Any:
    if key.endswith("_id") and isinstance(value, int):
        return "…"
    return DRAWN.sub("…", value) if isinstance(value, str) else json.loads(_in_text(value)) if value else value


def _in_text(value: Any) -> str:
    return re.sub(r'"(?:[^"\\]|\\.)*"', lambda found: DRAWN.sub("…", found[0]), json.dumps(value, ensure_ascii=False))


def let_go() -> None:
    """No connection of this process stands in the way."""
    from django.db import connections

    for connection in connections.all():
        connection.close()


def emptied() -> None:
    """Nothing waits in the queue any more."""
    from django.db import connections

    from kept.server.roles import as_superuser

    with as_superuser(connections["default"].settings_dict["NAME"]) as connection:
        connection.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
