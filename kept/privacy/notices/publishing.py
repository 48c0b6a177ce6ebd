"""Publishing: the program's register, compared with the last published version, becomes the next one (A1).

A minor change applies at once. A material one is announced thirty days ahead at least, told to everybody by e-mail,
and where it narrows a right or widens a use it does not apply to a person until they accept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from kept.policy.controller import in_force
from kept.policy.difference import Change, difference, is_material, needs_consent
from kept.policy.keeps import keeps
from kept.policy.register import Register
from kept.policy.written import digest, written
from kept.privacy.notices import current
from kept.privacy.notices.models import NoticeVersion
from kept.web.refused import Refused

AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the next version would be: its register, what changes, and whether any of it is material."""

    register: Register
    changes: list[Change]
    last: NoticeVersion

    @property
    def material(self) -> bool:
        return is_material(self.changes)

    @property
    def asks(self) -> bool:
        """Whether people must say yes before it applies to them."""
        return needs_consent(self.changes)

    @property
    def earliest(self) -> date:
        """The first day from which it may apply."""
        return current.today() + AHEAD if self.material else current.today()


def proposal(register: Register | None = None) -> Proposal | None:
    """The program's register as the next version; None when it is what was published last."""
    last = NoticeVersion.objects.order_by("-number").first()
    register = register or in_force()
    if last is None or last.digest == digest(register):
        return None
    return Proposal(replace(register, version=last.number + 1), difference(last.read(), register), last)


@keeps("A1", "R9")
def publish(proposed: Proposal, applies_from: date, *, by: int | None) -> NoticeVersion:
    """Publish a proposal, by the number of a user. Raises Refused for a day that is too early."""
    if applies_from < proposed.earliest:
        raise Refused(
            _("A material change is announced 30 days ahead. The earliest day is %(day)s.")
            % {"day": proposed.earliest.isoformat()}
            if proposed.material
            else _("A version cannot apply from a day that is over."),
            promise="A1",
        )
    if applies_from <= proposed.last.applies_from and proposed.last.applies_from > current.today():
        raise Refused(_("The version announced before this one applies first. Choose a later day."), promise="A1")
    register = replace(proposed.register, since=applies_from)
    made: NoticeVersion = NoticeVersion.objects.create(
        number=register.version,
        digest=digest(register),
        register=written(register),
        changes=[told(change) for change in proposed.changes],
        material=proposed.material,
        asks=proposed.asks,
        applies_from=applies_from,
        published_by=by,
    )
    current.forget()
    return made


def told(change: Change) -> dict[str, object]:
    """A change as it is kept with the version."""
    sentence = {language: change.sentence.in_(language) for language in ("en", "cs")}
    return {"promise": change.promise, "kind": change.kind.code, "sentence": sentence, "material": change.material}
