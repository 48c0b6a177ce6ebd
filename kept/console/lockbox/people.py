"""Names of those who acted, for the other side to see."""

from __future__ import annotations

from collections.abc import Iterable

from kept.identity.models import User


def names(ids: Iterable[int | None]) -> dict[int, str]:
    """Names by number of user."""
    wanted = {one for one in ids if one}
    found = User.objects.filter(pk__in=wanted) if wanted else ()
    return {user.pk: user.full_name for user in found}
