"""A closed instance is read and taken along; nothing in it changes but what belongs to its end (L1)."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kept.policy.keeps import keeps
from kept.tenancy.models import Instance
from kept.web.refused import Refused

READING = ("GET", "HEAD", "OPTIONS")
_open: set[str] = {"account", "profile"}


def stays_open(*namespaces: str) -> None:
    """Tell of pages on which a closed instance is still acted upon: its end, and taking its data along."""
    _open.update(namespaces)


@keeps("L1")
def read_only(request: HttpRequest, instance: Instance) -> None:
    """Raises Refused for an act in a closed instance."""
    if instance.ended_at is None or request.method in READING:
        return
    match = request.resolver_match
    if match is None or match.namespace.split(":")[0] not in _open:
        words = _(
            "This instance is closed. Its data can be read and taken along until they go; nothing can be changed."
        )
        raise Refused(words, promise="L1")
