"""Attempts: how often something was tried, kept in the database so that all processes count together.

The sign-in package asks Django's cache for the times of earlier tries and puts them back with the new one. Here each
try is a row of its own and nothing is overwritten: tries at the same moment neither wait for each other nor get lost.
"""

from __future__ import annotations

import hmac
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import models, transaction
from django.db.utils import IntegrityError

from kept.policy.holdings import NoPersonalData
from kept.policy.keeps import keeps

TRIES = "allauth:rl:"
USED_CODES = "allauth.mfa.totp"
LOCK = ":lock"


class Attempt(models.Model):
    """One try. What was tried, and from where, is a keyed digest; it is gone when it no longer counts."""

    holds = NoPersonalData(because="digests under the application's secret, and times; gone within a day")

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=64)
    at = models.FloatField()  # seconds, as the sign-in package counts them
    once = models.CharField(max_length=64, null=True, unique=True)  # for what may happen once only
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="attempt_key")]


@keeps("D9")
class Attempts(BaseCache):
    """Django's cache as far as it is needed: for tries, and for codes that were used. Anything else is refused."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The times of earlier tries, the latest first."""
        times = self._known(key).order_by("-at").values_list("at", flat=True)[:500]
        return list(times) or default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Put tries back: new ones become rows, missing ones go."""
        there = set(self._known(key).values_list("at", flat=True))
        new, gone = set(value) - there, there - set(value)
        Attempt.objects.bulk_create(Attempt(key=_digest(key), at=at, expires_at=_end(timeout)) for at in new)
        if gone:
            Attempt.objects.filter(key=_digest(key), at__in=gone).delete()
        forget_old()

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Whether this happens for the first time. Locks are always had: there is nothing to guard."""
        if key.endswith(LOCK):
            return True
        name = _digest(_declared(key))
        Attempt.objects.filter(once=name, expires_at__lte=datetime.now(UTC)).delete()
        try:
            with transaction.atomic():
                Attempt.objects.create(key=name, once=name, at=time.time(), expires_at=_end(timeout))
        except IntegrityError:
            return False
        return True

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget all tries under a key."""
        if key.endswith(LOCK):
            return True
        return bool(Attempt.objects.filter(key=_digest(_declared(key))).delete()[0])

    def clear(self) -> None:
        """Forget all tries."""
        Attempt.objects.all().delete()

    def _known(self, key: str) -> models.QuerySet[Attempt]:
        return Attempt.objects.filter(key=_digest(_declared(key)), expires_at__gt=datetime.now(UTC))


def forget_old(most: int = 100) -> None:
    """Remove tries that no longer count, without waiting for anybody."""
    old = Attempt.objects.filter(expires_at__lte=datetime.now(UTC)).select_for_update(skip_locked=True)
    Attempt.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:most])).delete()


def _declared(key: str) -> str:
    if not key.startswith((TRIES, USED_CODES)):
        raise ValueError("nothing but tries is kept here")
    return key


def _digest(key: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), key.encode(), "sha256").hexdigest()


def _end(timeout: Any) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=300 if timeout is DEFAULT_TIMEOUT else float(timeout or 0))
