"""What a person reads of their choices: where they stand, and what they can do about it."""

from __future__ import annotations

import datetime as dt

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from kept.consent.asking import Answer
from kept.consent.purposes import Aim
from kept.consent.states import State
from kept.web import formats

# What `Answer.because` says, with the day where the ledger has one.
BECAUSE: dict[str, LazyText] = {
    "given": _("You agreed on %(day)s."),
    "title": _("Your consent is on record."),
    "basis": _("It goes on without asking: %(basis)s."),
    "not_asked": _("You were never asked, so it is not done."),
    "refused": _("You said no on %(day)s."),
    "withdrawn": _("You took your consent back on %(day)s. It stopped at once."),
    "expired": _("Your consent ran out on %(day)s."),
    "objected": _("You objected on %(day)s. It stopped at once."),
    "restricted": _("Locked: stored, and used for nothing."),
    "suppressed": _("Your address is left alone."),
    "signal": _("Your browser says no, and it is believed."),
    "left_for_another": _("You left your address for another purpose, so it is not done."),
    "no_title": _("No valid reason is on record, so it is not done."),
}
# The same said of somebody, to staff or to a colleague.
OF_THEM: dict[str, LazyText] = BECAUSE | {
    "given": _("Agreed on %(day)s."),
    "title": _("A consent is on record."),
    "not_asked": _("Was never asked, so it is not done."),
    "refused": _("Said no on %(day)s."),
    "withdrawn": _("Took the consent back on %(day)s. It stopped at once."),
    "expired": _("The consent ran out on %(day)s."),
    "objected": _("Objected on %(day)s. It stopped at once."),
    "suppressed": _("The address is left alone."),
    "left_for_another": _("The address was left for another purpose, so it is not done."),
}
BASES: dict[str, LazyText] = {
    "legitimate_interest": _("it is our interest"),
    "LEGITIMATE_INTEREST": _("it is our interest"),
    "PUBLIC_INTEREST": _("it is in the public interest"),
    "contract": _("the contract needs it"),
    "CONTRACT": _("the contract needs it"),
    "legal_obligation": _("a law demands it"),
    "LEGAL_OBLIGATION": _("a law demands it"),
    "VITAL_INTEREST": _("somebody’s life depends on it"),
    "instruction": _("the customer instructs us"),
}
STATES: dict[str, LazyText] = {
    State.NOT_ASKED: _("not asked"),
    State.GIVEN: _("given"),
    State.REFUSED: _("refused"),
    State.WITHDRAWN: _("withdrawn"),
    State.EXPIRED: _("run out"),
    State.OBJECTED: _("objected"),
    State.RESTRICTED: _("locked"),
    State.LIFTED: _("lifted"),
}
CHANNELS: dict[str, LazyText] = {
    "link": _("the link in a mail"),
    "one-click": _("one click in the mail program"),
    "profile": _("the profile"),
    "web": _("a form on the web"),
    "staff": _("written down by staff"),
    "member": _("written down by a colleague"),
    "system": _("the system"),
    "api": _("the API"),
}


def said(aim: Aim, answer: Answer, at: dt.datetime | None, *, of_them: bool = False) -> str:
    """Where the person stands with a purpose, in a sentence to them, or of them."""
    sentences = OF_THEM if of_them else BECAUSE
    words = {"day": formats.long_day(at.date()) if at else "", "basis": BASES.get(aim.basis, aim.basis)}
    return str(sentences.get(answer.because, answer.because)) % words
