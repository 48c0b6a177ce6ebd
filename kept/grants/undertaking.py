"""The undertaking of confidentiality: its words, kept once by their digest, and who signed them when (D6).

A text is the same in all languages of the house, and one digest names them together: whoever signs it in Czech and
reads on in English has signed. When a word of it changes, everybody signs anew before the next door opens.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from kept.policy import clock
from kept.policy.controller import controller
from kept.policy.holdings import NoPersonalData, ServiceData
from kept.policy.keeps import keeps

if TYPE_CHECKING:
    from kept.grants.staff import Staff


@dataclass(frozen=True, slots=True)
class Wording:
    """The words to be signed, in paragraphs by language, and the digest that names them."""

    digest: str
    bodies: dict[str, list[str]]

    def paragraphs(self) -> list[str]:
        """In the reader's language."""
        return in_language(self.bodies)


class UndertakingText(models.Model):
    """The words of an undertaking as they were signed. Written once."""

    holds = NoPersonalData(because="our own words, the same for all of our people")
    append_only = True

    digest = models.CharField(max_length=64, primary_key=True)
    bodies = models.JSONField()
    first_signed_at = models.DateTimeField(default=clock.now)


class Signature(models.Model):
    """That a member of staff signed a text: a row each time."""

    holds = ServiceData(
        purposes=("D6",),
        person="staff",
        happened={"access_ended": "staff__ended_at"},
        undertaking=("signed_at", "language"),
        rest=("id", "staff", "text"),
    )

    id = models.BigAutoField(primary_key=True)
    staff = models.ForeignKey("grants.Staff", models.CASCADE, related_name="signatures")
    text = models.ForeignKey(UndertakingText, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=clock.now)
    language = models.CharField(max_length=8)


def words(operator: str) -> list[str]:
    """What is undertaken, in paragraphs."""
    return [
        _("I work for %(operator)s and may come to know personal data of its customers and of others.")
        % {"operator": operator},
        _("I use them only for the task I was given, tell them to nobody else, and keep no copy of my own."),
        _("I know that what I look at is written down, and that this undertaking lasts after my work here ends."),
    ]


def current() -> Wording:
    """The words that are to be signed today."""
    return _current(controller().name)


@lru_cache(maxsize=8)
def _current(operator: str) -> Wording:
    bodies = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            bodies[language] = words(operator)
    whole = json.dumps(bodies, sort_keys=True, ensure_ascii=False)
    return Wording(hashlib.sha256(whole.encode()).hexdigest(), bodies)


def in_language(bodies: dict[str, list[str]]) -> list[str]:
    """Paragraphs in the reader's language, else in English."""
    return bodies.get((translation.get_language() or "en")[:2]) or bodies.get("en", [])


@keeps("D6")
def sign(staff: Staff) -> Signature:
    """Take the signature under today's words."""
    now = current()
    text, _made = UndertakingText.objects.get_or_create(digest=now.digest, defaults={"bodies": now.bodies})
    language = (translation.get_language() or "en")[:2]
    signature: Signature = Signature.objects.create(staff=staff, text=text, language=language)
    staff.undertaken_at, staff.undertaking = signature.signed_at, now.digest
    staff.save(update_fields=["undertaken_at", "undertaking"])
    return signature
