"""The API's own lock: a key by Basic (with the e-mail and the instance's name) or by Bearer. D9."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from kept.api import limits
from kept.api.knock import CLOSED, forget, knock, used
from kept.api.models import Strike
from kept.api.operations import Caller
from kept.api.problems import Problem, closed, forbidden
from kept.audit.access import Access
from kept.grants.rights import arm, weighed
from kept.identity.keys import instance_of
from kept.identity.models import Membership
from kept.identity.user import normal_email
from kept.policy.keeps import keeps

MOST_STRIKES = 20


@keeps("D9")
def enter(request: HttpRequest, passage: Access, needs: tuple[str, ...]) -> HttpResponse | None:
    """Find out whose key it is, open its instance with its member's rights, and check what the operation needs.
    Returns the refusal, or None when the way is free. A key that lacks a right is never told 401 or 403."""
    from kept.api.dispatch import refuse

    operation = request.resolver_match.func.operations.get(request.method)  # type: ignore[union-attr]
    place = _place(request)
    email, slug, secret = credentials(request)
    found = knock(instance_of(secret), secret, email, slug, place)
    if found.strikes > MOST_STRIKES:
        return refuse(request, Problem(429, "TooManyWrongCredentials", "Too many wrong credentials. Try in an hour."))
    if found.key_id is None and found.told == CLOSED:
        return refuse(request, closed())
    if found.key_id is None:
        return _strike(place)
    key_id, instance_id, user_id = found.key_id, found.instance_id, found.user_id
    passage.instance_id, passage.user_id, passage.by, passage.via = instance_id, user_id, "api", found.name
    passage.door = f"api:{operation.id}" if operation else f"api:{request.method}"
    member = Membership(id=found.member_id, instance_id=instance_id, user_id=user_id, role=found.role)
    arm(passage, weighed(member, found.gathered), found.told)
    request.caller = Caller(  # type: ignore[attr-defined]
        key_id, found.name, found.member_id, user_id, instance_id, found.slug, found.title, found.time_zone,
        found.language,
    )  # fmt: skip
    translation.activate(found.language)
    today = timezone.now().date()
    if found.last_used_on != today:
        used(key_id, instance_id, today)
    if not limits.count(instance_id):
        return refuse(request, Problem(429, "RequestLimitReached", "The instance has used up today's calls."))
    if operation is not None and not passage.rights.may(*operation.needs):
        return refuse(request, forbidden(", ".join(operation.needs)))
    return None


def credentials(request: HttpRequest) -> tuple[str, str, str]:
    """(e-mail, instance name, secret). A bearer token names its instance by itself; a header that names another one
    is a mistake that must not write into this one."""
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    instance = request.headers.get("X-Instance-Name", "").strip()
    if scheme.lower() == "bearer":
        return "", instance, rest.strip()
    if scheme.lower() != "basic":
        return "", "", ""
    try:
        name, _, secret = base64.b64decode(rest.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", "", ""
    return normal_email(name) or "?", instance or "?", secret


def _place(request: HttpRequest) -> str:
    where: Any = request.META.get("REMOTE_ADDR", "")
    return hmac.digest(settings.SECRET_KEY.encode(), where.encode(), "sha256").hex()


def _strike(place: str) -> HttpResponse:
    """Count a wrong try, and say no more than that it was wrong."""
    from kept.api.dispatch import answer

    Strike.objects.create(place=place)
    forget()
    problem = Problem(401, "AuthenticationException", "Wrong credentials")
    response = answer(problem.body(), 401)
    response["WWW-Authenticate"] = 'Basic realm="API", Bearer'
    return response
