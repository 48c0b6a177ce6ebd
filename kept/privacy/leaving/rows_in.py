"""The rows of an archive, kind by kind: looked at, turned into what they mean here, put in."""

from __future__ import annotations

from django.db import IntegrityError
from django.utils.translation import gettext as _

from kept.audit.entries import write as write_log
from kept.privacy.leaving import members
from kept.privacy.leaving.progress import Progress
from kept.privacy.leaving.reading import BATCH
from kept.privacy.leaving.rowing import Inserting, taken
from kept.privacy.leaving.travelling import MEMBERS, Row, Travel
from kept.privacy.leaving.trouble import Refused
from kept.privacy.leaving.under_way import Bringing
from kept.tenancy.opening import check_references


def rows_of(made: Bringing, one: Travel, progress: Progress) -> None:
    """All rows of a kind."""
    name, waiting, last = f"{one.name}.jsonl", [], 0
    inserting = Inserting(one.label, ("user_id",) if one.label == MEMBERS else ())
    inserting = Inserting(one.label, tuple(one.derived)) if one.derived and one.fill else inserting
    with made.archive.member(name) as member:
        number = 0
        for number, line in enumerate(member.lines(), 1):
            row, wrong = taken(one.label, line)
            if not wrong and row["id"] <= last:
                wrong = [_("its number is not higher than the one before")]
            if wrong:
                made.tell(name, number, wrong)
                continue
            last = row["id"]
            waiting.append(_turned(made, one, row))
            if len(waiting) >= BATCH:
                _put(made, inserting, waiting)
                progress.add(len(waiting))
                waiting = []
        if one.label == MEMBERS and number > members.MOST:
            raise Refused(_("More members than an instance can have."))
        if number != made.archive.members[name].get("rows"):
            raise Refused(_("%(name)s has not as many lines as the manifest says.") % {"name": name})
    _put(made, inserting, waiting)
    progress.add(len(waiting))
    write_log(made.access)


def _turned(made: Bringing, one: Travel, row: Row) -> Row:
    """The row as it means the same here."""
    for name in one.users:
        row[name] = made.members.user(row[name])
    for name, turn in one.turns.items():
        row[name] = turn.back(row, made)
    if one.label == MEMBERS:
        row = made.members.take(row)
    return {**row, **one.fill(row)} if one.fill else row


def _put(made: Bringing, inserting: Inserting, rows: list[Row]) -> None:
    if made.wrong:  # it will not come in: the rest is only looked at
        return
    try:
        inserting.put(made.instance_id, rows)
    except IntegrityError as twice:
        raise Refused(_in_words(twice)) from twice
    made.rows += len(rows)


def check_the_references() -> None:
    try:
        check_references()
    except IntegrityError as hanging:
        raise Refused(_in_words(hanging)) from hanging


def _in_words(error: IntegrityError) -> str:
    """What the database found, without values of the rows but their numbers."""
    diagnosis = getattr(error.__cause__, "diag", None)
    table = getattr(diagnosis, "table_name", "") or ""
    return _("%(kind)s: a row names another that is not there, or two rows are the same where only one may be (%(rule)s).") % {
        "kind": table.replace("_", ".", 1), "rule": getattr(diagnosis, "constraint_name", "") or "",
    }  # fmt: skip
