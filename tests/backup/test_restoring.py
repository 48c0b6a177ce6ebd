"""Backups by the command line, as an operator takes and restores them: one house, spoiled and put right again."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from psycopg import sql

from tests.server.conftest import House, new_house

pytestmark = pytest.mark.slow

Rows = dict[str, list[str]]
ROWS = sql.SQL("SELECT t::text FROM {} AS t")
OWNED = sql.SQL("SELECT instance_id, t::text FROM {} AS t")
ORPHAN = "0d2c2b9e-6f0b-4a45-9d0e-2f6d5a1c7b11"  # a file whose row is gone
MARKER = "Kvido Zpěváček"


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """A house with the demo world, that has been backed up."""
    with new_house() as made:
        assert made.kept("demo", "--once").returncode == 0
        assert made.kept("database", "start").returncode == 0
        assert not (made.data.parent / "spool").exists(), "a log that nobody wants is not kept"
        for name in ("a-file", ORPHAN):
            file = made.folder / "files" / "1" / "ab" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"sealed long ago" * 10_000)
        taken = made.kept("backup", "now")
        assert taken.returncode == 0, taken.stderr
        yield made


@pytest.fixture
def elsewhere(house: House) -> Iterator[House]:
    """Another folder, to restore into."""
    made = House(house.folder.parent / "elsewhere", {"KEPT_ROOT_KEY_FILE": str(house.folder / "keys" / "root.key")})
    yield made
    made.kept("stop")
    home = (made.folder / "postgres").resolve()
    shutil.rmtree(made.folder, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)


def rows(house: House) -> Rows:
    """Every row of every table, but those in which backups are noted."""
    with house.database("postgres") as connection:
        names = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        tables = [name for (name,) in names if not name.startswith("backup_")]
        return {
            name: sorted(str(row) for (row,) in connection.execute(ROWS.format(sql.Identifier(name))))
            for name in tables
        }


def of_instances(house: House, slug: str) -> tuple[Rows, Rows]:
    """The rows of one instance, and those of all others; without the log, which goes on."""
    mine: Rows = {}
    others: Rows = {}
    with house.database("postgres") as connection:
        (number,) = connection.execute("SELECT id FROM tenancy_instance WHERE slug = %s", [slug]).fetchone() or (0,)
        tables = connection.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'instance_id'"
            " AND table_schema = 'public' AND table_name <> 'audit_entry'"
        ).fetchall()
        for (table,) in tables:
            for instance, row in connection.execute(OWNED.format(sql.Identifier(table))):
                (mine if instance == number else others).setdefault(table, []).append(row)
    return {k: sorted(v) for k, v in mine.items()}, {k: sorted(v) for k, v in others.items()}


def spoil(house: House, word: str = MARKER) -> str:
    """Rename everybody everywhere. Returns a moment just before."""
    with house.database("postgres") as connection:
        (before,) = connection.execute("SELECT clock_timestamp()").fetchone() or (None,)
        time.sleep(0.05)
        connection.execute("UPDATE contacts_contact SET last_name = %s", [word])
    return str(before)


def depot(house: House) -> Path:
    return house.folder / "backups"


@pytest.mark.promise("D4")
def test_a_backup_is_listed_verified_and_restored_for_a_trial(house: House) -> None:
    assert re.search(r"^\d{8}T\d{6}Z .* 2 files", house.kept("backup", "list").stdout, re.MULTILINE)
    assert "is whole" in house.kept("backup", "verify", "--all").stdout
    tried = house.kept("backup", "drill")
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert "restored and compared" in tried.stdout
    assert not (house.folder / "drill").exists()


@pytest.mark.promise("D4")
def test_into_an_empty_folder_comes_every_row_and_every_file(house: House, elsewhere: House) -> None:
    before = rows(house)
    assert any(MARKER in row for row in before["contacts_contact"]) is False
    done = house.kept("backup", "restore", "--into", str(elsewhere.folder))
    assert done.returncode == 0, done.stderr
    assert elsewhere.kept("database", "start").returncode == 0
    after = rows(elsewhere)
    assert after == before
    assert len(after["contacts_contact"]) > 100
    path = Path("files") / "1" / "ab" / "a-file"
    assert (elsewhere.folder / path).read_bytes() == (house.folder / path).read_bytes()
    assert not (elsewhere.folder / path.with_name(ORPHAN)).exists(), "no row speaks of it, so nobody could find it"
    assert (elsewhere.folder / "secret").read_text() == (house.folder / "secret").read_text()
    assert not (elsewhere.folder / "keys" / "root.key").exists()


@pytest.mark.promise("D4")
def test_a_flipped_byte_makes_a_restore_refuse_and_leaves_nothing(house: House, elsewhere: House) -> None:
    path = max(depot(house).glob("days/*/base-*"))
    whole = path.read_bytes()
    path.write_bytes(whole[:9999] + bytes([whole[9999] ^ 4]) + whole[10000:])
    try:
        refused = house.kept("backup", "restore", "--into", str(elsewhere.folder))
        unverified = house.kept("backup", "verify")
    finally:
        path.write_bytes(whole)
    assert (refused.returncode, unverified.returncode) == (2, 2)
    assert "The backup is damaged" in refused.stderr
    assert not elsewhere.folder.exists()


@pytest.mark.promise("D4")
def test_another_root_key_is_told_plainly(house: House, elsewhere: House, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=")
    house.environment["KEPT_ROOT_KEY_FILE"] = str(tmp_path / "key")
    refused = house.kept("backup", "restore", "--into", str(elsewhere.folder))
    del house.environment["KEPT_ROOT_KEY_FILE"]
    assert refused.returncode == 2
    assert "operator's key does not open the backups" in refused.stderr


@pytest.mark.promise("D4")
def test_what_people_typed_stands_nowhere_in_the_depot(house: House) -> None:
    with house.database("postgres") as connection:
        (name,) = connection.execute("SELECT last_name FROM contacts_contact LIMIT 1").fetchone() or ("",)
    words = [str(name).encode(), b"contacts_contact", b"sealed long ago"]
    everything = b"".join(path.read_bytes() for path in depot(house).rglob("*") if path.is_file())
    assert len(everything) > 1_000_000
    assert [word for word in words if word in everything] == []


@pytest.mark.promise("L5")
def test_one_instance_goes_back_and_the_others_keep_every_bit(house: House) -> None:
    mine, _theirs = of_instances(house, "havlicek")
    before = spoil(house)
    spoiled, others = of_instances(house, "havlicek")
    assert spoiled != mine
    done = house.kept("backup", "restore", "--instance", "havlicek", "--at", before)
    assert done.returncode == 0, done.stderr
    restored, untouched = of_instances(house, "havlicek")
    assert restored == mine
    assert untouched == others
    assert any(MARKER in row for row in untouched["contacts_contact"])


HOOK = (
    "INSERT INTO api_webhook (instance_id, key, url, secret, events, at, attempts, status) SELECT id, gen_random_uuid(),"
    " 'https://machine.example/', '', ARRAY['record.created', 'record.updated', 'record.deleted'], now(), 0, ''"
    " FROM tenancy_instance WHERE slug = 'havlicek'"
)
WAITS = (
    "INSERT INTO api_delivery (instance_id, webhook_id, kind, record_id, type, passage) SELECT instance_id, id,"
    " 'contacts_contact', 1, 'record.updated', %s FROM api_webhook"
)


@pytest.mark.promise("L5")
def test_an_instance_that_went_back_tells_no_machine_what_it_was_told(house: House) -> None:
    told, waits, undone = 1, 2, 3
    with house.database("postgres") as connection:
        connection.execute(HOOK)
        for passage in (told, waits):
            connection.execute(WAITS, [passage])
        (before,) = connection.execute("SELECT clock_timestamp()").fetchone() or (None,)
        time.sleep(0.05)
        connection.execute("DELETE FROM api_delivery WHERE passage = %s", [told])
        connection.execute(WAITS, [undone])
        connection.execute("UPDATE contacts_contact SET last_name = 'Later', version = version + 1")
    done = house.kept("backup", "restore", "--instance", "havlicek", "--at", str(before))
    with house.database("postgres") as connection:
        left = [passage for (passage,) in connection.execute("SELECT passage FROM api_delivery").fetchall()]
        (hooks,) = connection.execute("SELECT count(*) FROM api_webhook").fetchone() or (0,)
        connection.execute("DELETE FROM api_delivery")
        connection.execute("DELETE FROM api_webhook")
    assert done.returncode == 0, done.stderr
    assert hooks == 1
    assert left == [waits], "neither what was told, nor what was undone, nor the coming and going of every row"


KEY = (
    "INSERT INTO identity_apikey (instance_id, membership_id, name, prefix, secret_hash, created_at)"
    " SELECT m.instance_id, m.id, 'leaked', 'kept_leaked_', 'leaked', now() FROM identity_membership m"
    " JOIN tenancy_instance i ON i.id = m.instance_id WHERE i.slug = 'havlicek' ORDER BY m.id LIMIT 1"
)
SALTS = "INSERT INTO sealing_salts (instance_id, number, salts) SELECT id, 9999, 'salt' FROM tenancy_instance WHERE slug = 'havlicek'"


@pytest.mark.promise("L5", "D5")
def test_an_instance_that_went_back_keeps_what_proves_its_log_and_no_revoked_key_opens_it(house: House) -> None:
    with house.database("postgres") as connection:
        connection.execute(KEY)
        (before,) = connection.execute("SELECT clock_timestamp()").fetchone() or (None,)
        time.sleep(0.05)
        connection.execute("UPDATE identity_apikey SET revoked_at = now() WHERE name = 'leaked'")
        connection.execute("UPDATE contacts_contact SET last_name = 'Later'")
        connection.execute(SALTS)
    done = house.kept("backup", "restore", "--instance", "havlicek", "--at", str(before))
    with house.database("postgres") as connection:
        revoked = connection.execute("SELECT revoked_at IS NOT NULL FROM identity_apikey WHERE name = 'leaked'")
        assert done.returncode == 0, done.stderr
        assert revoked.fetchall() == [(True,)]
        assert connection.execute("SELECT count(*) FROM sealing_salts WHERE number = 9999").fetchone() == (1,)
        connection.execute("DELETE FROM sealing_salts WHERE number = 9999")
        connection.execute("DELETE FROM identity_apikey WHERE name = 'leaked'")


AT_WORK = (
    'INSERT INTO acts_longact (instance_id, kind, act, plan, ids, total, done, changed, skipped, "left", state, said,'
    " stop_asked, at) SELECT id, 'contact', 'edit', '{}', '{1,2}', 2, 0, 0, 0, 0, 'running', '', false, now()"
    " FROM tenancy_instance WHERE slug = 'havlicek'"
)


@pytest.mark.promise("D4")
def test_what_was_at_work_in_an_instance_that_went_back_is_at_work_no_more(house: House) -> None:
    with house.database("postgres") as connection:
        connection.execute(AT_WORK)
        (before,) = connection.execute("SELECT clock_timestamp()").fetchone() or (None,)
        time.sleep(0.05)
        connection.execute("UPDATE acts_longact SET state = 'done', ids = '{}'")
    done = house.kept("backup", "restore", "--instance", "havlicek", "--at", str(before))
    with house.database("postgres") as connection:
        left = connection.execute("SELECT state, ids, ended_at IS NOT NULL FROM acts_longact").fetchall()
        connection.execute("DELETE FROM acts_longact")
    assert done.returncode == 0, done.stderr
    assert left == [("put back", [], True)]


@pytest.mark.promise("D4")
def test_in_place_it_goes_back_to_the_moment_and_sets_aside_what_was(house: House) -> None:
    then = rows(house)
    before = spoil(house, "Somebody Else")
    assert rows(house) != then
    house.kept("stop")
    done = house.kept("backup", "restore", "--at", before)
    assert done.returncode == 0, done.stderr
    assert list(house.data.parent.glob("data.before-*"))
    assert house.kept("database", "start").returncode == 0
    assert rows(house) == then


@pytest.mark.promise("D4")
def test_a_moment_that_no_backup_has_is_refused_with_a_sentence(house: House, elsewhere: House) -> None:
    for at, words in (("2020-01-01 10:00", "oldest backup is of"), ("2199-01-01 10:00", "reaches until")):
        refused = house.kept("backup", "restore", "--into", str(elsewhere.folder), "--at", at)
        assert refused.returncode == 2
        assert words in refused.stderr
    assert "is no time such as" in house.kept("backup", "restore", "--at", "yesterday").stderr
    assert "no instance called" in house.kept("backup", "restore", "--instance", "nobody").stderr


@pytest.mark.promise("R6")
def test_nothing_is_served_from_a_restore_that_was_not_finished(house: House, free_port: int) -> None:
    mark = house.folder / "restore-unfinished"
    mark.touch()
    try:
        refused = house.kept("run", "--port", str(free_port))
    finally:
        mark.unlink()
    assert refused.returncode == 2
    assert "A restore was not finished" in refused.stderr


@pytest.mark.promise("D4")
def test_a_moment_is_named_while_somebody_writes_all_the_time(house: House) -> None:
    with house.database() as connection, house.database() as other:
        connection.execute("CREATE TABLE busy (n int)")
        other.autocommit = False
        other.execute("INSERT INTO busy VALUES (1)")  # and it does not come to an end
        began = datetime.now(UTC)
        taken = house.kept("backup", "now")
        assert taken.returncode == 0, taken.stderr
        other.rollback()
        connection.execute("DROP TABLE busy")
    assert (datetime.now(UTC) - began).total_seconds() < 120
    assert "still" in house.kept("backup", "drill").stdout


@pytest.mark.promise("D4")
def test_a_database_that_is_not_our_own_is_backed_up_too(house: House) -> None:
    guest = House(house.folder.parent / "guest")
    sockets = house.data.parent / "run"
    for name, role in (("DATABASE_URL", "app"), ("DATABASE_OWNER_URL", "owner"), ("DATABASE_BACKUP_URL", "backup")):
        guest.environment[name] = f"postgresql://kept_{role}@/kept?host={sockets}"
    guest.folder.mkdir()
    guest.folder.chmod(0o711)
    taken = guest.kept("backup", "now")
    assert taken.returncode == 0, taken.stderr
    tried = guest.kept("backup", "drill")
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert "Restore --into" in guest.kept("backup", "restore").stderr


@pytest.mark.promise("D4")
def test_a_table_that_the_backup_may_not_read_is_kept_and_complained_of(house: House) -> None:
    with house.database("postgres") as connection:
        connection.execute("CREATE TABLE by_hand AS SELECT 1 AS n")
        connection.execute("ALTER TABLE by_hand OWNER TO kept_owner")
    assert house.kept("backup", "now").returncode == 0
    tried = house.kept("backup", "drill")
    with house.database("postgres") as connection:
        connection.execute("DROP TABLE by_hand")
    assert tried.returncode == 1
    assert "different: by_hand" in tried.stdout
