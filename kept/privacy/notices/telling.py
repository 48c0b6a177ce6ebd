"""Telling: a published version goes to everybody by e-mail, and it is noted to whom it went (A1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kept.identity.models import User
from kept.outside import mail
from kept.policy.controller import controller
from kept.policy.keeps import keeps
from kept.policy.recipients import NoRecipient
from kept.privacy.notices.models import NoticeVersion, Telling
from kept.tenancy.opening import system
from kept.web.addresses import absolute
from kept.web.formats import long_day

AT_ONCE = 200  # people in one transaction


def untold(version: NoticeVersion, most: int = AT_ONCE) -> Iterator[User]:
    """Users who have not been told of a version. Whoever joined after it was published read it then."""
    told = Telling.objects.filter(version=version, what__in=[Telling.TOLD, Telling.UNREACHED]).values("user_id")
    waiting = User.objects.filter(is_active=True, joined_at__lte=version.published_at).exclude(pk__in=told)
    yield from waiting.order_by("pk")[:most]


@keeps("A1")
def tell_everybody(version: NoticeVersion) -> int:
    """Tell everybody who has not been told yet, in small transactions. Returns how many were told now.

    The row that says so and the letter leave together or not at all, so nobody is told twice or forgotten."""
    told = 0
    while True:
        with system("notices.tell", purpose="A1"):
            people = list(untold(version))
            for user in people:
                told += _tell(version, user)
        if not people:
            return told


def _tell(version: NoticeVersion, user: User) -> bool:
    told = post(version, to=user.email, language=user.language, name=user.first_name)
    Telling.objects.create(version=version, user_id=user.pk, what=Telling.TOLD if told else Telling.UNREACHED)
    return told


@keeps("A1")
def post(version: NoticeVersion, *, to: str, language: str, name: str = "") -> bool:
    """Send the letter that tells of a version. Returns whether there is a way to its address."""
    with translation.override(language):
        words = {
            "name": name,
            "version": version,
            "day": long_day(version.applies_from),
            "changes": version.changes_in(language),
            "url": absolute(f"/privacy/versions/{version.number}/changes"),
            "operator": controller().name,
        }
        subject = _("Our privacy notice changes on %(day)s") % {"day": words["day"]}
        text = render_to_string("notices/told.txt", words)
        try:
            mail.send(purpose="A1", recipient="email", to=to, subject=subject, text=text)
        except (NoRecipient, ValueError):
            return False
    return True


Teller = Callable[[NoticeVersion], int]
OTHERS: list[Teller] = []  # rooms whose people have no account: each tells its own, and remembers whom


@keeps("A1")
def tell_others(version: NoticeVersion) -> int:
    """Tell readers, correspondents and whoever else left an address. Returns how many were told now."""
    return sum(teller(version) for teller in OTHERS)
