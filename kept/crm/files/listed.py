"""The files of a record, as its page lists them."""

from __future__ import annotations

from typing import Any

from kept.audit.access import Access
from kept.crm.files.models import Attachment
from kept.crm.nouns.noun import Noun

SHOWN = 50


def files_of(noun: Noun, record: Any, access: Access) -> Any:
    """The question for files and links, the newest first; none for those who may not see files. A file in a field of
    its own is told there."""
    if not access.rights.may("files.view"):
        return Attachment.objects.none()
    return Attachment.objects.filter(**{noun.key: record}, deleted_at=None, custom_field="").order_by("-at", "-pk")[
        :SHOWN
    ]
