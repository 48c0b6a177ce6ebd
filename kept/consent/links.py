"""Links by which a person reaches their choices without an account. They carry a digest and a seal, never an address."""

from __future__ import annotations

import base64
import binascii
import hmac
import struct

from django.conf import settings

from kept.consent.keyed import mac
from kept.consent.people import Someone

HEAD = struct.Struct(">Q32sQ")  # instance, digest of the address, key of the record
SEAL = 16
NOBODY = bytes(32)


class BadLink(LookupError):
    """The link is not one of ours."""


def token(someone: Someone) -> str:
    """The sealed name of a person. It never changes, so the link in an old mail still works."""
    digest = bytes.fromhex(someone.address) if someone.address else NOBODY
    body = HEAD.pack(someone.instance_id or 0, digest, someone.key or 0) + someone.kind.encode()
    return _written(body + _seal(body))


def someone_of(token: str) -> Someone:
    """Whose link this is. Raises BadLink."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError) as error:
        raise BadLink from error
    body, seal = raw[:-SEAL], raw[-SEAL:]
    if token != _written(raw) or len(body) < HEAD.size or not hmac.compare_digest(seal, _seal(body)):
        raise BadLink
    instance_id, digest, key = HEAD.unpack(body[: HEAD.size])
    hashed = "" if digest == NOBODY else digest.hex()
    return Someone(hashed=hashed, instance_id=instance_id or None, kind=body[HEAD.size :].decode(), key=key or None)


def choices_url(someone: Someone) -> str:
    """Where a person sees and changes their choices, as a mail names it."""
    return f"{settings.SITE_URL}/choices/{token(someone)}/"


def stop_url(someone: Someone, purpose: str) -> str:
    """Where a mail program stops the mails of a purpose with one click (RFC 8058)."""
    return f"{choices_url(someone)}stop/{purpose}/"


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _seal(body: bytes) -> bytes:
    return mac("link to choices", body.hex())[:SEAL]
