"""The margin of a record: why it is held, until when, who may see it, who looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.consent.bases import Basis
from kept.crm.nouns.noun import Noun
from kept.crm.titles.models import LegalTitle
from kept.web import formats

SOON = 60  # days


@dataclass(slots=True)
class Term:
    """From when until when, and where we are, for `parts/term.html`."""

    share: str
    since: str
    rest: str
    label: str


@dataclass(slots=True)
class Reasons:
    """The reasons of one record: their state for the line, and each in words."""

    state: str  # yes, soon, none; "" for a firm, which needs no reason
    in_short: str
    titles: list[LegalTitle] = field(default_factory=list)
    ended: list[LegalTitle] = field(default_factory=list)
    term: Term | None = None
    not_asked: frozenset[str] = frozenset()


def titles_of(noun: Noun, record: Any) -> Any:
    """The question for all reasons on record."""
    return LegalTitle.objects.filter(**{noun.key: record}).select_related("template").order_by("valid_from", "pk")


def reasons_of(titles: Iterable[LegalTitle], today: dt.date | None = None, *, needed: bool = True) -> Reasons:
    """All reasons on record: those in force, and those that ended. A firm needs none."""
    today = today or timezone.localdate()
    valid: list[LegalTitle] = []
    ended: list[LegalTitle] = []
    for title in titles:
        (valid if in_force(title, today) else ended).append(title)
    state, until = state_of(valid, today)
    if not valid and not needed:
        return Reasons("", _("A firm is no person: it needs no reason."), ended=ended)
    return Reasons(state, in_short(valid, until), valid, ended, term_of(valid, until, today), not_asked(valid))


def in_force(title: LegalTitle, today: dt.date) -> bool:
    """Whether a reason counts on a day."""
    ended = title.invalid_at is not None or (title.valid_till is not None and title.valid_till < today)
    return not ended and title.valid_from <= today


def state_of(valid: list[LegalTitle], today: dt.date) -> tuple[str, dt.date | None]:
    """The state of the line, and the last day of the reason that lasts longest (None: no end is set)."""
    if not valid:
        return "none", None
    if any(title.valid_till is None for title in valid):
        return "yes", None
    until = max(title.valid_till for title in valid if title.valid_till)
    return ("soon" if (until - today).days <= SOON else "yes"), until


def in_short(valid: list[LegalTitle], until: dt.date | None) -> str:
    """The margin in one sentence, for narrow screens."""
    if not valid:
        return _("No reason is on record to hold this.")
    basis = Basis(valid[0].template.basis).label
    if until is None:
        return _("Kept because: %(basis)s. No end is set.") % {"basis": basis}
    return _("Kept because: %(basis)s, until %(until)s.") % {"basis": basis, "until": formats.day(until)}


def term_of(valid: list[LegalTitle], until: dt.date | None, today: dt.date) -> Term | None:
    """The term of the reason that lasts longest; nothing when no end is set."""
    if not valid or until is None:
        return None
    since = min(title.valid_from for title in valid)
    run = (today - since).days / max((until - since).days, 1)
    left = (until - today).days
    rest = _left(left)
    spoken = _("Held since %(since)s, ends on %(until)s") % {"since": formats.day(since), "until": formats.day(until)}
    return Term(f"{min(max(run, 0), 1):.0%}", _("since %(day)s") % {"day": formats.day(since)}, rest, spoken)


def not_asked(valid: list[LegalTitle]) -> frozenset[str]:
    """Kinds of facts that no reason in force covers. Only reasons that say what they cover can leave something out."""
    if not valid or not all(title.template.covers for title in valid):
        return frozenset()
    return frozenset() if any(title.template.covers.get("private") for title in valid) else frozenset({"private"})


def _left(days: int) -> str:
    years = round(days / 365.25)
    if days > 730:
        return ngettext("%(n)s year more", "%(n)s years more", years) % {"n": years}
    return ngettext("%(n)s day more", "%(n)s days more", days) % {"n": days}
