"""Sessions: kept under a digest of their key, with the kind of device, so that a person can see and end each (D9).

The key in the cookie is nowhere stored, and what a session remembers is encrypted: who reads the table, or a backup
of it, cannot take a session over.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from datetime import timedelta
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, models, transaction
from django.db.models import Func, Value
from django.db.models.functions import Cast
from django.utils import timezone

from kept.identity.user import User
from kept.policy.holdings import ServiceData
from kept.policy.keeps import keeps

SEEN_EVERY = timedelta(hours=1)
IDLE = timedelta(days=7)  # a session nobody used for that long is over
LONGEST = timedelta(
    days=30
)  # and so is one this old, however busy: what matters is asked again much sooner, see again.py
# The session, its user, and the setting by which the database shows a person their own memberships: one question.
TELL_USER = Func(
    Value("kept.user"), Cast("user_id", models.TextField()), Value(True), function="set_config", output_field=models.TextField()
)  # fmt: skip


def digest(key: str) -> str:
    """The name under which a session is kept. The key is long and random, so a plain hash is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


class Session(models.Model):
    """A browser that came by, with its user once somebody has signed in."""

    holds = ServiceData(
        purposes=("D9",),
        person="user",
        keys="text",
        happened={"recorded": "created_at"},
        ip_address=("ip",),
        device=("device", "screen"),
        rest=("key_hash", "user", "data", "created_at", "seen_at", "expires_at"),
    )

    key_hash = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    data = models.TextField()
    ip = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=80, blank=True)
    screen = models.CharField(max_length=16, blank=True, default="", db_default="")  # a class of widths
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)


@cache
def _cipher() -> AESGCM:
    info = b"kept sessions"
    return AESGCM(HKDF(hashes.SHA256(), length=32, salt=None, info=info).derive(settings.SECRET_KEY.encode()))


@keeps("D9")
class SessionStore(SessionBase):
    """Django's session, over our table."""

    arrival: Any = None  # ip and device, told at sign-in
    owner: User | None = None  # whose it is, loaded with it; the database has been told them too

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """For packages that ask."""
        return Session

    def encode(self, session_dict: dict[str, Any]) -> str:
        """What is remembered, sealed."""
        nonce = os.urandom(12)
        return base64.b64encode(nonce + _cipher().encrypt(nonce, json.dumps(session_dict).encode(), None)).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What was remembered; nothing when it is not ours."""
        raw = base64.b64decode(session_data)
        try:
            remembered: dict[str, Any] = json.loads(_cipher().decrypt(raw[:12], raw[12:], None))
        except InvalidTag:
            return {}
        return remembered

    def load(self) -> dict[str, Any]:
        """What the session remembers; an unknown or ended one is empty and gets a new key."""
        now = timezone.now()
        alive = {"expires_at__gt": now, "seen_at__gt": now - IDLE, "created_at__gt": now - LONGEST}
        rows = self._rows().filter(**alive).select_related("user").defer("ip", "device", "screen", "created_at")
        found = rows.annotate(told=TELL_USER).first()
        if found is None:
            self._session_key = None
            return {}
        self.owner = found.user
        if now - found.seen_at > SEEN_EVERY:
            self._rows().update(seen_at=now)
        decoded: dict[str, Any] = self.decode(found.data)
        return decoded

    def exists(self, session_key: str) -> bool:
        """Whether there is a session of this key."""
        return Session.objects.filter(pk=digest(session_key)).exists()

    def create(self) -> None:
        """A new session under a new key."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write it down. Raises CreateError for a taken key, UpdateError for a session that was ended meanwhile."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        values = {"data": self.encode(data), "expires_at": self.get_expiry_date(), "user_id": data.get("_auth_user_id")}
        values |= self.arrival or {}
        if must_create:
            try:
                with transaction.atomic():
                    Session.objects.create(pk=digest(self.session_key), **values)
            except IntegrityError as taken:
                raise CreateError from taken
        elif not self._rows().update(**values):
            raise UpdateError
        return None

    def cycle_key(self) -> None:
        """A new key for the same session; it keeps the device that it came with."""
        self.arrival = self.arrival or self._rows().values("ip", "device").first()
        super().cycle_key()

    def delete(self, session_key: str | None = None) -> None:
        """End it."""
        key = session_key or self.session_key
        if key:
            Session.objects.filter(pk=digest(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Forget the sessions that have run out."""
        Session.objects.filter(expires_at__lte=timezone.now()).delete()

    def _rows(self) -> models.QuerySet[Session]:
        return Session.objects.filter(pk=digest(self.session_key or ""))
