"""An instance that is empty but for its founder: what a new one begins with makes room for what comes."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Value
from django.utils.translation import gettext_lazy as _

from kept.identity.models import Membership
from kept.privacy.erasure.models import Certificate
from kept.privacy.leaving.travelling import Travel, Way, kinds


def in_the_way(founder: Membership) -> list[tuple[str, int]]:
    """(kind, number) of rows for which an archive cannot come in here, all asked at once."""
    # A record that was erased here must not be mistaken for one that comes under its number.
    erased = Certificate.objects.filter(instance_id=founder.instance_id)
    asked = [(str(one.words or _("other rows")), _more(one, founder)) for one in kinds(Way.TRAVELS)]
    asked.append((str(_("certificates of erasures")), erased))
    counted = [
        rows.order_by().annotate(nth=Value(n)).values("nth").annotate(many=Count("pk")).values_list("nth", "many")
        for n, (_words, rows) in enumerate(asked)
    ]
    found: dict[str, int] = {}
    for n, many in counted[0].union(*counted[1:], all=True):
        if many:
            found[asked[n][0]] = found.get(asked[n][0], 0) + many
    return list(found.items())


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
