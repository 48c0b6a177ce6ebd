"""The other channels of the demo world: a chat, ideas in every state, a web conference, a word on a network."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from kept.desk import chatting, correspondents, ideas, talking
from kept.desk.models import Appointment, Chat, Idea, IdeaStep, Message, Suggestion, Thread
from kept.identity.models import User
from kept.policy.terms import Channel

IDEAS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "A list of who has birthday this week", "To ring people up on the right day.", "declined",
        "A date of birth is more than our notice lets us ask for.", "office@dvur-kamen.example",
    ),
    (
        "Write to several contacts at once", "A letter to all who are ticked in the list.", "planned",
        "In spring, with the reason beside each name.", "lukas.benes@benes.example",
    ),
    (
        "A calendar of all tasks", "A feed that any calendar can read.", "considered", "", "t.novotny@pila-jih.example",
    ),
    (
        "Undo an import", "A wrong file should be no harm.", "done", "It is there since autumn.",
        "josef.marek@stavby-marek.example",
    ),
)  # fmt: skip
WISH = "It would help us if the offer could be signed on the screen. Our customers have no printer any more."


def make(by: User) -> None:
    """All of them."""
    _chat(by)
    for idea in IDEAS:
        _idea(*idea)
    ideas.suggest(WISH, "zdenka@mlyn.example")
    _meeting(by)
    _network()


def _chat(by: User) -> None:
    chat = chatting.begin(
        "Can two people work on one list of contacts?", name="Eva Malá", email="eva@mala-sklo.example"
    )
    talking.say(chat.thread, Message.OUT, "They can, both see each change at once.", by=by, channel=Channel.CHAT)
    talking.set_state(chat.thread, Thread.State.WAITING)
    last = Message.objects.filter(thread=chat.thread).latest("pk").pk
    Chat.objects.filter(pk=chat.pk).update(ended_at=timezone.now(), heard=last)


def _idea(title: str, summary: str, state: str, words: str, email: str) -> None:
    at = timezone.now() - timedelta(days=40)
    thread = talking.begin(correspondents.by_email(email), Channel.IDEA_MAKER, title, at=at)
    talking.say(thread, Message.IN, f"{title}, please.", at=at)
    made = Idea.objects.create(
        title=title, summary=summary, language="en", state=state, made_at=at, published_at=at + timedelta(days=1)
    )
    Suggestion.objects.create(idea=made, thread=thread)
    step = at + timedelta(days=9)
    IdeaStep.objects.create(idea=made, state=state, words=words, at=step)
    talking.say(thread, Message.OUT, f"“{title}”: {made.get_state_display()}. {words}".strip(), at=step)
    talking.set_state(thread, Thread.State.CLOSED)


def _meeting(by: User) -> None:
    thread = Thread.objects.get(subject="Import of the price list")
    now = timezone.now()
    day = (now + timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0)
    Appointment.objects.create(
        thread=thread, about="Import of the price list", link="https://meet.example/price-list", starts_at=day, minutes=30,
        time_zone="Europe/Prague", answer=Appointment.Answer.ACCEPTED, answered_at=now, by=by,
    )  # fmt: skip


def _network() -> None:
    them = correspondents.by_email("sona@tkalcovna.example", name="Soňa Tkalcová")
    correspondents.add(them, "profile_url", "https://social.example/@sona.tkalcova")
    thread = talking.begin(them, Channel.SOCIAL_NETWORK, "Do you speak at the fair in Brno?")
    talking.say(thread, Message.IN, "I saw that you will be at the fair. On which day do you speak?")
