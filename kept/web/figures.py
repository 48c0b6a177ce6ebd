"""How figures of the trust page are said, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SAID_ELSEWHERE = (  # by the policy, which knows no translation
    gettext_noop("Automatic acts that decide on a person"),
    gettext_noop("Transfers without a safeguard in force"),
)


def share(part: Any, whole: Any) -> str:
    """So many of so many."""
    return _("%(part)s of %(whole)s") % {"part": part, "whole": whole}


def yes_or_no(so: bool) -> str:
    """A plain answer."""
    return _("yes") if so else _("no")


def asked_by(form: Any) -> str:
    """What a form asks for, by the labels that people read."""
    asked = [str(field.label or name.replace("_", " ")) for name, field in form.base_fields.items()]
    return ", ".join(sorted(asked))
