"""Every depot keeps the same contract: a folder, a bucket and another machine, each a real one that listens here."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kept.backup.ageing import age_out
from kept.backup.depot import Depot, Folder, Missing
from kept.backup.depots.elsewhere import held_until, hold_longer
from kept.backup.manifest import Kept, Manifest
from kept.backup.ring import KeyGone, OneRoot, Ring
from kept.backup.vault import Vault
from kept.outside.keys_roots import FileRoot
from kept.outside.sealing import Damaged
from kept.outside.storage import s3, sftp
from kept.outside.storage.s3 import Bucket
from kept.outside.storage.sftp import Remote
from kept.outside.storage.terms import Away, Denied, Locked, Unproven
from tests import buckets, openssh
from tests.ports import free_port

KINDS = ["folder", "bucket", "versions", "machine"]
DAY = date(2026, 11, 22)
ROOT = OneRoot(FileRoot(b"k" * 32, old=True))


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, Any]]:
    with buckets.running() as plain, buckets.running(locking=True) as locking:
        if openssh.PROGRAM is None:
            yield {"bucket": plain, "versions": locking, "machine": None}
        else:
            with openssh.running() as machine:
                yield {"bucket": plain, "versions": locking, "machine": machine}


@pytest.fixture(params=KINDS)
def depot(request: Any, servers: dict[str, Any], tmp_path: Path) -> Depot:
    return made(request.param, servers, tmp_path)


def made(kind: str, servers: dict[str, Any], tmp_path: Path) -> Depot:
    """An empty depot of a kind, apart from those of other tests."""
    if kind == "folder":
        return Folder(tmp_path)
    if kind == "machine":
        if servers["machine"] is None:
            pytest.skip(openssh.WHY_NOT)
        server = servers["machine"]
        return Remote(server.instead(folder=f"{server.root}/{tmp_path.name}"))
    return Bucket(servers[kind].instead(prefix=tmp_path.name, lock=""))


@pytest.mark.promise("D1")
@pytest.mark.parametrize("size", [0, 1, 70_000, sftp.LAP + 5, s3.PART * 2 + 7])
def test_what_was_put_comes_back_whole_and_is_listed_with_its_size(depot: Depot, size: int) -> None:
    plain = os.urandom(size)
    began = datetime.now(UTC) - timedelta(seconds=5)
    assert depot.put("days/2026-11-22/base-1", (plain[at : at + 300_000] for at in range(0, size, 300_000))) == size
    assert b"".join(depot.get("days/2026-11-22/base-1")) == plain
    (stored,) = depot.there("days/")
    assert (stored.name, stored.size, stored.at >= began) == ("days/2026-11-22/base-1", size, True)


@pytest.mark.promise("D1")
def test_names_are_found_by_how_they_begin_and_in_order(depot: Depot) -> None:
    for name in ("days/2/b", "days/2/a", "days/1/a", "keys/1", "blobs/aa/aa1"):
        depot.put(name, [b"x"])
    assert [each.name for each in depot.there()] == ["blobs/aa/aa1", "days/1/a", "days/2/a", "days/2/b", "keys/1"]
    assert [each.name for each in depot.there("days/2/")] == ["days/2/a", "days/2/b"]
    assert [each.name for each in depot.there("days/2/a")] == ["days/2/a"]
    assert depot.there("nothing/") == []


@pytest.mark.promise("D1")
def test_what_was_removed_is_gone_and_removing_again_does_no_harm(depot: Depot) -> None:
    depot.put("days/1/a", [b"x"])
    for _turn in range(2):
        depot.remove("days/1/a")
        assert depot.there() == []
        with pytest.raises(Missing):
            depot.get("days/1/a")


@pytest.mark.promise("D1")
def test_a_second_putting_takes_the_place_of_the_first(depot: Depot) -> None:
    depot.put("ledger", [b"first"])
    depot.put("ledger", [b"second!"])
    assert b"".join(depot.get("ledger")) == b"second!"
    assert [(each.name, each.size) for each in depot.there()] == [("ledger", 7)]


@pytest.mark.promise("D1")
@pytest.mark.parametrize("before", [1000, s3.PART + 1000])
def test_what_could_not_be_put_whole_is_not_there_and_what_was_there_stays(depot: Depot, before: int) -> None:
    def breaking() -> Iterator[bytes]:
        yield os.urandom(before)
        raise OSError(28, "No space left on device")

    depot.put("days/x", [b"as it was"])
    for name in ("days/x", "days/y"):
        with pytest.raises(OSError, match="No space"):
            depot.put(name, breaking())
    assert [each.name for each in depot.there()] == ["days/x"]
    assert b"".join(depot.get("days/x")) == b"as it was"
    assert depot.tidy() == 0, "nothing half made was left"


@pytest.mark.promise("D1")
@pytest.mark.parametrize("name", ["../out", "/etc/passwd", "days/../../out", ".hidden", "", "days//x"])
def test_no_name_leads_out_of_a_depot(depot: Depot, name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        depot.put(name, [b"x"])


@pytest.mark.promise("D1")
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_sealed_before_it_leaves_and_a_flipped_byte_is_refused(
    kind: str, servers: dict[str, Any], tmp_path: Path
) -> None:
    depot = made(kind, servers, tmp_path)
    vault = Vault(depot, Ring(Folder(tmp_path / "ring"), ROOT))
    vault.put(DAY, "base-1", [b"Ludmila Zelena " * 20_000])
    name = f"days/{DAY}/base-1"
    sealed = b"".join(depot.get(name))
    assert b"Ludmila" not in sealed
    depot.put(name, [sealed[:-9], bytes([sealed[-9] ^ 1]), sealed[-8:]])
    with pytest.raises(Damaged):
        list(vault.get(DAY, "base-1"))
    depot.put(name, [sealed])
    assert b"".join(vault.get(DAY, "base-1")) == b"Ludmila Zelena " * 20_000


@pytest.mark.promise("D1")
def test_where_a_bucket_keeps_versions_nothing_removed_or_overwritten_lingers(servers: dict[str, Any]) -> None:
    store = servers["versions"]
    depot = Bucket(store.instead(prefix="lingering", lock=""))
    for content in (b"old key", b"new key"):
        depot.put("keys/2026-11-22", [content])
    listed = store.client.list_object_versions(Bucket=buckets.NAME, Prefix="lingering/")
    assert len(listed["Versions"]) == 1
    depot.remove("keys/2026-11-22")
    listed = store.client.list_object_versions(Bucket=buckets.NAME, Prefix="lingering/")
    assert [*listed.get("Versions", ()), *listed.get("DeleteMarkers", ())] == []


@pytest.mark.promise("D1")
def test_a_locked_backup_cannot_be_removed_by_us_either_and_ends_with_its_key(
    servers: dict[str, Any], tmp_path: Path, db: None
) -> None:
    today = datetime.now(UTC).date()
    bucket = Bucket(servers["versions"].instead(prefix="locked"), held_until)
    vault = Vault(bucket, Ring(bucket, ROOT))
    assert bucket.locks()
    vault.put(today, "base-1", [b"x" * 1000])
    with pytest.raises(Locked):
        bucket.remove(f"days/{today}/base-1")
    assert b"".join(vault.get(today, "base-1")) == b"x" * 1000
    gone = age_out(vault, today + timedelta(days=16), 14)  # by the day it should go; by the store's clock it may not
    assert (gone.keys, gone.things, gone.held) == (1, 0, 1)
    with pytest.raises(KeyGone):
        vault.get(today, "base-1")
    assert bucket.there("keys/") == []


@pytest.mark.promise("D1")
def test_a_file_that_stays_has_its_lock_drawn_out_once_a_history(servers: dict[str, Any], db: None) -> None:
    bucket = Bucket(servers["versions"].instead(prefix="staying"), held_until)
    vault = Vault(bucket, Ring(bucket, ROOT))
    bucket.put("blobs/aa/aa1", [b"stays"])
    bucket.put("blobs/bb/bb1", [b"was deleted"])
    now = datetime.now(UTC)
    drawn = [
        hold_longer(vault, backup(now + timedelta(days=days)), backup(now + timedelta(days=days - 1)))
        for days in range(1, 30)
    ]
    assert [days for days, number in enumerate(drawn, 1) if number] == [14, 28]
    assert sum(drawn) == 2, "what no backup speaks of is not held longer"
    assert hold_longer(vault, backup(now + timedelta(days=40)), backup(now + timedelta(days=10))) == 1, (
        "a gap is made up"
    )


def backup(at: datetime) -> Manifest:
    """A backup with one file, taken then."""
    return Manifest(
        id="x", day=at.date().isoformat(), taken_at=at.isoformat(), moment=at.isoformat(), restore_point="p", system="1",
        major=15, first_log="", last_log="", lsn="0/0", exact=True, base_size=1, base_stored=1, base_sha256="", stored=1,
        seconds=1.0, files=[Kept("files/1/ab/x", 5, "", 0, "aa1", "00")],
    )  # fmt: skip


@pytest.mark.promise("D2")
def test_a_bucket_is_spoken_to_in_no_other_way_than_by_tls(servers: dict[str, Any]) -> None:
    with pytest.raises(Unproven, match="not encrypted"):
        Bucket(servers["bucket"].instead(endpoint="http://localhost:1"))


@pytest.mark.promise("D1")
def test_a_stranger_is_denied_and_a_silent_store_is_away(servers: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(Denied):
        Bucket(servers["bucket"].instead(bucket="no-such-bucket")).put("x", [b"x"])
    with pytest.raises(Away):
        Bucket(servers["bucket"].instead(endpoint=f"https://localhost:{free_port()}")).put("x", [b"x"])


@pytest.mark.skipif(openssh.PROGRAM is None, reason=openssh.WHY_NOT)
class TestMachine:
    """What is peculiar to SFTP."""

    @pytest.mark.promise("D2")
    def test_another_host_key_is_refused(self, servers: dict[str, Any]) -> None:
        other = (servers["machine"].folder / "user.pub").read_text()
        with pytest.raises(Unproven, match="another host key"):
            Remote(servers["machine"].instead(host_key=other)).put("x", [b"x"])

    @pytest.mark.promise("D2")
    def test_ciphers_of_yesterday_are_refused(self) -> None:
        with openssh.running("Ciphers aes128-cbc,3des-cbc") as old, pytest.raises(Unproven):
            Remote(old.machine).put("x", [b"x"])

    def test_a_stranger_is_denied(self, servers: dict[str, Any], tmp_path: Path) -> None:
        server = servers["machine"]
        with pytest.raises(Denied):
            Remote(server.instead(key_file=str(server.folder / "host"))).put("x", [b"x"])

    def test_a_line_that_breaks_is_taken_up_where_it_was(self, servers: dict[str, Any], tmp_path: Path) -> None:
        remote = made("machine", servers, tmp_path)
        assert isinstance(remote, Remote)
        plain = os.urandom(sftp.LAP * 3)

        def interrupted() -> Iterator[bytes]:
            for at in range(0, len(plain), sftp.LAP):
                yield plain[at : at + sftp.LAP]
                cut(servers["machine"])

        assert remote.put("days/x", interrupted()) == len(plain)
        reading = remote.get("days/x")
        first = next(reading)
        cut(servers["machine"])
        assert first + b"".join(reading) == plain


def cut(server: openssh.Server) -> None:
    """End the connections, not the server."""
    for child in Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split():
        os.kill(int(child), signal.SIGKILL)
