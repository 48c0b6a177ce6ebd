"""Passwords that are refused, each with a sentence that helps to find a better one (D7)."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kept.identity.hashing import room
from kept.policy.controller import controller
from kept.policy.keeps import keeps

LONGEST = 256  # a longer one only costs time to encrypt
TRIMMINGS = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def shortest() -> int:
    """The fewest characters of a password here: the figure of the notice."""
    return controller().limit("password_length")


def password_help() -> str:
    """What stands at a field for a new password."""
    return _("%(n)s characters or more. A sentence is easy to remember.") % {"n": shortest()}


@keeps("D7")
class Argon2id(Argon2PasswordHasher):
    """Argon2id as OWASP's cheat sheet has it for busy servers: 19 MiB, twice, one lane. Django's own measure takes
    100 MiB a try, so eight tries at once would need more than the whole server may."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    @keeps("D9")
    def encode(self, password: str, salt: str) -> str:
        """Encrypt one way, when there is room for it. Raises TooBusy."""
        with room():
            return str(super().encode(password, salt))

    @keeps("D9")
    def verify(self, password: str, encoded: str) -> bool:
        """Whether it is the password, when there is room to find out. Raises TooBusy."""
        with room():
            return bool(super().verify(password, encoded))


@keeps("D7")
class LongEnough:
    """As long as the operator's notice promises, twelve characters at least."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for one that is too short, or absurdly long."""
        if len(password) < shortest():
            words = _("Use %(n)s characters or more. A short sentence is easy to remember.") % {"n": shortest()}
            raise ValidationError(words, code="short")
        if len(password) > LONGEST:
            raise ValidationError(_("Use 256 characters or fewer."), code="long")

    def get_help_text(self) -> str:
        """For forms."""
        return password_help()


@keeps("D7")
class NotCommon(CommonPasswordValidator):
    """Not one of those that attackers try first, nor one with a number hung on it, nor a pattern."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for a common one."""
        plain = password.lower().strip()
        bare = TRIMMINGS.sub("", plain)
        if plain in self.passwords or bare in self.passwords or _is_pattern(plain):
            raise ValidationError(
                _("Attackers try this one first. Put together a few words that only you would."), code="common"
            )

    def get_help_text(self) -> str:
        """For forms."""
        return ""


@keeps("D7")
class NotYourself:
    """Not made of one's own name or address, nor of the name of this service."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError when most of the password is something known of the person."""
        plain = password.lower()
        for word in _known_of(user):
            rest = plain.replace(word, "")
            if rest != plain and len(rest) < shortest() - 4:
                raise ValidationError(
                    _("This is close to your name, your address or our name. Choose something nobody would guess."),
                    code="similar",
                )

    def get_help_text(self) -> str:
        """For forms."""
        return ""


def _known_of(user: Any) -> set[str]:
    facts = [str(getattr(user, name, "") or "") for name in ("first_name", "last_name", "email")]
    ours = [controller().brand, controller().name]
    words = {word for fact in [*facts, *ours] for word in re.split(r"[\W_]+", fact.lower())}
    return {word for word in words | {facts[2].lower()} if len(word) >= 3}


def _is_pattern(password: str) -> bool:
    if len(set(password)) <= 3:
        return True
    steps = {ord(b) - ord(a) for a, b in zip(password, password[1:], strict=False)}
    if len(steps) == 1:
        return True
    return any(password == (password[:size] * len(password))[: len(password)] for size in range(1, 5))
