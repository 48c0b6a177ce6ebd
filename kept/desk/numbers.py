"""Telephone numbers: the same number however it is written (U2)."""

from __future__ import annotations

import re

import phonenumbers

from kept.policy.controller import controller
from kept.policy.keeps import keeps

SHORTEST = 6  # digits by which somebody may be looked for


@keeps("U2")
def normal(text: str) -> str:
    """The digits with the country's in front, "420777123456"; "" when it cannot be a number."""
    parsed = _parsed(text)
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164).lstrip("+")


def international(text: str) -> str:
    """As it is shown and as a profile keeps it, "+420 777 123 456"; "" when it cannot be a number."""
    parsed = _parsed(text)
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return ""
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def digits(text: str) -> str:
    """All digits of a text, a leading 00 taken for a plus, a leading 0 left out."""
    found = re.sub(r"\D", "", text)
    return found.removeprefix("00") if found.startswith("00") else found.removeprefix("0")


def _parsed(text: str) -> phonenumbers.PhoneNumber | None:
    text = text.strip()
    if text.startswith("00"):
        text = "+" + text[2:]
    try:
        return phonenumbers.parse(text, controller().country)
    except phonenumbers.NumberParseException:
        return None
