"""What an instance may set a period for: contacts and companies with which nothing happened, and files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kept.audit.access import Access
from kept.crm.activities.models import Note, Talk, Task, TaskStatus
from kept.crm.activities.touch import last_touch
from kept.crm.contacts.models import Position
from kept.crm.files.models import Attachment
from kept.crm.files.owners import ACTIVITIES, owner_of
from kept.crm.nouns.anonymising import anonymise
from kept.crm.nouns.changing import operation
from kept.crm.nouns.changing_many import trash_many
from kept.crm.nouns.noun import NOUNS, Noun
from kept.crm.nouns.undoing import undo
from kept.crm.records.history import Operation
from kept.crm.titles.models import LegalTitle
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.policy.terms import End, Event
from kept.privacy.retention.kinds import Due, Kind, Outcome, tell
from kept.privacy.retention.rules import Batch, Rule, RuleEnd
from kept.privacy.retention.terms import Term
from kept.web.refused import Refused

OPEN = (TaskStatus.NEW, TaskStatus.SCHEDULED)


def reach(rule: Rule, day: dt.date) -> dt.datetime:
    """Before which moment the last thing must have happened for a record to be due on a day."""
    newest = Term("L5", Event.RECORDED, (), (rule.period,), End.ERASE).newest(day)
    return clock.after(newest)


def tell_all() -> None:
    """Put our kinds on the list of those that periods can be set for."""
    ends = (RuleEnd.BIN.value, RuleEnd.ANONYMISE.value)
    tag = _("tag")
    for key, label in (("contact", _("Contacts")), ("company", _("Companies"))):
        tell(Kind(key, label, tag, ends, _of(key), _shown(key), _act(key), take_back))
    word = _("word in the name")
    tell(Kind("file", _("Files"), word, ends[:1], old_files, show_files, put_files_away, bring_files_back))


def _of(key: str) -> Any:
    return lambda rule, day: list(silent(NOUNS[key], rule, day).order_by("pk").values_list("pk", flat=True))


def _shown(key: str) -> Any:
    return lambda ids, slug, access: show_records(NOUNS[key], ids, slug, access)


def _act(key: str) -> Any:
    return lambda rule, ids, access: end_records(NOUNS[key], rule, ids, access)


@keeps("L5")
def silent(noun: Noun, rule: Rule, day: dt.date) -> Any:
    """Records of the open instance with which nothing has happened for the rule's months, on a day.

    Never a locked one, nor a colleague's own contact, nor one with a task still to do or a meeting still to come."""
    since = reach(rule, day)
    mine: dict[str, Any] = {f"{noun.key}_id": OuterRef("pk"), "deleted_at": None}
    rows = noun.model.objects.kept().filter(created_at__lt=since, anonymised_at=None, locked_at=None)
    rows = rows.filter(Q(updated_at=None) | Q(updated_at__lt=since))
    tasks = Q(created_at__gte=since) | Q(completed_at__gte=since) | Q(status__in=OPEN)
    for something in (Task.objects.filter(tasks, **mine), Talk.objects.filter(tasks, **mine),
                      *added_since(Note, noun, since), *added_since(Attachment, noun, since)):  # fmt: skip
        rows = rows.filter(~Exists(something))
    if rule.word:
        rows = rows.filter(tags__contains=[rule.word])
    if rule.spare_reasons:
        running = Q(valid_till=None) | Q(valid_till__gte=day)
        titles = LegalTitle.objects.filter(running, **{f"{noun.key}_id": OuterRef("pk")}, invalid_at=None)
        rows = rows.filter(~Exists(titles))
    return rows.filter(membership=None) if noun.key == "contact" else _without_busy_people(rows, since)


def added_since(model: Any, noun: Noun, since: dt.datetime) -> list[Any]:
    """The questions for notes or files of a record, and of what was promised or talked about with it, added since."""
    rows = model.objects.filter(deleted_at=None, at__gte=since)
    ways = (noun.key, *(f"{key}__{noun.key}" for key in ACTIVITIES))
    return [rows.filter(**{f"{way}_id": OuterRef("pk")}) for way in ways]


def _without_busy_people(companies: Any, since: dt.datetime) -> Any:
    """A company with whose people something happened is not silent."""
    people = Position.objects.filter(company_id=OuterRef("pk"), contact__deleted_at=None)
    touched = Q(contact__created_at__gte=since) | Q(contact__updated_at__gte=since)
    noted = Note.objects.filter(contact__positions__company_id=OuterRef("pk"), at__gte=since, deleted_at=None)
    return companies.filter(~Exists(people.filter(touched)), ~Exists(noted))


def show_records(noun: Noun, ids: list[int], slug: str, access: Access) -> list[Due]:
    """Records by name, as the person at the door may see them."""
    touched = last_touch(noun.key, ids)
    rows = noun.model.objects.visible_to(access).filter(pk__in=ids).order_by("sort_key", "pk")
    return [
        Due(str(row), reverse(f"{noun.plural}:record", kwargs={"instance": slug, "id": row.pk}), touched.get(row.pk))
        for row in rows
    ]


def end_records(noun: Noun, rule: Rule, ids: list[int], access: Access) -> Outcome:
    """Put these records into the bin as one act that can be undone, or make each anonymous for good."""
    if rule.end == RuleEnd.BIN:
        act = operation(access, f"{noun.key}.period", noun)
        done = trash_many(noun, ids, access, act)
        return Outcome(done.changed, len(ids) - done.changed, act.pk if done.changed else None)
    outcome = Outcome()
    for record in noun.model.objects.kept().filter(pk__in=ids).order_by("pk").select_for_update(of=("self",)):
        try:
            anonymise(noun, record, access)
        except Refused:
            continue
        outcome.gone += 1
    outcome.spared = len(ids) - outcome.gone
    return outcome


def take_back(batch: Batch, access: Access) -> int:
    """Bring back what a batch put into the bin. Returns how many records."""
    act = Operation.objects.filter(pk=batch.operation_id).first()
    if act is None:
        return 0
    return undo(act, access).records


def old_files(rule: Rule, day: dt.date) -> list[int]:
    """Files that were added so long ago, of any name or with a word in it."""
    rows = Attachment.objects.filter(deleted_at=None, at__lt=reach(rule, day))
    if rule.word:
        rows = rows.filter(name__icontains=rule.word)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def show_files(ids: list[int], slug: str, access: Access) -> list[Due]:
    """Files by name, with the page of whom they belong to."""
    if not access.rights.may("files.view"):
        return []
    shown = []
    for row in Attachment.objects.filter(pk__in=ids).order_by("name", "pk"):
        owner = owner_of(row)
        if owner is None or owner[0].key in ACTIVITIES:
            url = reverse("file", kwargs={"instance": slug, "id": row.pk})
        else:
            url = reverse(f"{owner[0].plural}:record", kwargs={"instance": slug, "id": owner[1]})
        shown.append(Due(row.name, url, row.at))
    return shown


def put_files_away(rule: Rule, ids: list[int], access: Access) -> Outcome:
    """Into the bin, from where they can be brought back for thirty days."""
    gone = Attachment.objects.filter(pk__in=ids, deleted_at=None).update(deleted_at=clock.now())
    return Outcome(gone, len(ids) - gone)


def bring_files_back(batch: Batch, access: Access) -> int:
    """The files of a batch that are still in the bin and were put there by it."""
    rows = Attachment.objects.filter(pk__in=batch.ids, deleted_at=batch.done_at)
    return int(rows.update(deleted_at=None))
