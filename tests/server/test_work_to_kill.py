"""What runs by the clock has work when it is killed: else nothing would be lost, and nothing shown (QUALITY D-2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cast import World
from tests.killed import boxes, housekeeping, kinds, mailbox, terms

APART = {"jobs.rescue", "log.seal", "log.seal_late"}  # by others than this process, who do not see into a test
ROOMS = {boxes.__name__, housekeeping.__name__, terms.__name__}
OURS = sorted(kind for kind, cause in kinds.KINDS.items() if cause.__module__ in ROOMS)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from kept.outside import calling, imap

    settings.DATA_DIR = tmp_path
    settings.MAILBOXES = dict(settings.MAILBOXES)
    monkeypatch.setattr(imap, "unseen", imap.unseen)
    monkeypatch.setattr(calling, "hand_over", calling.hand_over)


@pytest.mark.promise("D9")
@pytest.mark.parametrize("kind", [kind for kind in OURS if kind not in APART])
def test_something_is_left_to_do_for(kind: str, world: World) -> None:
    assert kinds.KINDS[kind](world) is not None


def test_a_mail_that_was_not_taken_in_lies_there_again(world: World) -> None:
    from kept.outside import imap

    mailbox.put(b"one", b"two")
    box = imap.Mailbox(host="here")
    for mail in imap.unseen(box):
        mail.taken = True
        break  # as if killed
    assert [mail.raw for mail in imap.unseen(box)] == [b"one", b"two"]
    assert list(imap.unseen(box)) == []
