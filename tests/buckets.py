"""An S3 store for a test: moto's server in a process of its own, over TLS with a certificate of an authority of ours.

It is a model of the store and not the store itself: it speaks the protocol, with parts, versions, digests and locks."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kept.outside.storage.s3 import Bucket
from kept.outside.storage.s3_place import Place
from tests.certificates import write_certificate
from tests.ports import free_port

NAME = "kept-backups"


@dataclass
class Store:
    """A store that runs, and what a client is told of it."""

    place: Place
    process: subprocess.Popen[bytes]

    def instead(self, **other: Any) -> Place:
        """What the client is told, but for one thing."""
        return replace(self.place, **other)

    @property
    def client(self) -> Any:
        """The protocol by hand."""
        return Bucket(self.place)._client


@contextmanager
def running(*, locking: bool = False) -> Iterator[Store]:
    """Start the store with an empty bucket, and end it."""
    with tempfile.TemporaryDirectory(prefix="kept-s3-") as folder:
        pem, port = write_certificate(Path(folder) / "both.pem"), free_port()
        words = [
            sys.executable,
            "-m",
            "moto.server",
            "-H",
            "127.0.0.1",
            "-p",
            str(port),
            "-s",
            "-c",
            str(pem),
            "-k",
            str(pem),
        ]
        process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        place = Place(
            NAME, f"https://localhost:{port}", "eu-central-1", "kept", "an-id", "a-secret", str(pem),
            "governance" if locking else "",
        )  # fmt: skip
        store = Store(place, process)
        try:
            _await(store)
            store.client.create_bucket(
                Bucket=NAME, ObjectLockEnabledForBucket=locking,
                CreateBucketConfiguration={"LocationConstraint": "eu-central-1"},
            )  # fmt: skip
            yield store
        finally:
            process.kill()
            process.wait(10)


def _await(store: Store) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            store.client.list_buckets()
        except Exception:  # noqa: BLE001, RUF100  it is not up yet
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the store did not come up")
