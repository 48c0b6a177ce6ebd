"""API keys: a long random secret, shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets

from django.db import models
from django.utils import timezone

from kept.identity.membership import Membership
from kept.policy.holdings import NoPersonalData
from kept.tenancy.models import InstanceForeignKey, InstanceModel

MARK = "kept"


def digest(secret: str) -> str:
    """SHA-256 of a secret. The secrets are long and random, so a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def instance_of(secret: str) -> int:
    """The instance that a secret says it belongs to, or 0: so that a key finds its instance without a search."""
    mark, _, rest = secret.partition("_")
    number = rest.partition("_")[0]
    return int(number) if mark == MARK and number.isascii() and number.isdigit() and len(number) < 19 else 0


class ApiKey(InstanceModel):
    """A key with which a program acts for a member, with that member's rights and no more."""

    holds = NoPersonalData(because="a name for a program, and hashes; the member is a reference")

    stays_over = "revoked_at"  # whoever restores the instance gives no revoked key its force again

    membership = InstanceForeignKey(Membership, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "secret_hash"], name="one_key_a_secret")]

    @classmethod
    def issue(cls, membership: Membership, name: str) -> tuple[ApiKey, str]:
        """A new key and its secret, which is nowhere kept and so can be shown this once only."""
        secret = f"{MARK}_{membership.instance_id}_{secrets.token_urlsafe(32)}"
        key = cls.objects.create(
            instance_id=membership.instance_id,
            membership=membership,
            name=name,
            prefix=secret[:12],
            secret_hash=digest(secret),
        )
        return key, secret
