"""The desk's work without anybody present: mail is taken in each minute, where kept.toml names a mailbox."""

from __future__ import annotations

import logging

from django.conf import settings
from procrastinate.contrib.django import app

from kept.desk import chatting, talking
from kept.desk.reading import read
from kept.desk.talking import take_in
from kept.outside import imap
from kept.policy.keeps import keeps
from kept.tenancy.opening import system

log = logging.getLogger("kept.desk")


def mailbox() -> imap.Mailbox:
    """The desk's mailbox; it is false when there is none."""
    return imap.Mailbox(**settings.MAILBOXES["desk"])


@app.periodic(cron="* * * * *")
@app.task(name="desk.fetch", queueing_lock="desk.fetch", lock="desk.fetch", queue="kept")
def fetch(timestamp: int) -> None:
    """Take in what came."""
    if not (box := mailbox()):
        return
    try:
        take_all(box)
    except imap.TROUBLE as trouble:
        log.error("the desk's mailbox cannot be read: %s", type(trouble).__name__)


@keeps("C8")
def take_all(box: imap.Mailbox) -> int:
    """Take in each new mail in a transaction of its own; it is marked as seen after that. Returns how many came."""
    taken = 0
    for mail in imap.unseen(box):
        incoming = read(mail.raw)
        if incoming is None:
            continue
        with system("desk.fetch", purpose="L2"):
            taken += take_in(incoming) is not None
        mail.taken = not incoming.too_large  # what we do not keep whole stays there
    return taken


@keeps("C8", "U5")
@app.periodic(cron="* * * * *")
@app.task(name="desk.chats", queueing_lock="desk.chats", lock="desk.chats", queue="kept")
def end_chats(timestamp: int) -> None:
    """End the chats whose visitors have gone; what they did not see goes by e-mail, where they left one."""
    with system("desk.chats", purpose="L2"):
        chatting.tidy()


@keeps("L2")
@app.periodic(cron="23 4 * * *")
@app.task(name="desk.silent", queueing_lock="desk.silent", lock="desk.silent", queue="kept")
def close_silent(timestamp: int) -> None:
    """Once a day: talks that nobody goes on with are closed, so that their term begins."""
    with system("desk.silent", purpose="L2"):
        talking.close_silent()
