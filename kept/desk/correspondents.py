"""Finding a correspondent by the way they came, or making them known; merging two who are one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from kept.consent.people import Someone
from kept.desk import numbers
from kept.desk.locked import locked
from kept.desk.models import CallBack, ContactPoint, Correspondent, Photo, Thread
from kept.identity.models import User
from kept.identity.user import normal_email
from kept.policy.keeps import keeps
from kept.policy.stores import Subject
from kept.privacy.requests import telling
from kept.privacy.requests.told_on import What

FOUND = 20
LONG_ENOUGH = 4  # of a profile or a postal address, whose parts are shared by many


@keeps("C8")
def by_email(address: str, *, name: str = "", language: str = "en") -> Correspondent:
    """The correspondent of an address. An unknown one becomes known, and is linked to the user of that address."""
    address = normal_email(address)
    point = ContactPoint.objects.filter(email=address).select_related("correspondent").first()
    if point is not None:
        return point.correspondent  # type: ignore[no-any-return]
    first, _space, last = name.partition(" ")
    try:
        with transaction.atomic():
            known = Correspondent.objects.create(
                first_name=first[:80],
                last_name=last.strip()[:80],
                language=language,
                user=User.objects.filter(email=address, emailaddress__verified=True).first(),
            )
            ContactPoint.objects.create(correspondent=known, email=address)
    except IntegrityError:  # two mails at once
        return by_email(address)
    return known  # type: ignore[no-any-return]


@keeps("C2", "C8", "U2")
def by_telephone(telephone: str, *, name: str = "", language: str = "en") -> Correspondent:
    """The correspondent of a number, however it is written; unknown ones become known."""
    number = numbers.normal(telephone) or numbers.digits(telephone)[:20]
    point = ContactPoint.objects.filter(number=number).select_related("correspondent").first() if number else None
    if point is not None:
        return point.correspondent  # type: ignore[no-any-return]
    user = _users(telephone).first() if numbers.normal(telephone) else None
    if user is not None:
        known = by_email(user.email, name=name, language=language)
    else:
        known = Correspondent.objects.create(first_name=name[:80], language=language)
    ContactPoint.objects.create(correspondent=known, telephone=telephone.strip()[:40], number=number)
    return known


@keeps("U2")
def callers(asked: str) -> tuple[list[Correspondent], list[User]]:
    """Who it may be: correspondents and users of a number, an address or a name, or of a part of it."""
    asked = asked.replace("\x00", "").strip()[:254]
    bare = numbers.digits(asked)
    if len(bare) >= numbers.SHORTEST and not any(letter.isalpha() for letter in asked):
        ways = Q(contactpoint__number=numbers.normal(asked) or bare) | Q(contactpoint__number__endswith=bare)
        return _known(ways), list(_users(asked)[:FOUND])
    if len(asked) < 2:
        return [], []
    words = Q(contactpoint__email__icontains=asked) | Q(contactpoint__skype_name__iexact=asked)
    if len(asked) >= LONG_ENOUGH:
        words |= Q(contactpoint__profile_url__icontains=asked) | Q(contactpoint__postal_address__icontains=asked)
    named = _named(asked)
    return _known(words | named), list(User.objects.filter(Q(email__iexact=asked) | named).order_by("pk")[:FOUND])


def _named(asked: str) -> Q:
    named = Q()
    for word in asked.split()[:4]:
        named &= Q(first_name__istartswith=word) | Q(last_name__istartswith=word)
    return named


def _known(where: Q) -> list[Correspondent]:
    keys = (
        Correspondent.objects.filter(where)
        .exclude(pk__in=locked())
        .values_list("pk", flat=True)
        .distinct()
        .order_by("-pk")[:FOUND]
    )
    found = Correspondent.objects.filter(pk__in=list(keys)).order_by("-pk")
    return list(found.prefetch_related("contactpoint_set"))


def _users(telephone: str) -> Any:
    """Users who left this number in their profile. It is kept there as it is written internationally."""
    ways = {numbers.international(telephone), numbers.international(f"+{numbers.digits(telephone)}")} - {""}
    return User.objects.filter(phone__in=ways, is_active=True).order_by("pk")


def link(correspondent: Correspondent, user: User) -> None:
    """Say which user they are. The user's address is a way to them from now on, so that whoever asks by it finds both.
    Raises IntegrityError when it is another correspondent's."""
    with transaction.atomic():
        if not ContactPoint.objects.filter(correspondent=correspondent, email=user.email).exists():
            add(correspondent, "email", user.email)
    correspondent.user = user
    correspondent.save(update_fields=["user"])


@keeps("C8")
def add(correspondent: Correspondent, way: str, value: str) -> ContactPoint:
    """Write down one more way to them. Raises IntegrityError for an address that another correspondent has."""
    number = (numbers.normal(value) or numbers.digits(value))[:20] if way == "telephone" else ""
    if way == "email":
        value = normal_email(value)
    made: ContactPoint = ContactPoint.objects.create(correspondent=correspondent, number=number, **{way: value})
    return made


@keeps("R3")
def corrected(them: Correspondent, fields: Iterable[str]) -> None:
    """Their name was corrected: whoever received something of them is told."""
    values = {Correspondent.holds.personal[name]: str(getattr(them, name)) for name in fields if name in NAMES}
    emails = frozenset(point.email for point in them.contactpoint_set.all() if point.email)
    if values and emails:
        subject = Subject(None, keys={Correspondent._meta.label_lower: (them.pk,)}, emails=emails)
        telling.tell_all(subject, What.CORRECTED, values, email=sorted(emails)[0])


OFFERS = "L3"
NAMES = ("first_name", "last_name")


@keeps("U5")
def left_for_an_answer(someone: Someone, purpose: str) -> bool:
    """Whether we know somebody only because they wrote, chatted or left an idea: such an address is no customer's, and
    no offer goes there."""
    if purpose != OFFERS or someone.instance_id or someone.kind == User._meta.label_lower:
        return False
    if someone.kind == Correspondent._meta.label_lower:
        return True
    known = someone.email and ContactPoint.objects.filter(email=someone.email).exists()
    return bool(known) and not User.objects.filter(email=someone.email, emailaddress__verified=True).exists()


def merge(into: Correspondent, other: Correspondent) -> None:
    """Make two one: all that was said with the other, and all ways to them, are now the first one's."""
    for model in (Thread, CallBack):
        model.objects.filter(correspondent=other).update(correspondent=into)
    if not Photo.objects.filter(correspondent=into).exists():
        Photo.objects.filter(correspondent=other).update(correspondent=into)
    known = {(point.way, getattr(point, point.way)) for point in into.contactpoint_set.all()}
    for point in other.contactpoint_set.all():
        if (point.way, getattr(point, point.way)) not in known:
            ContactPoint.objects.filter(pk=point.pk).update(correspondent=into)
    for name in ("first_name", "last_name", "user_id"):
        if not getattr(into, name):
            setattr(into, name, getattr(other, name))
    into.save()
    other.delete()
