"""Live figures of the newsletter."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from kept.consent.models import Choice
from kept.newsletter.forms import SignUpForm
from kept.newsletter.models import Sending, Subscriber
from kept.policy.keeps import Figure, evidence
from kept.policy.register import REGISTER


@evidence("C3")
def sign_up_asks() -> Figure:
    """What the form asks for, against what the register says."""
    asked = set(SignUpForm.base_fields)
    declared = {one.code for form in REGISTER.forms if form.id == "newsletter" for one in form.asks}
    return Figure("The newsletter asks for", ", ".join(sorted(asked)), asked == declared)


@evidence("C3")
@evidence("L4")
def readers_with_proof() -> Figure:
    """Readers whose yes stands in the ledger of choices, of all readers."""
    yes = Choice.objects.filter(who=OuterRef("who"), purpose="L4", latest=True, chosen="given")
    readers = Subscriber.objects.all()
    proven, number = readers.filter(Exists(yes)).count(), readers.count()
    return Figure("Readers whose yes is on record", f"{proven} of {number}", proven == number)


@evidence("L4")
def letters_without_a_yes() -> Figure:
    """Letters of an issue that went although a later look found no: none can, since each is asked for as it goes."""
    held = Sending.objects.filter(state=Sending.SKIPPED).count()
    waiting = Subscriber.objects.filter(withdrawn_at__isnull=False).count()
    return Figure("Letters held back by a no, and addresses that should be gone", f"{held}; {waiting}", waiting == 0)
