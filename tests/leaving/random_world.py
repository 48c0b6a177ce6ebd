"""An instance filled at random: rows of every kind that travels, values of every type, letters of every kind."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import DataError, IntegrityError, models, transaction

from kept.identity.models import Membership, User
from kept.outside import files
from kept.privacy.leaving import shapes
from kept.privacy.leaving.travelling import Travel, Way, kinds
from tests.cast import Cast

LETTERS = "abcXYZ 019 \u011b\u0161\u010d\u0159\u017e\u00df\u0153\u00f8 \u6f22\u5b57 \u0639\u0631 \u05e2 \U0001f600\u200d e\u0301 \u202e \t\n\r\\\"'`,;=+-@<>&%{}[]()/\x01\x7f\u2028"
SPECIAL = ["", " ", "=1+1", "'=x", "null", "None", "NaN", "a,b;c", '"', "\\", "\r\n", "  x  ", "<b>x</b>", "\ufeffx"]
ROUNDS = 3


def fill(cast: Cast, seed: int, many: int = 4) -> int:
    """Put rows of every kind in. Returns how many there are. Inside the open instance."""
    rnd = random.Random(seed)
    made = sum(_member(cast, rnd, n) for n in range(3))
    for _round in range(ROUNDS):
        for one in kinds(Way.TRAVELS):
            if one.model is not Membership:
                made += sum(_row(one, cast, rnd) for _n in range(many))
    return made


def _member(cast: Cast, rnd: random.Random, n: int) -> int:
    email = f"member{n}-{rnd.randrange(10**6)}@example.com"
    user = User.objects.create(email=email, first_name=_text(rnd, 20), last_name=_text(rnd, 20))
    left = _moment(rnd) if rnd.random() < 0.3 else None
    Membership.fresh(user=user, email=email, full_name=_text(rnd, 60), initials="ŽČ", left_at=left, rank=n).save()
    return 1


def _row(one: Travel, cast: Cast, rnd: random.Random) -> int:
    values = {field.attname: _value(field, one, cast, rnd) for field in one.model._meta.local_concrete_fields}
    values.pop("id")
    values["instance_id"] = cast.instance.pk
    row = one.model(**{name: value for name, value in values.items() if value is not NOTHING})
    try:
        with transaction.atomic():
            if one.files and rnd.random() < 0.8:
                _file(one, row, cast, rnd)
            row.save(force_insert=True)
    except (IntegrityError, DataError):
        return 0
    return 1


def _file(one: Travel, row: Any, cast: Cast, rnd: random.Random) -> None:
    said: Any = one.files
    content = ("text " + "x" * rnd.randrange(0, 200_000)).encode()
    key = uuid.UUID(int=rnd.getrandbits(128), version=4)
    written = files.write(cast.instance.pk, key, [content])
    told = {said.key: key, said.size: written.size, said.digest: written.sha256, said.media: "text/plain"}
    for name, value in told.items():
        setattr(row, name, value)


NOTHING = object()


def _value(field: Any, one: Travel, cast: Cast, rnd: random.Random) -> Any:
    if field.attname in ("website", "link") and isinstance(field, models.CharField):
        return rnd.choice(["", "https://example.com/a?b=c", "example.com"])
    if field.null and rnd.random() < 0.3:
        return None
    if field.is_relation:
        return _other(field, rnd)
    if field.name in one.users:
        return rnd.choice([member.user_id for member in Membership.objects.all()])
    if field.name in one.left or field.name in one.derived or field.name == "id" or field.attname == "instance_id":
        return NOTHING
    if one.files and field.name in (one.files.size, one.files.media, one.files.digest):
        return 0 if field.name == one.files.size else ""
    if field.name in one.turns:
        return f"contacts.contact:{rnd.randrange(1, 9999)}" if field.name == "who" else "name of a key"
    if isinstance(field, models.JSONField):
        return _data(one.data.get(field.name), rnd)
    return _plain(field, rnd)


def _other(field: Any, rnd: random.Random) -> Any:
    if field.name == "instance":
        return NOTHING
    found = list(field.related_model.objects.order_by("pk").values_list("pk", flat=True)[:50])
    return rnd.choice(found) if found else None


def _data(shape: Any, rnd: random.Random) -> Any:
    single = [lambda: _text(rnd, 30), lambda: rnd.randrange(-(10**9), 10**9), lambda: rnd.random() * 1e6, lambda: True,
              lambda: None, lambda: round(rnd.random(), 2)]  # fmt: skip
    if shape is shapes.a_list:
        return [{"store": _text(rnd, 9), "n": 1}, _text(rnd, 5)]
    if shape is shapes.before_and_after:
        return {f"field{n}": [rnd.choice(single)(), rnd.choice(single)()] for n in range(rnd.randrange(4))}
    return {f"{_text(rnd, 8)}{n}": rnd.choice(single)() for n in range(rnd.randrange(5))}


def _plain(field: Any, rnd: random.Random) -> Any:
    if isinstance(field, ArrayField):
        return [_plain(field.base_field, rnd) for _n in range(rnd.randrange(4))]
    if isinstance(field, models.UUIDField):
        return uuid.UUID(int=rnd.getrandbits(128), version=4)
    if isinstance(field, models.BooleanField):
        return rnd.random() < 0.5
    if isinstance(field, models.DecimalField):
        return Decimal(rnd.randrange(-179_999_999, 179_999_999)) / 10**field.decimal_places
    if isinstance(field, models.DateTimeField):
        return _moment(rnd)
    if isinstance(field, models.DateField):
        return _moment(rnd).date()
    if isinstance(field, models.IntegerField):
        return rnd.choice([0, 1, 7, 32_000])
    if field.choices:
        return rnd.choice([value for value, _label in field.flatchoices])
    if field.name in ("kind", "country", "language", "currency"):
        return rnd.choice(["contact", "company"]) if field.name == "kind" else "CZ"[: field.max_length]
    return _text(rnd, min(field.max_length or 3000, 3000))


def _text(rnd: random.Random, longest: int) -> str:
    if rnd.random() < 0.2:
        return rnd.choice(SPECIAL)[:longest]
    return "".join(rnd.choice(LETTERS) for _n in range(rnd.randrange(longest + 1)))


def _moment(rnd: random.Random) -> dt.datetime:
    zone = dt.timezone(dt.timedelta(minutes=rnd.choice([0, 60, -345])))
    return dt.datetime(rnd.randrange(1900, 2100), 2, rnd.randrange(1, 29), 3, 4, 5, rnd.randrange(10**6), zone)
