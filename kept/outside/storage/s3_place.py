"""A bucket by name, the client that speaks to it, and our words for what goes wrong in between."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, SSLError

from kept.outside.storage.terms import Away, Denied, Locked, Missing, Unproven

SECONDS = 20
TRIES = 5
CONNECTIONS = 8
ABSENT = {"404", "NoSuchKey", "NotFound", "NoSuchUpload"}
STRANGERS = {"403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "NoSuchBucket"}


@dataclass(frozen=True, slots=True)
class Place:
    """What kept.toml says of a bucket. `lock` is how hard the store holds things: governance, compliance, or not."""

    bucket: str
    endpoint: str = ""  # empty: Amazon's own, by region
    region: str = "us-east-1"
    prefix: str = ""
    access_key: str = ""
    secret: str = field(default="", repr=False)
    authority: str = ""  # a file of certificates to trust instead of the system's
    lock: str = ""

    @property
    def host(self) -> str:
        """The name of the machine that we speak to."""
        return urlsplit(self.endpoint).hostname or f"s3.{self.region}.amazonaws.com"

    def client(self) -> Any:
        """What speaks the store's protocol, over TLS 1.2 or newer and with its certificate proven."""
        import boto3  # large: only who has a bucket loads it

        return boto3.session.Session().client(
            "s3",
            endpoint_url=self.endpoint or None,
            region_name=self.region,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret,
            verify=self.authority or _system_authorities(),
            config=Config(
                connect_timeout=SECONDS,
                read_timeout=SECONDS,
                retries={"mode": "standard", "total_max_attempts": TRIES},
                s3={"addressing_style": "path"} if self.endpoint else {},
                request_checksum_calculation="when_required",  # ours is sent with each part; not every store knows others
                response_checksum_validation="when_required",
                ignore_configured_endpoint_urls=True,
                max_pool_connections=CONNECTIONS,
            ),
        )

    @contextmanager
    def asking(self, name: str = "", *, lock: bool = False) -> Iterator[None]:
        """Says in our words what went wrong between us and the store."""
        try:
            yield
        except SSLError as wrong:
            raise Unproven(f"{self.host} could not prove who it is, so nothing was sent (D2).") from wrong
        except ClientError as said:
            raise self._in_our_words(said, name, lock=lock) from said
        except BotoCoreError as silent:
            raise Away(f"{self.host} does not answer ({type(silent).__name__}).") from silent

    def _in_our_words(self, said: ClientError, name: str, *, lock: bool) -> Exception:
        code = str(said.response.get("Error", {}).get("Code", ""))
        if name and code in ABSENT:
            return Missing(f"{name} is not in {self.bucket}")
        if lock and code == "AccessDenied" and self.lock:
            return Locked(f"{self.host} holds it until its lock has run out.")
        kind = Denied if code in STRANGERS else Away
        return kind(f"{self.host} refuses ({code}).")


def _system_authorities() -> str | bool:
    known = ssl.get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt"
    return known if Path(known).exists() else True
