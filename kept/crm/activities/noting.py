"""Notes: written, changed by who wrote them, put away and brought back."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.activities.models import Note
from kept.crm.nouns.noun import Noun
from kept.web.refused import Refused

LONGEST = 50_000


def write_note(noun: Noun, record: Any, text: str, access: Access) -> Note:
    """Keep a note about a record. Raises Refused for an empty or an endless one."""
    note = Note.fresh(**{noun.key: record}, by_id=access.member_id, text=tidy(text))
    note.save()
    return note


def tidy(text: str) -> str:
    """The text without what no database keeps."""
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        raise Refused(_("Write something first."))
    if len(text) > LONGEST:
        raise Refused(_("This note is too long. Keep it as a file."))
    return text


def edit_note(note: Note, text: str) -> str:
    """Change the words of a note. Returns what they were."""
    before = note.text
    note.text, note.edited_at = tidy(text), timezone.now()
    note.save(update_fields=["text", "edited_at"])
    return before


def put_away(note: Note, *, back: bool = False) -> None:
    """Take a note from the story, or bring it back."""
    note.deleted_at = None if back else timezone.now()
    note.save(update_fields=["deleted_at"])


def may_change_note(note: Note, access: Access) -> bool:
    """Who wrote it may, and an administrator."""
    member = access.rights.member
    if not access.rights.may("notes.edit") or member is None:
        return False
    return note.by_id == member.pk or bool(member.is_admin)
