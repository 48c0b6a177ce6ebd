"""Ideas: left with an address, published in our own words, told of to whoever left them, until they say no (C8, U5)."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.db.models import Count
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from kept.desk import correspondents, talking
from kept.desk.locked import locked
from kept.desk.models import Idea, IdeaStep, Message, Suggestion, Thread, Vote
from kept.identity.models import User
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.policy.terms import Channel
from kept.web.addresses import absolute
from kept.web.refused import Refused

State = Idea.State
SALT = "kept.desk.idea"


@keeps("C8", "U5")
def suggest(words: str, email: str, *, language: str = "en") -> Thread:
    """Somebody leaves an idea: a talk with them begins, and it is our turn."""
    them = correspondents.by_email(email, language=language)
    thread = talking.begin(them, Channel.IDEA_MAKER, words.strip().split("\n")[0][:80])
    talking.say(thread, Message.IN, words)
    return thread


@keeps("C8")
def take_on(thread: Thread, idea: Idea) -> Suggestion:
    """The words of this talk led to an idea: whoever left them hears what becomes of it."""
    if Suggestion.objects.filter(thread=thread).exists():
        raise Refused(_("This talk belongs to an idea already."))
    made: Suggestion = Suggestion.objects.create(thread=thread, idea=idea)
    tell(idea, to=[made])
    return made


def publish(idea: Idea) -> None:
    """Show it to everybody. It names nobody."""
    idea.published_at = idea.published_at or clock.now()
    idea.save(update_fields=["published_at"])


def hide(idea: Idea) -> None:
    """Show it to nobody but us."""
    idea.published_at = None
    idea.save(update_fields=["published_at"])


@keeps("C8", "U5")
def move(idea: Idea, state: str, words: str = "") -> int:
    """What became of it. Whoever left it is told. Returns how many were."""
    if state == idea.state:
        raise Refused(_("It is so already."))
    idea.state = state
    idea.save(update_fields=["state"])
    IdeaStep.objects.create(idea=idea, state=state, words=words.strip())
    return tell(idea, words=words.strip())


@keeps("U5")
def tell(idea: Idea, *, words: str = "", to: list[Suggestion] | None = None) -> int:
    """Write to those whose idea it was, each in their talk, so that an answer comes back into it. They are asked by
    their choices whether they may be (L2); who has stopped it for this idea is not written to."""
    owners = to if to is not None else list(_owners(idea))
    return sum(_tell(idea, one, words) for one in owners if one.told)


def _owners(idea: Idea) -> Any:
    found = Suggestion.objects.filter(idea=idea, told=True).exclude(thread__correspondent__in=locked())
    return found.select_related("thread__correspondent").order_by("pk")


def _tell(idea: Idea, one: Suggestion, words: str) -> bool:
    them = one.thread.correspondent
    if not them.email:
        return False
    with override(them.language):
        known = {
            "idea": idea,
            "state": idea.get_state_display(),
            "words": words,
            "url": absolute(f"/ideas/{idea.pk}/") if idea.published_at else "",
            "stop": absolute(quiet_path(one)),
        }
        text = render_to_string("desk/mail/idea.txt", known).strip() + "\n"
    sent = talking.write(
        one.thread,
        text,
        headers={
            "List-Unsubscribe": f"<{absolute(quiet_path(one))}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    if sent is None:
        talking.say(one.thread, Message.NOTE, _("Not told: they do not want to be written to."))
    return sent is not None


def quiet_path(one: Suggestion) -> str:
    """The link by which somebody hears no more of an idea of theirs."""
    return f"/ideas/quiet/{signing.Signer(salt=SALT).sign(str(one.pk))}/"


def by_quiet_link(token: str) -> Suggestion | None:
    """Whose link it is; None when it is not ours, or they have gone."""
    try:
        key = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return Suggestion.objects.filter(pk=int(key)).first()


def quiet(one: Suggestion) -> None:
    """They hear no more of it."""
    Suggestion.objects.filter(pk=one.pk).update(told=False)


def published(state: str = "") -> Any:
    """What everybody may see, the most wanted first."""
    found = Idea.objects.filter(published_at__isnull=False)
    if state:
        found = found.filter(state=state)
    return found.annotate(votes=Count("vote")).order_by("-votes", "-published_at", "pk")


@keeps("C8")
def vote(idea: Idea, user: User) -> bool:
    """A user wants it too, or no more. Returns whether they do now."""
    mine = Vote.objects.filter(idea=idea, user_id=user.pk)
    if mine.exists():
        mine.delete()
        return False
    Vote.objects.get_or_create(idea=idea, user_id=user.pk)
    return True
