"""Keeping webhooks: made, paused, given another secret, ended. The page and the API ask here alike."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from kept.api.webhooks.delivering import MARK
from kept.api.webhooks.models import Delivery, Webhook
from kept.identity.user import normal_email
from kept.outside import secrets_of
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.tenancy.models import Instance

MOST = 20  # of one instance


def standing() -> Any:
    """Those that were not removed."""
    return Webhook.objects.filter(removed_at=None)


@keeps("S1")
def make(
    instance_id: int, *, url: str, events: Iterable[str], secret: str, by: int | None, recipient: str = ""
) -> Webhook:
    """One more. It hears of what happens from now on."""
    row = Webhook.fresh(url=url, events=list(dict.fromkeys(events)), recipient=recipient, by_id=by)
    row.secret = _sealed(row, secret)
    row.save(force_insert=True)
    mark(instance_id)
    return row


def another_secret(row: Webhook) -> str:
    """Give it a new secret: shown to who asked, this once."""
    fresh = new_secret()
    row.secret = _sealed(row, fresh)
    row.save(update_fields=["secret"])
    return fresh


def new_secret() -> str:
    """One that nobody guesses."""
    return secrets.token_urlsafe(32)


def pause(row: Webhook) -> None:
    """It is told nothing until it goes on. What happens meanwhile waits, for a week at most."""
    row.paused_at = clock.now()
    row.save(update_fields=["paused_at"])


def go_on(row: Webhook) -> None:
    """It is told again, what waited first, at once."""
    row.paused_at = row.retry_at = row.failing_since = None
    row.save(update_fields=["paused_at", "retry_at", "failing_since"])


def end(row: Webhook) -> None:
    """It hears no more, nor of what still waited."""
    instance_id = row.instance_id
    Delivery.objects.filter(webhook=row).delete()
    row.delete()
    mark(instance_id)


def mark(instance_id: int) -> None:
    """Say in the instance's settings whether it has any: the run asks no other."""
    instance = Instance.objects.select_for_update().get(pk=instance_id)
    instance.settings = {**instance.settings, MARK: standing().exists()}
    instance.save(update_fields=["settings"])


def addresses(emails: Iterable[str]) -> list[str]:
    """Addresses as they are kept, each once."""
    return list(dict.fromkeys(map(normal_email, emails)))


def _sealed(row: Webhook, secret: str) -> str:
    return secrets_of.seal("api.webhook", row.instance_id, row.key, "secret", secret) if secret else ""
