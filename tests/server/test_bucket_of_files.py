"""Files in a bucket of a provider: sealed before they leave, gone when they are removed, and 503 while it is away."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kept.outside import files, keys_instances, shelves
from kept.outside.sealing import FRAME
from kept.outside.storage.terms import Away
from kept.policy.clock import moved, now
from kept.policy.recipients import NoRecipient
from kept.tenancy.models import NoInstance
from kept.tenancy.opening import system
from kept.web.errors import RefusalMiddleware
from tests import buckets
from tests.cast import World


@pytest.fixture(scope="module")
def store() -> Iterator[buckets.Store]:
    with buckets.running(locking=True) as made:  # with versions, so that what lingers would be seen
        yield made


@pytest.fixture(autouse=True)
def named(store: buckets.Store, tmp_path: Path, settings: Any) -> dict[str, Any]:
    """kept.toml with [files.s3]."""
    settings.DATA_DIR = tmp_path / "data"
    (tmp_path / "secret").write_text(store.place.secret)
    settings.FILES = {
        "bucket": store.place.bucket, "endpoint": store.place.endpoint, "region": store.place.region,
        "prefix": tmp_path.name, "access_key": store.place.access_key, "secret_file": str(tmp_path / "secret"),
        "authority": store.place.authority,
    }  # fmt: skip
    shelves._bucket.cache_clear()
    yield settings.FILES
    shelves._bucket.cache_clear()


@pytest.fixture
def here(world: World) -> Iterator[int]:
    with system("tests", world.ours.instance.pk):
        yield world.ours.instance.pk


def versions(store: buckets.Store, prefix: str) -> list[Any]:
    listed = store.client.list_object_versions(Bucket=buckets.NAME, Prefix=prefix)
    return [*listed.get("Versions", ()), *listed.get("DeleteMarkers", ())]


@pytest.mark.promise("D1")
@pytest.mark.parametrize("size", [0, 1, FRAME + 1, 3 * FRAME + 17])
def test_what_is_read_is_what_was_written_and_the_disk_here_holds_none_of_it(
    here: int, size: int, tmp_path: Path
) -> None:
    plain, key = os.urandom(size), uuid4()
    assert files.write(here, key, [plain]).size == size
    assert b"".join(files.read(here, key)) == plain
    assert files.exists(here, key)
    assert not [path for path in tmp_path.rglob("*") if path.name == str(key)]


@pytest.mark.promise("D1")
@pytest.mark.promise("L5")
def test_the_provider_sees_nothing_but_noise(here: int, store: buckets.Store, tmp_path: Path) -> None:
    key = uuid4()
    files.write(here, key, [b"Jana Novakova " * 9000])
    (one,) = versions(store, tmp_path.name)
    body = store.client.get_object(Bucket=buckets.NAME, Key=one["Key"])["Body"].read()
    assert len(body) > 100_000
    assert b"Novakova" not in body
    with pytest.raises(NoInstance):
        files.read(here + 1, key)


@pytest.mark.promise("R6")
def test_what_is_deleted_is_gone_in_every_version_and_a_taken_name_stays(
    here: int, store: buckets.Store, tmp_path: Path
) -> None:
    key = uuid4()
    files.write(here, key, [b"first"])
    with pytest.raises(FileExistsError):
        files.write(here, key, [b"second"])
    assert b"".join(files.read(here, key)) == b"first"
    assert files.delete(here, key)
    assert not files.delete(here, key)
    assert versions(store, tmp_path.name) == []
    with pytest.raises(FileNotFoundError):
        b"".join(files.read(here, key))
    files.place(here, key).unlink(missing_ok=True)


def test_a_broken_writing_leaves_nothing(here: int, store: buckets.Store, tmp_path: Path) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"half" * 50_000
        raise OSError("the line went dead")

    with pytest.raises(OSError, match="dead"):
        files.write(here, uuid4(), breaking())
    assert versions(store, tmp_path.name) == []


@pytest.mark.promise("D2")
def test_a_new_key_of_the_instance_seals_what_lies_there_anew(
    world: World, store: buckets.Store, tmp_path: Path
) -> None:
    instance, key = world.ours.instance.pk, uuid4()
    with system("tests", instance):
        files.write(instance, key, [b"long ago" * 20_000])
    keys_instances.rotate(instance)
    with system("tests", instance):
        assert b"".join(files.read(instance, key)) == b"long ago" * 20_000, "both keys open meanwhile"
    done = keys_instances.reseal(instance)
    assert (done.anew, done.damaged, done.keys_gone) == (1, 0, 0)
    with moved(now() + keys_instances.GRACE * 2):
        assert keys_instances.reseal(instance).keys_gone == 1
    with system("tests", instance):
        assert b"".join(files.read(instance, key)) == b"long ago" * 20_000
    assert len(versions(store, tmp_path.name)) == 1


@pytest.mark.promise("S1")
def test_without_a_provider_under_contract_nothing_goes_there(here: int, monkeypatch: Any) -> None:
    def nobody(*_any: Any, **_more: Any) -> None:
        raise NoRecipient("no recipient for storage is under contract")

    monkeypatch.setattr("kept.outside.storage.named.recipient_for", nobody)
    with pytest.raises(NoRecipient):
        files.write(here, uuid4(), [b"x"])


@pytest.mark.promise("R6")
def test_a_bucket_that_would_not_forget_is_refused(here: int, named: dict[str, Any], settings: Any) -> None:
    settings.FILES = named | {"lock": "compliance"}
    with pytest.raises(ValueError, match="must be able to go"):
        files.write(here, uuid4(), [b"x"])


@pytest.mark.promise("D1")
def test_while_the_store_is_away_nothing_is_said_to_be_kept_and_the_page_says_503(
    here: int, named: dict[str, Any], settings: Any, rf: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("kept.outside.storage.s3_place.TRIES", 1)
    settings.FILES = named | {"endpoint": "https://localhost:1"}
    with pytest.raises(Away) as silent:
        files.write(here, uuid4(), [b"x"])
    answer = RefusalMiddleware(lambda request: None).process_exception(rf.get("/"), silent.value)  # type: ignore[arg-type, return-value]
    assert answer is not None
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (503, True)


@pytest.mark.promise("D1")
def test_files_of_a_folder_move_into_the_bucket_and_back_up_from_there(
    here: int, tmp_path: Path, settings: Any
) -> None:
    from kept.backup import filing
    from kept.backup.places import vault_in

    bucket, settings.FILES = settings.FILES, {}
    key = uuid4()
    files.write(here, key, [b"long ago"])
    settings.FILES = bucket
    assert b"".join(files.read(here, key)) == b"long ago", "also before they are moved"
    assert shelves.put_away(tmp_path / "data") == 1
    assert b"".join(files.read(here, key)) == b"long ago"
    vault, look = (
        vault_in(tmp_path / "vault", tmp_path / "vault", b"k" * 32),
        filing.Look(tmp_path / "data" / "files", tmp_path / "links"),
    )
    look.take()
    gone = uuid4()
    files.write(here, gone, [b"deleted in between"])
    look.take()
    files.delete(here, gone)
    kept, added = filing.keep(vault, look.files(), ())
    assert [each.path.rpartition("/")[2] for each in kept] == [str(key)]
    assert added > 0
    assert filing.keep(vault, look.files(), kept)[1] == 0, "what lies in the vault is not brought again"
    settings.FILES = {}
    filing.bring_back(vault, kept[0], tmp_path / "data")
    assert b"".join(files.read(here, key)) == b"long ago"
