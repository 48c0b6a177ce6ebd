"""A bucket of an S3 store, over TLS with a certificate that fits, or not at all (D2).

What is put is there whole or not at all, each part compared by the store with the digest that we sent. A part that
does not get through is sent again, and a reading that breaks off goes on where it was. Where the store can lock, things
are put with the day until which nobody, we included, can remove them.
"""

from __future__ import annotations

import base64
import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError, IncompleteReadError, ReadTimeoutError
from botocore.exceptions import HTTPClientError as BrokenOff

from kept.outside import links
from kept.outside.storage.s3_place import TRIES, Place
from kept.outside.storage.terms import RUN, Away, Missing, Stored, Unproven, proper
from kept.policy.keeps import keeps

PART = 32 << 20  # a store takes ten thousand of them: 312 GiB
HANDS = 2
BROKEN = (IncompleteReadError, ReadTimeoutError, BrokenOff)


@keeps("D1", "D2")
class Bucket:
    """Puts, gets, lists and removes. `until` says of a name how long the store shall hold it; None: not at all.

    All raise Away when the store does not answer within its time, Denied when it does not know us, Unproven when its
    certificate does not fit."""

    def __init__(self, place: Place, until: Callable[[str], datetime | None] = lambda name: None) -> None:
        if place.endpoint and not place.endpoint.startswith("https://"):
            raise Unproven(f"{place.endpoint} is not encrypted: a store is spoken to by https:// alone (D2).")
        self.place = place
        self._until = until if place.lock else lambda name: None

    def put(self, name: str, chunks: Iterable[bytes]) -> int:
        """Keep the bytes under a name; they are in the store on return. Returns how many there were."""
        proper(name)
        with self.place.asking():
            sent = self._sent(name, _parts(chunks))
            if self._versioned and self._until(name) is None:
                self._forget_earlier(name)
        return sent

    def get(self, name: str) -> Iterator[bytes]:
        """The bytes of a name in runs. Raises Missing at once when there are none."""
        with self.place.asking(name):
            answer = self._client.get_object(**self._named(proper(name)))
        return self._runs(name, answer)

    def there(self, prefix: str = "") -> list[Stored]:
        """What lies under names that begin so, by name."""
        with self.place.asking():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.place.bucket, Prefix=self._key(prefix)
            )
            found = [each for page in pages for each in page.get("Contents", ())]
        start = len(self._key(""))
        return sorted(
            (Stored(each["Key"][start:], each["Size"], each["LastModified"]) for each in found),
            key=lambda each: each.name,
        )

    def remove(self, name: str) -> None:
        """Remove what lies under a name, in every version. Raises Locked while the store holds it."""
        with self.place.asking(lock=True):
            if not self._versioned:
                self._client.delete_object(**self._named(name))
                return
            for version in self._versions(name):
                self._client.delete_object(**self._named(name), VersionId=version["VersionId"])

    @property
    def holds(self) -> bool:
        """Whether things put here are held until a day, if `until` says one."""
        return bool(self.place.lock)

    def hold(self, name: str, until: datetime) -> None:
        """Have the store hold something longer than it was to."""
        with self.place.asking(name):
            self._client.put_object_retention(
                **self._named(name), Retention={"Mode": self.place.lock.upper(), "RetainUntilDate": until}
            )

    def tidy(self) -> int:
        """Remove what was never finished. Returns how much. Only while nobody puts anything."""
        left = 0
        with self.place.asking():
            pages = self._client.get_paginator("list_multipart_uploads").paginate(
                Bucket=self.place.bucket, Prefix=self._key("")
            )
            for upload in [each for page in pages for each in page.get("Uploads", ())]:
                self._client.abort_multipart_upload(
                    Bucket=self.place.bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                )
                left += 1
        return left

    def note_link(self, name: str) -> None:
        """Have it known how the line to the store is protected."""
        port = urlsplit(self.place.endpoint).port or 443
        links.shake(name, self.place.host, port, self.place.authority)

    def locks(self) -> bool:
        """Whether the store can hold things so that nobody removes them."""
        try:
            with self.place.asking("lock"):
                known = self._client.get_object_lock_configuration(Bucket=self.place.bucket)
        except (Away, Missing):
            return False
        return bool(known["ObjectLockConfiguration"].get("ObjectLockEnabled") == "Enabled")

    @cached_property
    def _client(self) -> Any:
        return self.place.client()

    @cached_property
    def _versioned(self) -> bool:
        """Whether what is removed or overwritten stays, unless its versions are removed too."""
        try:
            answer = self._client.get_bucket_versioning(Bucket=self.place.bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NotImplemented", "MethodNotAllowed"}:
                return False
            raise
        return answer.get("Status") in ("Enabled", "Suspended")

    def _sent(self, name: str, parts: Iterator[bytes]) -> int:
        first, second = next(parts, b""), next(parts, None)
        if second is None:
            answer = self._client.put_object(
                **self._named(name), Body=first, ContentMD5=_md5(first), **self._held(name)
            )
            return self._compared(name, len(first), answer["ETag"], hashlib.md5(first).hexdigest())  # noqa: S324
        return self._sent_in_parts(name, _chained(first, second, parts))

    def _sent_in_parts(self, name: str, parts: Iterator[bytes]) -> int:
        upload = self._client.create_multipart_upload(**self._named(name), **self._held(name))["UploadId"]
        size, digests, tags = 0, b"", []
        try:
            with ThreadPoolExecutor(HANDS) as hands:
                waiting: deque[Future[str]] = deque()
                for number, part in enumerate(parts, 1):
                    size, digests = size + len(part), digests + hashlib.md5(part).digest()  # noqa: S324
                    waiting.append(hands.submit(self._part, name, upload, number, part))
                    if len(waiting) > HANDS:
                        tags.append(waiting.popleft().result())
                tags += [each.result() for each in waiting]
            listed = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(tags, 1)]
            answer = self._client.complete_multipart_upload(
                **self._named(name), UploadId=upload, MultipartUpload={"Parts": listed}
            )
        except BaseException:
            self._give_up(name, upload)
            raise
        whole = f"{hashlib.md5(digests).hexdigest()}-{len(tags)}"  # noqa: S324
        return self._compared(name, size, answer["ETag"], whole)

    def _part(self, name: str, upload: str, number: int, part: bytes) -> str:
        answer = self._client.upload_part(
            **self._named(name), UploadId=upload, PartNumber=number, Body=part, ContentMD5=_md5(part)
        )
        return str(answer["ETag"])

    def _give_up(self, name: str, upload: str) -> None:
        try:
            self._client.abort_multipart_upload(**self._named(name), UploadId=upload)
        except (BotoCoreError, ClientError):
            return  # `tidy` finds it

    def _compared(self, name: str, size: int, tag: str, digest: str) -> int:
        """What the store has is what we sent: as long, and with the same digest where it tells one."""
        stored = self._client.head_object(**self._named(name))
        told = tag.strip('"')
        if stored["ContentLength"] != size or (len(told) == len(digest) and told != digest):
            raise Away(f"{self.place.host} holds something else under {name} than what was sent.")
        return size

    def _runs(self, name: str, answer: Any) -> Iterator[bytes]:
        at, size, tries = 0, answer["ContentLength"], 0
        while True:
            try:
                for run in answer["Body"].iter_chunks(RUN):
                    at += len(run)
                    yield run
                if at >= size:
                    return
            except BROKEN as broken:
                tries += 1
                if tries >= TRIES:
                    raise Away(f"{self.place.host} breaks off {name} again and again.") from broken
            with self.place.asking(name):
                answer = self._client.get_object(**self._named(name), Range=f"bytes={at}-", IfMatch=answer["ETag"])

    def _versions(self, name: str) -> list[dict[str, Any]]:
        key = self._key(name)
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self.place.bucket, Prefix=key)
        return [
            each
            for page in pages
            for each in (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
            if each["Key"] == key
        ]

    def _forget_earlier(self, name: str) -> None:
        for version in self._versions(name):
            if not version["IsLatest"]:
                self._client.delete_object(**self._named(name), VersionId=version["VersionId"])

    def _held(self, name: str) -> dict[str, Any]:
        until = self._until(name)
        if until is None:
            return {}
        return {"ObjectLockMode": self.place.lock.upper(), "ObjectLockRetainUntilDate": until}

    def _named(self, name: str) -> dict[str, str]:
        return {"Bucket": self.place.bucket, "Key": self._key(name)}

    def _key(self, name: str) -> str:
        start = self.place.prefix.strip("/")
        return f"{start}/{name}" if start else name


def _parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in parts of one size; the last one may be shorter."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= PART:
            yield bytes(waiting[:PART])
            del waiting[:PART]
    if waiting:
        yield bytes(waiting)


def _chained(first: bytes, second: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield second
    yield from rest


def _md5(part: bytes) -> str:
    """What the store compares a part with when it came. Against a line that garbles; the seal is against people."""
    return base64.b64encode(hashlib.md5(part).digest()).decode()  # noqa: S324
