"""A closed instance is read and taken along; nothing in it changes but what belongs to its end (L1)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.policy.keeps import keeps
from kept.tenancy.models import Instance
from kept.web import errors
from kept.web.refused import Refused

READING = ("GET", "HEAD", "OPTIONS")
_open: set[str] = {"account", "profile"}


def stays_open(*namespaces: str) -> None:
    """Tell of pages on which a closed instance is still acted upon: its end, and taking its data along."""
    _open.update(namespaces)


@keeps("L1")
def refusal(request: HttpRequest, instance: Instance) -> HttpResponse | None:
    """What an act in a closed instance is answered; nothing where it may go on."""
    if instance.ended_at is None or request.method in READING:
        return None
    match = request.resolver_match
    if match is not None and match.namespace.split(":")[0] in _open:
        return None
    words = _("This instance is closed. Its data can be read and taken along until they go; nothing can be changed.")
    return errors.answered(request, Refused(words, promise="L1"))
