"""Who looked at a record and who changed it, in plain words, from the access log (D5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.policy.keeps import keeps
from kept.tenancy.looks import LogLine, looks_at

MOST = 2000  # lines that a page of looks can reach back
ACTS = {
    "read": gettext_lazy("saw it"),
    "created": gettext_lazy("made it"),
    "changed": gettext_lazy("changed it"),
    "deleted": gettext_lazy("deleted it"),
    "exported": gettext_lazy("took it out in a file"),
}
PAGES = {
    "record": gettext_lazy("opened the page"),
    "list": gettext_lazy("in a list"),
    "fact": gettext_lazy("while changing a fact"),
    "export": gettext_lazy("in an export"),
    "palette": gettext_lazy("while searching"),
    "choose": gettext_lazy("while choosing"),
    "merge": gettext_lazy("while merging"),
    "looks": gettext_lazy("while asking who looked"),
    "job imports.check": gettext_lazy("while checking an import"),
    "job imports.run": gettext_lazy("in an import"),
    "job acts.run": gettext_lazy("in an act on many"),
    "story": gettext_lazy("read the story"),
    "cell": gettext_lazy("in a list"),
    "copy": gettext_lazy("for a copy"),
    "home": gettext_lazy("on the first page"),
}
BY = {"api": gettext_lazy("a program"), "job": gettext_lazy("a job"), "command": gettext_lazy("a command"),
      "system": gettext_lazy("the system"), "public": gettext_lazy("somebody outside")}  # fmt: skip
GROUPS = {
    "identification": gettext_lazy("name"), "contact": gettext_lazy("contact"), "private": gettext_lazy("private facts"),
    "business": gettext_lazy("business facts"), "notes": gettext_lazy("notes"), "work": gettext_lazy("work"),
    "correspondence": gettext_lazy("correspondence"), "history": gettext_lazy("history"), "consent": gettext_lazy("consent"),
}  # fmt: skip


@dataclass(slots=True)
class Look:
    """One line of the log, or several alike that follow each other."""

    at: dt.datetime
    who: str
    act: str
    how: str
    what: str
    times: int = 1
    mine: bool = False


@keeps("D5")
def looks(
    noun: Noun, record: Any, words: Vocabulary, *, most: int, act: str = "", member: int | None = None
) -> list[Look]:
    """The newest looks at a record, alike ones of a day folded together. `act` is read, changed, ... or all."""
    lines = looks_at(noun.label_lower, record.pk, most)
    lines = [line for line in lines if (not act or line.act == act) and (not member or line.member_id == member)]
    words.prime(members={line.member_id for line in lines if line.member_id})
    return folded([_look(line, words) for line in lines])


def _look(line: LogLine, words: Vocabulary) -> Look:
    who = words.member(line.member_id).name if line.member_id else str(BY.get(line.by, line.by))
    if line.via:
        who = f"{who} ({line.via})"
    how = way(line)
    what = ", ".join(str(GROUPS.get(group, group)) for group in line.groups)
    mine = line.member_id is not None and line.member_id == words.me
    return Look(line.at, _("You") if mine else who, str(ACTS.get(line.act, line.act)), how, what, mine=mine)


def way(line: LogLine) -> str:
    """Through which door, in words: a page, the API, a job or command by its name."""
    page = line.door.rpartition(":")[2]
    if page in PAGES:
        return str(PAGES[page])
    if line.by == "user":
        return _("at work on it")
    return _("through the API") if line.by == "api" else _("by “%(door)s”") % {"door": line.door}


def folded(looks: list[Look]) -> list[Look]:
    """Alike looks of one day that follow each other, as one with their number."""
    found: list[Look] = []
    for look in looks:
        last = found[-1] if found else None
        same = last and (last.who, last.act, last.how) == (look.who, look.act, look.how)
        if last and same and timezone.localdate(last.at) == timezone.localdate(look.at):
            last.times += 1
        else:
            found.append(look)
    return found
