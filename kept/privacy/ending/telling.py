"""Telling the people of an instance how its end goes on: each step by mail, in their language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kept.identity.membership import Membership
from kept.identity.mine import instances_of
from kept.outside import mail
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.privacy.ending.models import EndCertificate, Ending
from kept.tenancy.models import Instance
from kept.tenancy.opening import system
from kept.web import formats
from kept.web.addresses import absolute
from kept.web.templatetags.kept import brand

DOOR = "job ending"


@keeps("L1")
def asked(ending: Ending) -> None:
    """It will be closed, on which day, and any administrator may take it back until then."""
    _tell(ending.of, "asked", _subject_asked, ending=ending)


def taken_back(ending: Ending) -> None:
    """It goes on."""
    _tell(ending.of, "taken_back", lambda words: _("%(instance)s goes on") % words, ending=ending)


def closed(ending: Ending) -> None:
    """It is closed, and until when its data can be taken along."""
    _tell(ending.of, "closed", lambda words: _("%(instance)s is closed") % words, ending=ending)


@keeps("L1")
def ended(instance: Instance, certificate: EndCertificate) -> None:
    """It is gone; and what stays of each of its people, until when."""
    _tell(instance, "ended", lambda words: _("%(instance)s has ended") % words, certificate=certificate)


def _subject_asked(words: dict[str, Any]) -> str:
    return _("%(instance)s is to end on %(day)s") % words


def _tell(instance: Instance, what: str, subject: Any, **known: Any) -> None:
    with system(DOOR, instance.pk, purpose="L1", by="job"):
        for member, language, more in list(_members(instance)):
            with translation.override(language):
                words = _words(instance, member, known) | {"elsewhere": more}
                mail.send(
                    purpose="L1",
                    recipient=mail.EMAIL,
                    to=member.email,
                    subject=subject(words),
                    text=render_to_string(f"ending/{what}.txt", words),
                )


def _members(instance: Instance) -> Iterator[tuple[Membership, str, bool]]:
    members = Membership.objects.filter(left_at=None, forgotten_at=None).select_related("user").order_by("pk")
    for member in members:
        others = [one for one in instances_of(member.user_id) if one.slug != instance.slug]
        yield member, member.user.language, bool(others)


def _words(instance: Instance, member: Membership, known: dict[str, Any]) -> dict[str, Any]:
    ending, certificate = known.get("ending"), known.get("certificate")
    words: dict[str, Any] = {"instance": instance.name, "brand": brand(), "admin": member.is_admin}
    if ending is not None:
        words |= {
            "day": formats.long_day(clock.day_of(ending.closes_at)),
            "last": formats.long_day(clock.day_of(ending.ends_at)),
            "by_operator": ending.by_operator,
            "link": absolute(f"{instance.url}settings/instance/end/"),
        }
    if certificate is not None:
        words |= {
            "number": str(certificate.number),
            "backups": formats.long_day(certificate.backups_until),
            "stays": next((row[3] for row in certificate.stays if row[0] == "identity.membership"), ""),
            "link": absolute(f"/ended/{certificate.number}/"),
        }
        if words["stays"]:
            words["stays"] = formats.long_day(date.fromisoformat(words["stays"]))
    return words
