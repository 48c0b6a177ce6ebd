"""Live figures of sign-up."""

from __future__ import annotations

from kept.policy.keeps import Figure, evidence
from kept.public.forms import SignUpForm

ALLOWED = {"email", "first_name", "last_name", "password", "instance_name"}


@evidence("C1")
def sign_up_asks() -> Figure:
    """What the form of sign-up asks for."""
    asked = set(SignUpForm.base_fields)
    return Figure("Sign-up asks for", ", ".join(sorted(asked)).replace("_", " "), asked <= ALLOWED)
