"""What files do when their instance leaves: they go as they were, under their own names."""

from __future__ import annotations

from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kept.crm.files.content import kind_of
from kept.crm.records.safe_values import links
from kept.privacy.leaving.travelling import Files, travels


def media_of(content: BinaryIO) -> str | None:
    """What stands in the file, whatever its name says; None for what is not taken here."""
    kind = kind_of(content)
    return kind.media if kind else None


travels(
    "files.attachment", words=_("files"), sheet=True, numbers=("key",), wrong=links("link"),
    files=Files(limit=lambda: int(settings.FILE_LIMIT), media_of=media_of),
)  # fmt: skip
