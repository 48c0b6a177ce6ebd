"""webhook: named, listed and removed by whoever manages the instance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kept.api import bodies
from kept.api.operations import Call, Operation
from kept.api.problems import absent, bad, business
from kept.api.webhooks.keeping import MOST, addresses, end, make, standing
from kept.api.webhooks.models import EVENTS, TechnicalContact
from kept.outside import calling, secrets_of
from kept.outside.calling import Forbidden

LONGEST = 200  # characters of a secret
DONE = {"success": True}


def webhooks(call: Call) -> Any:
    """All that there are, and who is told when one fails."""
    found = [
        {
            "webhookId": row.key.hex, "url": row.url, "eventsFilter": list(row.events),
            "secretToken": secrets_of.unseal("api.webhook", row.instance_id, row.key, "secret", row.secret)
            if row.secret else None,
        }
        for row in standing().order_by("pk")
    ]  # fmt: skip
    contacts = list(TechnicalContact.objects.order_by("email").values_list("email", flat=True))
    return {"success": True, "data": {"technicalContacts": contacts, "webhooks": found}}


def add(call: Call) -> Any:
    """One more. It hears of what happens from now on."""
    given = bodies.body(call)
    if unknown := given.keys() - {"url", "secretToken", "events"}:
        raise bad(f"Unknown attribute [{sorted(unknown)[0][:80]}]")
    url, secret, events = given.get("url"), given.get("secretToken") or "", given.get("events")
    if not isinstance(events, list) or not events or not all(one in EVENTS for one in events):
        raise bad(f"Attribute [events] must be a list of {', '.join(EVENTS)}")
    if not isinstance(secret, str) or len(secret) > LONGEST or not (secret.isascii() and secret.isprintable()):
        raise bad(f"Attribute [secretToken] must be a text of at most {LONGEST} visible ASCII characters")
    url = _must_lead_outside(url)
    if standing().count() >= MOST:
        raise business("exception.tooManyWebhooks", f"At most {MOST} webhooks")
    row = make(call.caller.instance_id, url=url, events=events, secret=secret, by=call.access.member_id)
    return {"success": True, "data": {"uuid": row.key.hex}}


def remove(call: Call, uuid: str) -> Any:
    """It hears no more, nor of what still waited."""
    row = next((one for one in standing() if one.key.hex == uuid.replace("-", "").lower()), None)
    if row is None:
        raise absent("Webhook", uuid[:40])
    end(row)
    return DONE


def contacts(call: Call) -> Any:
    """Who is told when a webhook fails: these, and nobody else."""
    asked = bodies.body(call).get("technicalContacts")
    if not isinstance(asked, list) or len(asked) > MOST or not all(_is_address(one) for one in asked):
        raise bad("Attribute [technicalContacts] must be a list of e-mail addresses")
    TechnicalContact.objects.all().delete()
    for email in addresses(asked):
        TechnicalContact.fresh(email=email).save(force_insert=True)
    return DONE


def _must_lead_outside(url: Any) -> str:
    if not isinstance(url, str) or not url or len(url) > 1000:
        raise bad("Attribute [url] is needed")
    try:
        calling.judged(url)
    except Forbidden as why:
        if str(why) != calling.NOWHERE:  # it may be set up later; it is judged again at each call
            raise bad(f"Attribute [url]: {why}") from None
    return url


def _is_address(text: Any) -> bool:
    try:
        validate_email(text if isinstance(text, str) else "")
    except ValidationError:
        return False
    return len(text) <= 254


def operations() -> Iterator[Operation]:
    """Four of them."""
    needs = ("instance.manage",)
    for name, method, path, run, status, says, body, gives, problems in (
        ("webhookGet", "GET", "webhook/", webhooks, 200, "All webhooks", None, "webhook.list", (500,)),
        ("webhookInsert", "PUT", "webhook/", add, 201, "Name a machine to be told", "webhook", "webhookCreated", (400, 500)),
        ("webhookTechnicalContactEdit", "POST", "webhook/technicalContact/", contacts, 200,
         "Who is told when one fails", "technicalContacts", "success", (400, 500)),
        ("webhookDelete", "DELETE", "webhook/{uuid}/", remove, 200, "Remove a webhook", None, "success", (404, 500)),
    ):  # fmt: skip
        yield Operation(
            name, method, path, needs, run, says,
            body=body, gives=gives, status=status, problems=problems, tag="webhook",
        )  # fmt: skip
