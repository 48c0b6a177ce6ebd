"""The instance's own row: its settings travel; what it is called and where it lives are of the place, and say why."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from kept.privacy.leaving import shapes
from kept.privacy.leaving.columns import plain_kind
from kept.privacy.leaving.trouble import Refused
from kept.tenancy.models import Instance

MEMBER = "instance.json"
MOST = 65_536  # bytes
PLACE = {  # columns that are of the place, and why
    "id": "its number here",
    "name": "told to be read; a new instance has been named",
    "slug": "told to be read; its address here",
    "created_at": "when it was founded here",
    "ended_at": "its end here",
    "empties_at": "its end here",
    "emptied_at": "its end here",
}
READ = ("name", "slug")


def fields() -> list[Any]:
    """The columns that travel: all but those of the place, so that none is forgotten."""
    return [one for one in Instance._meta.local_fields if one.name not in PLACE]


def unknown() -> list[str]:
    """Columns that are said to be of the place, and are not there."""
    names = {one.name for one in Instance._meta.local_fields}
    return [f"tenancy.instance.{name}: there is no such column" for name in PLACE if name not in names]


def told(instance: Instance) -> bytes:
    """As it stands in an archive."""
    names = [*READ, *(one.name for one in fields())]
    return orjson.dumps({name: getattr(instance, name) for name in names}, option=orjson.OPT_INDENT_2, default=str)


def take(instance_id: int, content: bytes) -> None:
    """Settings that came, into the instance. Raises Refused."""
    try:
        said = orjson.loads(content) if len(content) <= MOST else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Refused(_("%(name)s is not as it should be.") % {"name": MEMBER})
    row = Instance.objects.get(pk=instance_id)
    for field in fields():
        if _wrong(field, said.get(field.name)):
            raise Refused(_("%(name)s is not as it should be.") % {"name": f"{MEMBER}, {field.name}"})
        setattr(row, field.name, field.to_python(said[field.name]))
    row.save(update_fields=[one.name for one in fields()])


def _wrong(field: Any, value: Any) -> bool:
    if value is None:
        return not field.null
    if isinstance(field, models.JSONField):
        return bool(shapes.a_dict(value))
    if field.name == "language":
        return value not in dict(settings.LANGUAGES)
    blank = isinstance(field, models.CharField) and not field.blank and not value
    return bool(blank or plain_kind(field)[1](value) or (isinstance(value, str) and not value.isprintable()))
