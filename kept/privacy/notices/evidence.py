"""Live figures of A1 and R9: the register that runs is the one that was published, and nobody is bound unasked."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.policy.keeps import Figure, evidence
from kept.privacy.notices import accepting, current, publishing
from kept.privacy.notices.models import Telling
from kept.privacy.notices.telling import untold


@evidence("A1")
def the_published_register_runs() -> Figure:
    """Nothing runs that was not published."""
    proposed = publishing.proposal()
    changes = len(proposed.changes) if proposed else 0
    return Figure(_("Changes that run and were not published"), str(changes), changes == 0)


@evidence("A1")
def everybody_was_told() -> Figure:
    """Of the last version that changed something, everybody was told before it applies."""
    last = next((one for one in reversed(current.versions()) if one.changes), None)
    if last is None:
        return Figure(_("People still to be told of a change"), "0", True)
    left = sum(1 for _user in untold(last, most=1000))
    return Figure(_("People still to be told of a change"), str(left), left == 0 or last.applies_from > current.today())


@evidence("R9")
def nobody_is_bound_unasked() -> Figure:
    """Material versions in force, and by them nobody who has not said yes."""
    bound = 0
    for version in current.versions():
        if version.asks and version.applies_from <= current.today():
            told = Telling.objects.filter(version=version, what=Telling.TOLD).values_list("user_id", flat=True)
            accepted = set(
                Telling.objects.filter(version=version, what=Telling.ACCEPTED).values_list("user_id", flat=True)
            )
            silent = [user for user in told[:200] if user not in accepted]
            bound += sum(1 for user in silent if accepting.allows(version.number, user))
    return Figure(_("People bound by a material change without their yes"), str(bound), bound == 0)
