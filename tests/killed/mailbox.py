"""A mailbox that lies in the data folder, so that it is copied with it: what is taken in is gone from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any


def put(*mails: bytes) -> None:
    """Lay mails down, and have the program look here from now on."""
    from django.conf import settings

    from kept.outside import imap

    _folder().mkdir(parents=True, exist_ok=True)
    for number, raw in enumerate(mails, 1):
        (_folder() / f"{number}.eml").write_bytes(raw)
    told = {"host": "here", "address": "support@kept.example"}
    settings.MAILBOXES = {**settings.MAILBOXES, "desk": told, "bounces": told}
    imap.unseen = _unseen


def _unseen(_box: Any, most: int = 100) -> Iterator[Any]:
    """As the real one does: a mail is marked when the caller has dealt with it."""
    from kept.outside.imap import Fetched

    for path in sorted(_folder().glob("*.eml"))[:most]:
        mail = Fetched(path.read_bytes())
        yield mail
        path.rename(path.with_suffix(".taken" if mail.taken else ".seen"))


def _folder() -> Path:
    from django.conf import settings

    return Path(settings.DATA_DIR) / "post"
