"""Accepting: under which version a person stands. A material change waits for their express yes (A1, R9)."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date

from django.utils import timezone

from kept.policy.keeps import keeps
from kept.policy.register import Register
from kept.privacy.notices import current
from kept.privacy.notices.models import NoticeVersion, Telling

ANSWERS = (Telling.ACCEPTED, Telling.DECLINED)


def answer_to(version: NoticeVersion, user_id: int) -> str:
    """The person's last answer to a version: accepted, declined, or nothing."""
    rows = Telling.objects.filter(version=version, user_id=user_id, what__in=ANSWERS).order_by("-at", "-pk")
    return rows.values_list("what", flat=True).first() or ""


def answer(version: NoticeVersion, user_id: int, what: str) -> Telling:
    """Note a person's answer. Silence is never one."""
    if what not in ANSWERS:
        raise ValueError(what)
    earlier = Telling.objects.filter(user_id=user_id, what__in=ANSWERS, ended_at=None)
    earlier.update(ended_at=timezone.now())
    noted: Telling = Telling.objects.create(version=version, user_id=user_id, what=what, channel="product")
    return noted


@keeps("A1", "R9")
def stands_under(user_id: int, day: date | None = None, *, joined: date | None = None) -> NoticeVersion | None:
    """The version that applies to a person on a day: the newest in force that asks nothing of them, or that they
    accepted. Whoever joined under a version agreed to it by joining."""
    accepted = Telling.objects.filter(user_id=user_id, what=Telling.ACCEPTED).values_list("version_id", flat=True)
    yes = set(accepted) - _declined_later(user_id)
    return standing(current.versions(), yes, day or current.today(), joined)


def standing(
    versions: Iterable[NoticeVersion], accepted: Container[int], day: date, joined: date | None = None
) -> NoticeVersion | None:
    """The last of the versions in force on a day with none before it, or in it, that asks and was not accepted."""
    stands: NoticeVersion | None = None
    for version in versions:
        if version.applies_from > day:
            break
        came_later = joined is not None and joined >= version.applies_from
        if stands is None or came_later or not version.asks or version.pk in accepted:
            stands = version
        else:
            break  # later ones build on what was not accepted
    return stands


def register_for(user_id: int, *, joined: date | None = None) -> Register:
    """The register by which a person's data are handled."""
    stands = stands_under(user_id, joined=joined)
    return stands.read() if stands else current.register_in_force()


def allows(number: int, user_id: int, *, joined: date | None = None) -> bool:
    """Whether processing that version `number` of the register brought may be done with this person's data now.

    Code for new processing asks this first, and stays off until then:  if allows(3, user.pk): ..."""
    stands = stands_under(user_id, joined=joined)
    return stands is not None and stands.number >= number


def waiting_for(user_id: int, *, joined: date | None = None) -> NoticeVersion | None:
    """The version that still wants this person's answer, announced or in force."""
    asked = [one for one in current.versions() if one.asks and (joined is None or one.applies_from > joined)]
    return next((one for one in asked if not answer_to(one, user_id)), None)


def _declined_later(user_id: int) -> set[int]:
    """Versions that were accepted once, and declined since."""
    last: dict[int, str] = {}
    rows = Telling.objects.filter(user_id=user_id, what__in=ANSWERS).order_by("at", "pk")
    for version_id, what in rows.values_list("version_id", "what"):
        last[version_id] = what
    return {version_id for version_id, what in last.items() if what == Telling.DECLINED}
