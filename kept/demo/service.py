"""The operator's own people in the demo world: readers of its newsletter, and those who wrote or want to be called."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from kept.demo import channels
from kept.desk import calling, correspondents, talking
from kept.desk.models import CallBack, Message, Thread
from kept.identity.models import User
from kept.newsletter import consenting, joining
from kept.newsletter.models import Issue, Reading, Sending, Subscriber
from kept.policy.terms import Channel

READERS = (
    "jana.horakova@lipnice.example", "josef.marek@stavby-marek.example", "anna.svobodova@kovo.example",
    "p.richter@richter-technik.example", "zdenka@mlyn.example", "t.novotny@pila-jih.example",
    "helen.marsh@marsh-tools.example", "office@dvur-kamen.example", "lukas.benes@benes.example",
    "e.schmidt@schmidt-lager.example", "info@vodarna.example",
)  # fmt: skip
SPRING = """# What is new this autumn

Dear readers, three things that you asked for, and one that nobody did.

- **Import undone in one click.** A wrong file is no harm any more.
- **Phone numbers found however you write them.** Try it with brackets.
- *Reasons that end* now show in the list, two months ahead.

## And a promise

We will not write more often than four times a year. Read [how we keep it](https://blog.operator.example/promises).
"""
WINTER = """# Before the year ends

A short one: what to tidy up in your CRM before January, in **twenty minutes**.

- Reasons that ran out
- Contacts nobody spoke to for three years
"""
TALKS: tuple[tuple[str, str, str, str, str, int, str], ...] = (
    (
        "karel.dusek@dusek-servis.example", "Karel Dušek", "Import of the price list",
        "Good morning,\n\nour price list has 4,000 lines. Will the import take it in one go?\n\nKarel Dušek",
        "", 3, "open",
    ),
    (
        "m.lang@lang-logistik.example", "Martina Lang", "Invoice for October",
        "Hello, could you send the October invoice again? Our accountant cannot find it.",
        "Hello Martina,\n\nit is on its way to you once more. Anything else?\n\nTomáš", 26, "waiting",
    ),
    (
        "david@hornik.example", "David Horník", "How do I end my contract?",
        "We are closing the company in spring. What happens with our data?",
        "Dear David,\n\nyou can take everything along, and after 90 days the key to it is destroyed. "
        "I am sending the steps.\n\nTomáš", 120, "closed",
    ),
    (
        "petra@zahrada-luh.example", "Petra Lukešová", "Thank you",
        "Just to say that the search by phone number saved my Monday.", "", 1, "open",
    ),
)  # fmt: skip


def make() -> None:
    """Readers, two issues, talks in every state, and a queue of calls."""
    now = timezone.now()
    for n, email in enumerate(READERS):
        at = now - timedelta(days=200 - 15 * n)
        joining.confirm({"email": email, "language": "en", "at": at.timestamp()})
        Subscriber.objects.filter(email=email).update(joined_at=at)
    _sent_issue(now - timedelta(days=12))
    Issue.objects.create(subject="Before the year ends", text=WINTER)
    support = User.objects.get(email="tomas@operator.example")
    for talk in TALKS:
        _talk(support, *talk)
    _calls(support)
    channels.make(support)
    _readings()


def _readings() -> None:
    """A few readers let readings be counted, and read."""
    issue = Issue.objects.get(subject="What is new this autumn")
    for email in READERS[:8]:
        consenting.let_count(email, language="en")
    for days, number in ((12, 5), (11, 6), (9, 3)):
        day = timezone.localdate() - timedelta(days=days)
        Reading.objects.create(place=f"issue:{issue.pk}", day=day, number=number)


def _sent_issue(at: datetime) -> None:
    issue = Issue.objects.create(
        subject="What is new this autumn", text=SPRING, created_at=at, started_at=at, filled_at=at, finished_at=at
    )
    Sending.objects.bulk_create(
        Sending(issue=issue, subscriber=reader, state=Sending.SENT, at=at) for reader in Subscriber.objects.all()
    )
    Subscriber.objects.update(last_mail_at=at)


def _talk(by: User, email: str, name: str, about: str, asked: str, answered: str, hours: int, state: str) -> None:
    at = timezone.now() - timedelta(hours=hours)
    thread = talking.begin(correspondents.by_email(email, name=name), Channel.EMAIL, about, at=at)
    talking.say(thread, Message.IN, asked, at=at)
    if answered:
        talking.say(thread, Message.OUT, answered, by=by, at=at + timedelta(hours=1))
        Thread.objects.filter(pk=thread.pk).update(assigned=by)
    talking.set_state(thread, state)


def _calls(by: User) -> None:
    for hours, initials, number in ((2, "J. K.", "+420 602 555 014"), (5, "M. P.", "+44 20 7946 0018")):
        call = calling.ask(initials, number)
        CallBack.objects.filter(pk=call.pk).update(asked_at=timezone.now() - timedelta(hours=hours))
    calling.not_reached(CallBack.objects.get(initials="M. P."), by=by)
    called = calling.ask("R. S.", "+420 731 555 207")
    calling.called(called, "Asked about the price for twelve people. Wants an offer by Friday.", by=by)
