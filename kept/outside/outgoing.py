"""Outgoing: letters whose transaction is not committed yet, on the disk with the number of that transaction.

Between the commit and the mail server we may be killed. Whoever looks after the mail next asks the database what became
of the transaction: the letters of one that was committed go, those of another are dropped. While their process lives
nobody touches them: it holds a lock, which the kernel takes away from the dead.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import uuid
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO

from django.db import connection, transaction

from kept.outside.letter import Letter
from kept.outside.letterbox import WAITING, Letterbox
from kept.outside.places import data_folder
from kept.policy.keeps import keeps

_own: dict[tuple[int, Path], tuple[Letterbox, IO[bytes]]] = {}  # by process and data folder


@keeps("D9")
def hold(letter: Letter, post: Callable[[Letter], object]) -> None:
    """Have a letter posted when the open transaction commits, whatever becomes of this process. Part of the work that
    is rolled back takes its letters along. `post` says `let_go` when the letter is on its way."""
    if not connection.in_atomic_block:
        post(letter)
        return
    box = _box()
    box.put(replace(letter, transaction=_number()))

    def go() -> None:
        rolled_back.detach()
        post(letter)

    rolled_back = weakref.finalize(go, box.drop, letter.id)
    rolled_back.atexit = False
    transaction.on_commit(go)


def let_go(id: str) -> None:
    """The letter has left, or waits for the mail server."""
    if found := _own.get(_here()):
        found[0].drop(id)


def take_up() -> int:
    """What the dead left goes to the letters that wait, or nowhere. Returns how many wait now."""
    return sum(_take_up(lock) for lock in sorted(_folder().glob("*.lock")))


def _take_up(lock: Path) -> int:
    with lock.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return 0  # alive
        box, taken, open_still = Letterbox(f"going/{lock.stem}"), 0, False
        for letter in box.letters():
            became = _became(letter.transaction)
            if became == "in progress":
                open_still = True
                continue
            if became == "committed":
                WAITING.put(replace(letter, transaction=""))
                taken += 1
            box.drop(letter.id)
        if not open_still:
            shutil.rmtree(box.folder, ignore_errors=True)
            lock.unlink(missing_ok=True)
    return taken


def _box() -> Letterbox:
    """The letters of this process."""
    if found := _own.get(_here()):
        return found[0]
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    name = uuid.uuid4().hex
    file = (_folder() / f"{name}.lock").open("ab")
    fcntl.flock(file, fcntl.LOCK_EX)
    _own[_here()] = (Letterbox(f"going/{name}"), file)
    return _own[_here()][0]


def _here() -> tuple[int, Path]:
    return os.getpid(), _folder()


def _folder() -> Path:
    return data_folder() / "mail" / "going"


def _number() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        return str(cursor.fetchone()[0])


def _became(number: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_xact_status(%s::xid8)", [number])
        return str(cursor.fetchone()[0] or "")
