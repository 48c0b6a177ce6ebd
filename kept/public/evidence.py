"""Live figures of sign-up."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.policy.keeps import Figure, evidence
from kept.public.forms import SignUpForm
from kept.web.figures import asked_by

ALLOWED = {"email", "first_name", "last_name", "password", "instance_name"}


@evidence("C1")
def sign_up_asks() -> Figure:
    """What the form of sign-up asks for."""
    asked = set(SignUpForm.base_fields)
    return Figure(_("Sign-up asks for"), asked_by(SignUpForm), asked <= ALLOWED)
