"""What happened in the demo world: reasons, notes, promises kept and missed, facts that changed."""

from __future__ import annotations

import datetime as dt
from itertools import cycle

from kept.crm.activities.models import Note, Participant, Priority, Talk, Task, TaskStatus
from kept.crm.contacts.models import Contact, Position
from kept.crm.records.history import Change, Operation
from kept.crm.titles.models import LegalTitle, LegalTitleTemplate
from kept.demo.people import Drawing
from kept.demo.words import NOTES, POSITIONS, TALKS, TASKS


def tell(draw: Drawing, people: list[Contact]) -> None:
    """Fill the timeline of the contacts."""
    companies = dict(Position.objects.values_list("contact_id", "company_id"))
    reasons(draw, people)
    Note.objects.bulk_create(_notes(draw, people, companies))
    tasks = _tasks(draw, people, companies)
    for task in tasks:
        task.index()
    Task.objects.bulk_create(tasks)
    changes(draw, people)
    talks(draw, people, companies)


def reasons(draw: Drawing, people: list[Contact]) -> None:
    """A reason for nearly everybody: most have years left, some weeks, a few have none."""
    today = draw.now.date()
    templates = list(LegalTitleTemplate.objects.order_by("pk")[:4])
    titles = []
    for contact in people:
        chance = draw.chance.random()
        if chance < 0.03:
            continue
        template = draw.chance.choice(templates)
        left = draw.chance.randint(5, 50) if chance < 0.12 else draw.chance.randint(200, template.months * 30 + 201)
        titles.append(
            LegalTitle.fresh(
                template=template,
                contact=contact,
                valid_from=contact.created_at.date(),
                valid_till=today + dt.timedelta(days=left),
                created_by=contact.owner,
                created_at=contact.created_at,
            )
        )
    LegalTitle.objects.bulk_create(titles)


def _notes(draw: Drawing, people: list[Contact], companies: dict[int, int]) -> list[Note]:
    texts = cycle(NOTES)
    return [
        Note.fresh(
            contact=contact,
            company_id=companies.get(contact.pk),
            by=draw.chance.choice(draw.sellers),
            at=draw.some_day(300),
            text=next(texts),
        )
        for contact in people
        for _ in range(draw.chance.choice([0, 0, 1, 1, 2, 3]))
    ]


def _tasks(draw: Drawing, people: list[Contact], companies: dict[int, int]) -> list[Task]:
    titles = cycle(TASKS)
    made = []
    for contact in draw.chance.sample(people, k=len(people) // 2):
        days = draw.chance.choice([-90, -40, -12, -3, 0, 0, 1, 4, 9, 25])
        deadline = (draw.now + dt.timedelta(days=days)).replace(
            hour=draw.chance.choice([9, 11, 15]), minute=0, second=0
        )
        done = days < 0 and draw.chance.random() < 0.8
        made.append(
            Task.fresh(
                title=next(titles),
                contact=contact,
                company_id=companies.get(contact.pk),
                owner=contact.owner,
                resolver=contact.owner,
                created_by=contact.owner,
                created_at=deadline - dt.timedelta(days=7),
                deadline=deadline,
                priority=draw.chance.choices(Priority.values, [1, 4, 1])[0],
                status=TaskStatus.COMPLETED if done else TaskStatus.NEW,
                completed_at=deadline - dt.timedelta(hours=2) if done else None,
                security_level=draw.level,
            )
        )
    return made


def changes(draw: Drawing, people: list[Contact]) -> None:
    """Somebody was promoted, a number changed: what a field was before."""
    for contact in draw.chance.sample(people, k=len(people) // 3):
        at = draw.some_day(200)
        member = draw.chance.choice(draw.sellers)
        act = Operation.fresh(by=member, at=at, act="contact.edited", kind="contact", records=1)
        act.save()
        before, after = draw.chance.sample(POSITIONS, 2)
        Change.fresh(
            operation=act,
            kind="contact",
            record_id=contact.pk,
            act=Change.CHANGED,
            at=at,
            by=member,
            values={"position": [before, after]},
        ).save()


def talks(draw: Drawing, people: list[Contact], companies: dict[int, int]) -> None:
    """Meetings and calls, from a week ago until the next one: a few a working day."""
    monday = draw.now - dt.timedelta(days=draw.now.weekday() + 7)
    days = [monday + dt.timedelta(days=day) for day in range(19) if day % 7 < 5]
    kinds, whom = cycle(TALKS), cycle(people[:: max(1, len(people) // 29)])
    for day in days:
        for hour in (9, 13):
            _talk(draw, next(whom), companies, next(kinds), day.replace(hour=hour, minute=0, second=0, microsecond=0))


def _talk(
    draw: Drawing, contact: Contact, companies: dict[int, int], what: tuple[str, str, str], at: dt.datetime
) -> None:
    kind, title, place = what
    held = at < draw.now
    talk = Talk.fresh(
        kind=kind,
        title=title,
        place=place,
        contact=contact,
        company_id=companies.get(contact.pk),
        owner=contact.owner,
        created_by=contact.owner,
        created_at=at - dt.timedelta(days=10),
        scheduled_from=at,
        scheduled_till=at + dt.timedelta(minutes=30 if kind == "phoneCall" else 90),
        status=TaskStatus.COMPLETED if held else TaskStatus.NEW,
        completed_at=at + dt.timedelta(hours=2) if held else None,
        security_level=draw.level,
    )
    talk.index()
    talk.save(force_insert=True)
    Participant.fresh(talk=talk, contact=contact).save(force_insert=True)
