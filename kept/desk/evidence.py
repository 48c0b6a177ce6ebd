"""Live figures of the support desk."""

from __future__ import annotations

from kept.desk.forms import CallBackForm
from kept.desk.models import ContactPoint
from kept.desk.numbers import normal
from kept.policy.keeps import Figure, evidence
from kept.policy.register import REGISTER


@evidence("C2")
def call_back_asks() -> Figure:
    """What the form of a call-back asks for."""
    asked = set(CallBackForm.base_fields)
    return Figure("A call-back asks for", ", ".join(sorted(asked)), asked == {"initials", "telephone"})


@evidence("U2")
def numbers_known() -> Figure:
    """Telephone numbers of correspondents that a caller would be known by."""
    left = ContactPoint.objects.exclude(telephone="")
    number, known = left.count(), left.exclude(number="").count()
    one = {normal("777 123 456"), normal("+420777123456"), normal("00420 777-123-456")}
    return Figure("Numbers by which a caller is known", f"{known} of {number}", known == number and len(one) == 1)


@evidence("C2")
def forms_declared() -> Figure:
    """Forms for strangers that the register declares."""
    names = [form.id for form in REGISTER.forms]
    return Figure("Forms for strangers, all declared", str(len(names)), "call-back" in names and "contact" in names)
