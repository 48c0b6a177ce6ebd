"""An instance that is empty but for its founder: what a new one begins with makes room for what comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kept.identity.models import Membership
from kept.privacy.erasure.models import Certificate
from kept.privacy.leaving.travelling import Travel, Way, kinds


def in_the_way(founder: Membership) -> Iterator[tuple[str, int]]:
    """(kind, number) of rows for which an archive cannot come in here."""
    for one in kinds(Way.TRAVELS):
        number = _more(one, founder).count()
        if number:
            yield str(one.model._meta.verbose_name_plural), number
    number = Certificate.objects.filter(instance_id=founder.instance_id).count()
    if number:  # a record that was erased here must not be mistaken for one that comes under its number
        yield str(Certificate._meta.verbose_name_plural), number


def make(founder: Membership) -> None:
    """Take out what the founding laid out, and the founder's own place, for which there is another soon."""
    for one in reversed(kinds(Way.TRAVELS)):
        rows = one.model.objects.filter(instance_id=founder.instance_id)
        if one.founding:
            rows._raw_delete(rows.db)
    mine = Membership.objects.filter(pk=founder.pk)
    mine._raw_delete(mine.db)


def _more(one: Travel, founder: Membership) -> Any:
    rows = one.model.objects.filter(instance_id=founder.instance_id)
    if one.model is Membership:
        return rows.exclude(pk=founder.pk)
    if not one.founding:
        return rows
    return rows.exclude(**one.founding_rows) if one.founding_rows else rows.none()
