"""Live figures of the newsletter."""

from __future__ import annotations

import re

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from kept.consent.asking import may
from kept.consent.models import Choice
from kept.newsletter import noticing, pixel
from kept.newsletter.composing import contents
from kept.newsletter.forms import SignUpForm
from kept.newsletter.models import Issue, Sending, Subscriber
from kept.policy.keeps import Figure, evidence
from kept.policy.register import REGISTER
from kept.privacy.notices import current
from kept.tenancy.opening import system
from kept.web.figures import asked_by, share

LOOKED_AT = 50
IMAGE = re.compile(r"<img\b[^>]*>")


@evidence("C3")
def sign_up_asks() -> Figure:
    """What the form asks for, against what the register says."""
    asked = set(SignUpForm.base_fields)
    declared = {one.code for form in REGISTER.forms if form.id == "newsletter" for one in form.asks}
    return Figure(_("The newsletter asks for"), asked_by(SignUpForm), asked == declared)


@evidence("C3")
@evidence("L4")
def readers_with_proof() -> Figure:
    """Readers whose yes stands in the ledger of choices, of all readers."""
    yes = Choice.objects.filter(who=OuterRef("who"), purpose="L4", latest=True, chosen="given")
    readers = Subscriber.objects.all()
    proven, number = readers.filter(Exists(yes)).count(), readers.count()
    return Figure(_("Readers whose yes is on record"), share(proven, number), proven == number)


@evidence("L4")
def letters_without_a_yes() -> Figure:
    """Letters of an issue that went although a later look found no: none can, since each is asked for as it goes."""
    held = Sending.objects.filter(state=Sending.SKIPPED).count()
    waiting = Subscriber.objects.filter(withdrawn_at__isnull=False).count()
    return Figure(_("Letters held back by a no, and addresses that should be gone"), f"{held}; {waiting}", waiting == 0)


@evidence("C6")
def pixels_with_a_yes() -> Figure:
    """Letters as the latest readers would get them now: those with a pixel although there is no yes to it."""
    with_one, wrong = 0, 0
    for reader, mark in _marks():
        agreed = bool(may(pixel.someone_of(reader), "C6"))
        with_one += bool(mark)
        wrong += bool(mark) and not agreed
    return Figure(_("Letters with a pixel, and those without a yes to it"), f"{with_one}, {wrong}", wrong == 0)


@evidence("C6")
def pixels_alike() -> Figure:
    """How many different pixels readers of one issue get on one day: a second one would tell them apart."""
    different = len({mark for _reader, mark in _marks() if mark})
    return Figure(_("Different pixels among readers of an issue"), str(different), different <= 1)


def _marks() -> list[tuple[Subscriber, str]]:
    """The latest readers, with the pixel in the letter that each would get today."""
    with system("evidence", purpose="L4"):
        issue = Issue.objects.order_by("-pk").first() or Issue(pk=0, subject="", text="")
        readers = Subscriber.objects.filter(withdrawn_at=None, stopped_at=None).order_by("-pk")[:LOOKED_AT]
        return [(reader, _mark_in(contents(issue, "", pixel.mark_for(issue, reader))[1])) for reader in readers]


def _mark_in(html: str) -> str:
    """All pictures of a letter, as one word."""
    return " ".join(IMAGE.findall(html))


@evidence("A1")
def readers_told_of_changes() -> Figure:
    """Readers without an account who still have to hear of the last change of the notice."""
    last = next((one for one in reversed(current.versions()) if one.changes), None)
    left = noticing.untold(last).count() if last else 0
    in_time = last is None or last.applies_from > current.today()
    return Figure(_("Readers still to be told of a change"), str(left), left == 0 or in_time)
