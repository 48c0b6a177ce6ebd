"""The story of a record: notes, promises, changes and files in one order of time, a page at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.audit.access import Access
from kept.audit.together import Together
from kept.crm.activities.models import Note, Talk, TalkKind, Task, TaskStatus
from kept.crm.activities.telling import told
from kept.crm.files.models import Attachment
from kept.crm.files.owners import of_activities
from kept.crm.nouns.fields import Field
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Change
from kept.web import formats

SIZE = 20
BELOW = 200  # files, and notes, of the activities of one record, the newest
OPEN = (TaskStatus.NEW, TaskStatus.SCHEDULED)
ICONS: dict[str, str] = {
    TalkKind.MEETING: "people", TalkKind.CALL: "phone", TalkKind.EMAIL: "mail", TalkKind.LETTER: "send",
    TalkKind.EVENT: "calendar",
}  # fmt: skip
KINDS = ("all", "talks", "changes")
Rows = Mapping[str, Sequence[Any]]  # by kind: note, task, talk, file, change; file_of_task is what stands below one


@dataclass(slots=True)
class Item:
    """One thing that happened, or was promised."""

    kind: str  # note, task, talk, change, file, day
    at: dt.datetime
    row: Any = None
    who: str = ""
    day: str = ""
    said: str = ""  # a change as one sentence, when it has no lines
    state: str = ""  # next, late
    lines: list[str] = field(default_factory=list)
    files: list[Any] = field(default_factory=list)  # of a promise or a talk
    notes: list[Any] = field(default_factory=list)  # the same, each with `who`


@dataclass(slots=True)
class Story:
    """What is promised, what happened, and where the next page begins."""

    promised: list[Item]
    items: list[Item]
    next: str = ""
    planned: list[Item] = field(default_factory=list)


def story(
    noun: Noun, record: Any, access: Access, words: Vocabulary, fields: Mapping[str, Field], *, kind: str = "all",
    before: str = "", told_by: Rows | None = None, now: dt.datetime | None = None,
) -> Story:  # fmt: skip
    """One page of a record's story, newest first, with the open promises on top of the first page.

    `told_by`: the rows of `asked`, when they have been asked for already."""
    now = now or timezone.now()
    until = parse_datetime(before) if before else None
    rows = told_by if told_by is not None else asked(noun, record, access, Together().ask, kind=kind, before=before)
    tasks = rows.get("task", ())
    talks = rows.get("talk", ())
    promised = [] if until else [_promise(task, now) for task in tasks if task.status in OPEN]
    planned = [] if until else [_planned(talk, now) for talk in talks if talk.status in OPEN]
    found = [Item(what, row.at, row) for what in ("note", "file", "change") for row in rows.get(what, ())]
    found += [Item("task", task.completed_at or task.created_at, task) for task in tasks if task.status not in OPEN]
    found += [Item("talk", _when(talk), talk) for talk in talks if talk.status not in OPEN]
    found.sort(key=lambda item: item.at, reverse=True)
    shown = found[:SIZE]
    for item in (*shown, *promised, *planned):
        _lay_below(item, rows)
    _tell(shown + promised + planned, noun, access, words, fields)
    promised.sort(key=lambda item: item.row.deadline)
    planned.sort(key=lambda item: item.at)
    return Story(promised, shown, shown[-1].at.isoformat() if len(found) > SIZE else "", planned)


def _before(until: dt.datetime | None, name: str = "at") -> Q:
    return Q(**{f"{name}__lt": until}) if until else Q()


def asked(
    noun: Noun, record: Any, access: Access, ask: Callable[[Any], Sequence[Any]], *, kind: str = "all", before: str = ""
) -> Rows:
    """The rows that a page of the story is told by, of what the person may see, asked for by `ask`."""
    until = parse_datetime(before) if before else None
    here, may, rows = {noun.key: record}, access.rights.may, {}
    if kind in ("all", "talks") and may("notes.view"):
        rows["note"] = ask(_newest(Note.objects.filter(_before(until), **here, deleted_at=None)))
    if kind in ("all", "talks") and may("tasks.view"):
        rows["task"] = ask(_tasks(here, access, until))
        rows["talk"] = ask(_talks(here, access, until))
    for what, model in (("file", Attachment), ("note", Note)):
        if kind in ("all", "talks") and may("tasks.view") and may(f"{what}s.view"):
            for key, below in of_activities(model, noun, record, access):
                rows[f"{what}_of_{key}"] = ask(below.order_by("-at", "-pk")[:BELOW])
    if kind == "all" and may("files.view"):
        rows["file"] = ask(_newest(Attachment.objects.filter(_before(until), **here, deleted_at=None)))
    if kind in ("all", "changes"):
        rows["change"] = ask(_newest(Change.objects.filter(_before(until), kind=noun.key, record_id=record.pk)))
    return rows


def _newest(rows: Any) -> Any:
    return rows.order_by("-at", "-pk")[: SIZE + 1]


def _tasks(here: dict[str, Any], access: Access, until: dt.datetime | None) -> Any:
    rows = Task.objects.kept().visible_to(access).filter(**here)
    done = ~Q(status__in=OPEN) & _before(until, "completed_at")
    rows = rows.filter(done if until else done | Q(status__in=OPEN))
    return rows.order_by("-completed_at", "deadline")[: SIZE + 50]


def _talks(here: dict[str, Any], access: Access, until: dt.datetime | None) -> Any:
    """Those that took place, by when they did, and all that are still planned."""
    rows = Talk.objects.kept().visible_to(access).filter(**here)
    done = ~Q(status__in=OPEN) & (
        _before(until, "scheduled_from") | Q(scheduled_from=None) & _before(until, "created_at")
    )
    rows = rows.filter(done if until else done | Q(status__in=OPEN))
    return rows.order_by("-scheduled_from", "-pk")[: SIZE + 50]


def _when(talk: Talk) -> dt.datetime:
    """When it was, or when it was written down."""
    return talk.scheduled_from or talk.created_at


def _planned(talk: Talk, now: dt.datetime) -> Item:
    return Item("talk", _when(talk), talk, state="late" if _when(talk) < now else "next")


def _promise(task: Task, now: dt.datetime) -> Item:
    late = timezone.localtime(task.deadline).date() <= timezone.localtime(now).date()
    return Item("task", task.deadline, task, state="late" if late else "next")


def _tell(items: list[Item], noun: Noun, access: Access, words: Vocabulary, fields: Mapping[str, Field]) -> None:
    """Names and sentences, with the words of all items loaded at once."""
    members = {_actor(item) for item in items} | {
        item.row.resolver_id or item.row.owner_id for item in items if item.kind == "task"
    }
    members |= {note.by_id for item in items for note in item.notes}
    words.prime(members={pk for pk in members if pk})
    for item in items:
        item.who = words.member(_actor(item)).name
        for note in item.notes:
            note.who = words.member(note.by_id).name
    told([item for item in items if item.kind == "change"], noun, access, words, fields)


def _lay_below(item: Item, rows: Rows) -> None:
    """An activity with its files, and its notes in their order."""
    item.files, notes = (
        [one for one in rows.get(f"{what}_of_{item.kind}", ()) if getattr(one, f"{item.kind}_id") == item.row.pk]
        for what in ("file", "note")
    )
    item.notes = notes[::-1]


def _actor(item: Item) -> int | None:
    if item.kind in ("task", "talk"):
        return item.row.updated_by_id or item.row.created_by_id  # type: ignore[no-any-return]
    return item.row.by_id  # type: ignore[no-any-return]


def with_days(items: list[Item], now: dt.datetime | None = None) -> Iterator[Item]:
    """The items with a head before each day."""
    day = None
    for item in items:
        here = timezone.localtime(item.at).date()
        if here != day:
            day = here
            near = formats.near_day(day, formats.today(now))
            yield Item("day", item.at, day=near.capitalize() if near else formats.long_day(day))
        yield item


def due_words(task: Task, now: dt.datetime | None = None) -> str:
    """How near a deadline is: "3 days late", "due today", or nothing."""
    days = (timezone.localtime(task.deadline).date() - timezone.localtime(now or timezone.now()).date()).days
    if days == 0:
        return _("due today")
    if days < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days} if days < -1 else _("due yesterday")
    return ""
