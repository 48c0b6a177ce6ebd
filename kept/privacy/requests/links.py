"""The link and the code by which a person shows who they are and comes back to their request.

Both are computed from a secret of the application, so the database does not hold them, every letter can carry the
link, and raising `link` makes all older ones worthless. Nothing in the address tells anything of the person.
"""

from __future__ import annotations

import base64
import hmac
from datetime import timedelta

from django.utils.crypto import salted_hmac

from kept.policy import clock
from kept.policy.keeps import keeps
from kept.privacy.requests.request import DataSubjectRequest
from kept.tenancy.models import Instance
from kept.web.addresses import absolute

AFTERWARDS = timedelta(days=30)  # how long the link opens a request that is closed
LENGTH = 32
TRIES = 5
DIGITS = 8


def _digest(request: DataSubjectRequest, what: str) -> bytes:
    name = f"{request.instance_id}:{request.ref}:{request.link}"
    return salted_hmac(f"kept.requests.{what}", name, algorithm="sha256").digest()


def secret_of(request: DataSubjectRequest) -> str:
    """The secret in the link of a request."""
    return base64.urlsafe_b64encode(_digest(request, "link")).decode()[:LENGTH]


def code_of(request: DataSubjectRequest) -> str:
    """Eight figures for who reads the letter elsewhere: "4821 7730"."""
    number = int.from_bytes(_digest(request, "code")[:8], "big") % 10**DIGITS
    figures = f"{number:0{DIGITS}d}"
    return f"{figures[:4]} {figures[4:]}"


@keeps("R2")
def opens(request: DataSubjectRequest | None, secret: str) -> bool:
    """Whether the secret opens the request. It takes as long when there is none."""
    known = secret_of(request or DataSubjectRequest(ref="", instance_id=0))
    fits = hmac.compare_digest(known.encode(), secret.encode())
    if request is None or not fits:
        return False
    return request.closed_at is None or clock.now() < request.closed_at + AFTERWARDS


def code_fits(request: DataSubjectRequest, typed: str) -> bool:
    """Whether the figures are right; spaces do not matter."""
    plain = "".join(typed.split()).encode()
    return hmac.compare_digest(code_of(request).replace(" ", "").encode(), plain)


def portal_path(instance_id: int) -> str:
    """Where the portal of a controller begins."""
    return f"/your-data/{_slug(instance_id)}/" if instance_id else "/your-data/"


def desk_path(request: DataSubjectRequest) -> str:
    """Where the officer finds a request."""
    number = request.instance_id
    return f"/{_slug(number)}/privacy/requests/{request.pk}/" if number else f"/operator/requests/{request.pk}/"


def _slug(instance_id: int) -> str:
    return str(Instance.objects.values_list("slug", flat=True).get(pk=instance_id))


def path_of(request: DataSubjectRequest) -> str:
    """Where the person finds their request."""
    return f"{portal_path(request.instance_id)}r/{request.ref}/{secret_of(request)}/"


def address_of(request: DataSubjectRequest) -> str:
    """The same as a whole address, for letters."""
    return absolute(path_of(request))
