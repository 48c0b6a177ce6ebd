"""Chatting: begun on our page, answered while the visitor looks, ended by either, gone on with by e-mail (C8, U5)."""

from __future__ import annotations

import base64
import hmac
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from kept.desk import correspondents, talking
from kept.desk.models import Chat, Correspondent, Message, Thread
from kept.identity.models import User
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.policy.terms import Channel
from kept.web.refused import Refused

LEFT = timedelta(minutes=10)  # whose page has not asked for so long has gone
NOTED = timedelta(seconds=8)  # a look is written down no more often
LENGTH = 24


@keeps("C8", "U5")
def begin(text: str, *, name: str = "", email: str = "", language: str = "en") -> Chat:
    """A chat with somebody who may have left a name, and an address for an answer later; both may be missing."""
    them = correspondents.by_email(email, name=name, language=language) if email else _nobody_yet(name, language)
    thread = talking.begin(them, Channel.CHAT, text.strip().split("\n")[0][:80])
    chat: Chat = Chat.objects.create(thread=thread)
    talking.say(thread, Message.IN, text)
    return chat


def _nobody_yet(name: str, language: str) -> Correspondent:
    first, _blank, last = name.partition(" ")
    made: Correspondent = Correspondent.objects.create(
        first_name=first[:80], last_name=last.strip()[:80], language=language
    )
    return made


def secret_of(chat: Chat) -> str:
    """The secret in the link that opens a chat. It is computed, so the database does not hold it."""
    digest = salted_hmac("kept.desk.chat", chat.ref, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode()[:LENGTH]


@keeps("C8")
def by_link(ref: str, secret: str) -> Chat | None:
    """The chat that a link opens. It takes as long when there is none."""
    chat: Chat | None = Chat.objects.filter(ref=ref[:16].replace("\x00", "")).first()
    fits = hmac.compare_digest(secret_of(chat or Chat(ref="")).encode(), secret.encode("utf-8", "replace"))
    return chat if fits else None


def said(chat: Chat, after: int = 0) -> list[Message]:
    """What both have said after a message; notes among us are not for the visitor."""
    found = Message.objects.filter(thread=chat.thread_id, pk__gt=after).exclude(direction=Message.NOTE)
    return list(found.order_by("pk"))


def look(chat: Chat, *, heard: int = 0) -> None:
    """The visitor's page has asked, and was given all up to a message."""
    now = clock.now()
    if heard <= chat.heard and now - chat.seen_at < NOTED:
        return
    chat.seen_at, chat.heard = now, max(heard, chat.heard)
    Chat.objects.filter(pk=chat.pk).update(seen_at=chat.seen_at, heard=chat.heard)


@keeps("C8")
def say(chat: Chat, text: str) -> Message:
    """The visitor says something: it is our turn."""
    if chat.ended_at is not None:
        raise Refused(talking.ENDED, promise="C8")
    message = talking.say(chat.thread, Message.IN, text, channel=Channel.CHAT)
    talking.set_state(chat.thread, Thread.State.OPEN)
    return message


@keeps("C8", "U5")
def end(chat: Chat, *, by: User | None = None) -> None:
    """It has ended, for both. What was not seen any more goes by e-mail, where one was left."""
    ended = Chat.objects.filter(pk=chat.pk, ended_at=None).update(ended_at=clock.now())
    if ended:
        chat.refresh_from_db()
        pass_on(chat, by=by)


@keeps("U5")
def pass_on(chat: Chat, *, by: User | None = None) -> bool:
    """Send by e-mail what we said and they did not see. Returns whether a letter is on its way."""
    unseen = Message.objects.filter(
        thread=chat.thread_id, pk__gt=chat.heard, direction=Message.OUT, channel=Channel.CHAT.code
    )
    texts = [one.text for one in unseen.order_by("pk")]
    if not texts or not chat.thread.correspondent.email:
        return False
    sent = talking.write(chat.thread, "\n\n".join(texts), by=by)
    if sent is None:
        talking.say(chat.thread, Message.NOTE, _("Not sent on: they do not want to be written to."))
    look(chat, heard=max(unseen.values_list("pk", flat=True)))
    return sent is not None


@keeps("C8", "U5")
def leave_email(chat: Chat, email: str) -> None:
    """They leave an address so that the talk can go on. Is it one that we know, the talk joins those with its owner."""
    them = chat.thread.correspondent
    try:
        with transaction.atomic():
            correspondents.add(them, "email", email)
    except IntegrityError:
        _join(chat, correspondents.by_email(email))
    if chat.ended_at is not None:
        pass_on(chat)


def _join(chat: Chat, known: Correspondent) -> None:
    """Hand the talk over to the correspondent of its address; whoever was there for this chat alone goes."""
    them: Any = chat.thread.correspondent
    if them.pk == known.pk:
        return
    Thread.objects.filter(pk=chat.thread_id).update(correspondent=known)
    chat.thread.refresh_from_db()
    talking.follow_clock(known)
    if not Thread.objects.filter(correspondent=them).exists() and not them.contactpoint_set.exists():
        them.delete()


def tidy() -> int:
    """End the chats whose visitor has gone. Returns how many."""
    gone = list(Chat.objects.filter(ended_at=None, seen_at__lt=clock.now() - LEFT))
    for chat in gone:
        end(chat)
    return len(gone)


def live() -> int:
    """How many visitors look at a chat now and wait for us."""
    from kept.desk.models.chats import HERE

    looking = Chat.objects.filter(ended_at=None, seen_at__gt=clock.now() - HERE)
    return int(looking.filter(thread__state=Thread.State.OPEN).count())


def newest(chat: Chat) -> int:
    """The last message that both may see. Nothing of anybody is read for it."""
    found = Message.objects.filter(thread=chat.thread_id).exclude(direction=Message.NOTE)
    return int(found.order_by("-pk").values_list("pk", flat=True).first() or 0)
