"""Asking our own server something, over the address on which it listens."""

from __future__ import annotations

import http.client
import ssl
from urllib.parse import urlsplit

SECONDS = 5


def answer_of(address: str, path: str, seconds: float = SECONDS) -> int:
    """The status of our own answer; 0 when nobody answers."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        # Our own process on our own port: the certificate names the public host, not this address.
        trusting = ssl._create_unverified_context()  # noqa: S323
        line: http.client.HTTPConnection = http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=seconds, context=trusting
        )
    else:
        line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
    try:
        line.request("GET", path)
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        line.close()
