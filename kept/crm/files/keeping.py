"""Keeping files: checked, encrypted, put away and destroyed. A row and its bytes come and go together."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.files.content import Kind, fitting_name, kind_of
from kept.crm.files.models import Attachment
from kept.crm.nouns.kinds import Link
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.outside import files
from kept.web.refused import Refused

TAKEN = "PDF, PNG, JPEG, GIF, WebP, TIFF, Word, Excel, PowerPoint, OpenDocument, RTF, text"


def fitting(sent: UploadedFile[Any]) -> Kind:
    """What a file is that was sent. Raises Refused when it is empty, too large, or of a kind that is not taken."""
    name = sent.name or ""
    if not sent.size:
        raise Refused(_("“%(name)s” is empty.") % {"name": name})
    if sent.size > settings.FILE_LIMIT:
        most = filesizeformat(settings.FILE_LIMIT)
        raise Refused(
            _("“%(name)s” is larger than %(most)s. Keep it elsewhere and add a link.") % {"name": name, "most": most}
        )
    kind = kind_of(sent)  # type: ignore[arg-type]
    if kind is None:
        raise Refused(_("“%(name)s” is of no kind that can be kept here: %(kinds)s.") % {"name": name, "kinds": TAKEN})
    return kind


def keep(noun: Noun | None, record: Any, sent: UploadedFile[Any], access: Access) -> Attachment:
    """Keep a file that was sent, of a record or of none yet. Raises Refused for one that is not taken."""
    kind = fitting(sent)
    row = Attachment.fresh(
        **({noun.key: record} if noun else {}), key=uuid.uuid4(), name=fitting_name(sent.name or "", kind),
        content_type=kind.media, by_id=access.member_id,
    )  # fmt: skip
    written = files.write(row.instance_id, row.key, sent.chunks())
    try:
        row.size, row.digest = written.size, written.sha256
        row.save(force_insert=True)
    except BaseException:
        files.delete(row.instance_id, row.key)
        raise
    return row


def keep_link(noun: Noun, record: Any, name: str, link: str, access: Access) -> Attachment:
    """Keep a link among the files. Raises Invalid for what is no web address."""
    link = Link(name="link", label="").clean(link, Vocabulary())
    link = link if link.lower().startswith(("http://", "https://")) else f"https://{link}"
    row = Attachment.fresh(
        **{noun.key: record},
        name=name.replace("\x00", "").strip()[:250] or link[:250],
        link=link,
        by_id=access.member_id,
    )
    row.save(force_insert=True)
    return row


def put_away(row: Attachment, *, back: bool = False) -> None:
    """Out of sight, or back. The bytes stay until the bin is emptied."""
    row.deleted_at = None if back else timezone.now()
    row.save(update_fields=["deleted_at"])


def destroy(row: Attachment, *, later: bool = True) -> None:
    """The row, and its bytes when the transaction is kept. Not `later`: its bytes first, so that work by the clock that is
    killed between the two finds the row again, and that a file kept in this very transaction leaves none however it ends."""
    instance, key, stored = row.instance_id, row.key, bool(row.size)
    row.delete()
    if stored:
        remove = partial(files.place(instance, key).unlink, missing_ok=True)
        transaction.on_commit(remove) if later else remove()


def empty_bin(before: dt.datetime) -> int:
    """Destroy the files of the open instance that were put away before a time."""
    rows = list(Attachment.objects.filter(deleted_at__lt=before))
    for row in rows:
        destroy(row, later=False)
    return len(rows)
