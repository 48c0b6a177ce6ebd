"""Migrations newer than the base do not stand in the way of those who work: squawk reads their SQL, with reasons.

The base is what stood in `migrations-base.txt`: those ran when nobody had data yet. A warning of a rule that is not
left out below fails, unless the migration's own reason is in MEANT.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, models
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader

BASE = {*Path(__file__).with_name("migrations-base.txt").read_text().split()}
SQUAWK = shutil.which("squawk") or str(Path(__file__).resolve().parents[2] / ".venv/bin/squawk")

LEFT_OUT = {
    "prefer-robust-stmts": "each migration is one transaction: it is there or not",
    "require-lock-timeout": "kept.server.migrating sets it before each try",
    "require-statement-timeout": "kept.server.migrating sets it before each try",
    "prefer-text-field": "lengths are meant: a field has the length that its form has",
    "ban-drop-default": "Django gives new columns a default for the rows that are there, and drops it in the same moment",
    "prefer-identity": "Django writes its keys so",
    "prefer-bigint-over-int": "small numbers are small on purpose",
    "prefer-bigint-over-smallint": "small numbers are small on purpose",
    "prefer-big-int": "small numbers are small on purpose",
    "prefer-timestamp-tz": "Django writes timestamps with their zone",
    "ban-concurrent-index-creation-in-transaction": "said of Django's own atomic migrations, which have none",
}
# migration: {rule: why it is well here}
A_ROW_AN_INSTANCE = "the table has a row or two an instance: it is locked for a moment"
A_CONSTANT = (
    "a constant that PostgreSQL keeps beside the table until the program gives its own: nothing is written anew"
)
MEANT: dict[str, dict[str, str]] = {
    "audit.0002_remove_entry_entry_record": {
        "require-concurrent-index-deletion": "it takes away a file, in a moment, and lets go after three seconds; the other "
        "way waits for everybody at work, and leaves half an index where it is stopped"
    },
    "outside.0003_remove_instancekey_one_file_key_an_instance_and_more": dict.fromkeys(
        ("ban-drop-constraint", "constraint-missing-not-valid", "disallowed-unique-constraint"),
        A_ROW_AN_INSTANCE,
    ),
    "desk.0005_notice_told": {"ban-drop-default": A_CONSTANT},
    "newsletter.0005_notice_told": {"ban-drop-default": A_CONSTANT},
}

# migration: why the version before cannot live with it, and what makes up for that
BREAKS: dict[str, str] = {
    "desk.0005_notice_told": "0006 gives the column a default of the database's own",
    "newsletter.0005_notice_told": "0006 gives the column a default of the database's own",
    "outside.0003_remove_instancekey_one_file_key_an_instance_and_more": "who founds an instance in those seconds is "
    "refused and founds it again: the table has a row an instance",
}


def newer() -> list[tuple[str, str]]:
    """(label, name) of each migration of ours after the base."""
    loader = MigrationLoader(None)
    return sorted(
        (label, name)
        for (label, name), one in loader.disk_migrations.items()
        if one.__module__.startswith("kept.") and _written(one.__module__) not in BASE
    )


def _written(module: str) -> str:
    return module.removeprefix("kept.").replace(".migrations.", ".")


def warnings(sql: str) -> set[str]:
    """The rules that some SQL breaks, of those not left out."""
    bare = "\n".join(line for line in sql.replace("BEGIN;", "").replace("COMMIT;", "").splitlines())
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(bare)
        file.flush()
        words = [SQUAWK, "--reporter", "json", "--assume-in-transaction", "--pg-version", "15", file.name]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith("["), done.stderr
    return {each["rule_name"] for each in json.loads(done.stdout)} - set(LEFT_OUT)


def sql_of(label: str, name: str) -> str:
    """What the migration does, in SQL."""
    out = io.StringIO()
    call_command("sqlmigrate", label, name, database="owner", stdout=out)
    return out.getvalue()


@pytest.mark.django_db(databases=["default", "owner"])
def test_migrations_after_the_base_block_nobody() -> None:
    wrong: dict[str, Any] = {}
    for label, name in newer():
        found = warnings(sql_of(label, name)) - set(MEANT.get(f"{label}.{name}", {}))
        if found:
            wrong[f"{label}.{name}"] = sorted(found)
    connections["owner"].close()
    assert wrong == {}


def test_a_migration_that_would_block_is_seen() -> None:
    assert warnings("BEGIN; CREATE INDEX one ON contacts_contact (email); COMMIT;")
    assert warnings("BEGIN; ALTER TABLE contacts_contact ALTER COLUMN email SET NOT NULL; COMMIT;")
    assert not warnings("BEGIN; ALTER TABLE contacts_contact ADD COLUMN x text NULL; COMMIT;")


def test_the_base_is_there_and_no_reason_is_left_over() -> None:
    there = {_written(one.__module__) for one in MigrationLoader(None).disk_migrations.values()}
    assert there >= BASE
    assert set(MEANT) <= {f"{label}.{name}" for label, name in newer()}


TAKE_AWAY = (operations.RemoveField, operations.RenameField, operations.DeleteModel, operations.RenameModel)


def disturbs(operation: Any) -> bool:
    """Whether a program that does not know of this change can no longer read or write the table.

    A column that must be filled has to fill itself: Django's own default is none of the database's.
    """
    if isinstance(operation, operations.AddField):
        field = operation.field
        return not (field.null or field.many_to_many or field.db_default is not models.NOT_PROVIDED)
    return isinstance(operation, TAKE_AWAY)


@pytest.mark.promise("D9")
def test_the_version_before_works_on_while_tables_change() -> None:
    disk = MigrationLoader(None).disk_migrations
    made = {(label, each.name.lower()) for label, name in newer() for each in disk[label, name].operations
            if isinstance(each, operations.CreateModel)}  # fmt: skip
    disturbing = {
        f"{label}.{name}"
        for label, name in newer()
        for each in disk[label, name].operations
        if disturbs(each) and (label, getattr(each, "model_name", "").lower()) not in made
    }
    assert disturbing == set(BREAKS), "give it null=True or db_default; take away only what two versions did not use"


def test_a_change_that_the_version_before_cannot_live_with_is_seen() -> None:
    number = models.PositiveIntegerField
    assert disturbs(operations.AddField("contact", "told", number(default=0)))
    assert not disturbs(operations.AddField("contact", "told", number(default=0, db_default=0)))
    assert not disturbs(operations.AddField("contact", "told", number(null=True)))
    assert disturbs(operations.RemoveField("contact", "told"))
    assert disturbs(operations.RenameField("contact", "told", "said"))


@pytest.mark.promise("D9")
@pytest.mark.django_db(databases=["default", "owner"])
def test_an_upgrade_waits_a_moment_for_a_table_in_use_lets_go_and_tries_again(monkeypatch: Any) -> None:
    """Somebody holds a table; the second try finds it free."""
    from django.db import OperationalError
    from psycopg.errors import LockNotAvailable

    from kept.server import migrating
    from kept.server.trouble import Trouble

    monkeypatch.setattr(connections["owner"], "close", lambda: None)
    tries: list[int] = []

    def held(free_after: int) -> Any:
        def act() -> None:
            tries.append(1)
            with connections["owner"].cursor() as cursor:
                cursor.execute("SHOW lock_timeout")
                assert cursor.fetchone() == ("3s",)
            if len(tries) < free_after:
                raise OperationalError from LockNotAvailable()

        return act

    migrating._patiently(held(3), 5, 0)
    assert len(tries) == 3
    with pytest.raises(Trouble, match="in use"):
        migrating._patiently(held(99), 2, 0)
