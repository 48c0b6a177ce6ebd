"""Live figures of what leaves: no mail waits against a person's no, hand-overs, how links are protected, keys that follow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from kept.consent.asking import may
from kept.outside.disclosures import LEGAL, Disclosure
from kept.outside.keys_figures import figures
from kept.outside.letter import Letter
from kept.outside.letterbox import WAITING
from kept.outside.links import links
from kept.policy.controller import controller, in_force
from kept.policy.keeps import Figure, evidence
from kept.policy.recipients import NoRecipient, recipient_for
from kept.policy.register import REGISTER
from kept.policy.terms import LegalBasis

LATE = timedelta(hours=6)  # the keys are counted every hour
MOST = 500  # letters looked at for a figure


def overdue(basis: LegalBasis, limit: str) -> list[str]:
    """The ids of the letters of purposes on a basis that should have been stopped by a no before the limit."""
    then = timezone.now() - timedelta(seconds=controller().limit(limit))
    return [letter.id for letter in _waiting(basis) if not may(letter.someone, letter.asked_for, at=then)]


def _waiting(basis: LegalBasis) -> Iterator[Letter]:
    """Letters of an instance's own purposes are looked at by the instance."""
    for number, letter in enumerate(WAITING.letters()):
        if number >= MOST:
            return
        if not letter.asks and REGISTER.purpose(letter.purpose).basis is basis:
            yield letter


@evidence("R7")
def withdrawals_in_time() -> Figure:
    """Mails that wait although the consent was withdrawn more than a minute ago."""
    late = overdue(LegalBasis.CONSENT, "withdrawal_seconds")
    return Figure(_("Mails waiting against a withdrawal of over a minute ago"), str(len(late)), good=not late)


@evidence("R1")
def objections_in_time() -> Figure:
    """The same for objections."""
    late = overdue(LegalBasis.LEGITIMATE_INTEREST, "objection_seconds")
    return Figure(_("Mails waiting against an objection of over a minute ago"), str(len(late)), good=not late)


@evidence("S1")
def all_received_by_those_under_contract() -> Figure:
    """Hand-overs of the last thirty days in the operator's name, and how many went to somebody not under contract."""
    known = {recipient.name for recipient in in_force().recipients}
    lines = Disclosure.objects.filter(instance_id=0, at__gte=timezone.now() - timedelta(days=30)).exclude(role=LEGAL)
    strangers = lines.exclude(recipient__in=known).values("reference").distinct().count()
    return Figure(
        _("Hand-overs in 30 days, and to others than those under contract"),
        f"{lines.values('reference').distinct().count()}, {strangers}",
        strangers == 0,
    )


@evidence("D2")
def every_link_protected() -> Figure:
    """All links that leave, how each is protected, and whether one is not."""
    known = list(links())
    said = "; ".join(f"{each.name}: {each.said}" for each in known)
    return Figure(_("Links, and how each is protected"), said, all(each.good for each in known))


@evidence("D1")
def storage_under_contract() -> Figure:
    """Who keeps our data on their machines, by contract and with a safeguard in force today."""
    title = _("Hosting and storage, under contract")
    try:
        found = recipient_for("storage", purpose="L5")
    except NoRecipient:
        return Figure(title, _("nobody"), good=False)
    return Figure(title, f"{found.name} ({found.country})", good=True)


@evidence("D2")
def keys_follow() -> Figure:
    """Wrapped keys by another root than that of today, as counted within the last hours; and whether it is there."""
    now = figures()
    if now.trouble:
        return Figure(_("The operator’s key"), _("not there"), good=False)
    others = sum(by_another for _title, _number, by_another in now.kinds)
    fresh = now.seen_at is not None and timezone.now() - now.seen_at < LATE
    number = sum(number for _title, number, _others in now.kinds)
    said = f"{number}, {others}" if now.seen_at else _("not counted yet")
    return Figure(
        _("Wrapped keys, and those by another than today’s key"), said, not others and (fresh or not now.seen_at)
    )
