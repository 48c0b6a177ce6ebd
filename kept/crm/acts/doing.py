"""Doing some records of a long act: each way takes the next ones and says how far it came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.acts.models import LongAct
from kept.crm.nouns.changing_many import Outcome, change_many, tag_many, trash_many
from kept.crm.nouns.noun import NOUNS
from kept.crm.nouns.undoing import stored
from kept.crm.nouns.vocabulary import Vocabulary
from kept.web.refused import Refused

AT_ONCE = 2000  # records a transaction
NEEDS = {"edit": "edit", "owner": "edit", "tag": "edit", "delete": "delete"}


def some(act: LongAct, access: Access) -> bool:
    """Do the next records of an act on many. False when none is left. Raises PermissionDenied, Refused."""
    noun = NOUNS[act.kind]
    if not (access.rights.may(noun.permission("bulk")) and access.rights.may(noun.permission(NEEDS[act.act]))):
        raise PermissionDenied
    ids = act.ids[act.done : act.done + AT_ONCE]
    if ids:
        outcome = WAYS[act.act](act, ids, access)
        act.count(len(ids), outcome.changed, outcome.skipped)
    return bool(ids)


def _give(act: LongAct, ids: list[int], access: Access) -> Outcome:
    """The same values to all."""
    noun, words = NOUNS[act.kind], Vocabulary(me=access.member_id)
    fields = noun.fields_for(access, words)
    wanted: dict[str, Any] = act.plan["values"]
    if not all(name in fields and fields[name].editable for name in wanted):
        raise Refused(_("This field is no longer there, or no longer yours to change."))
    values = {name: stored(fields[name], plain, words) for name, plain in wanted.items()}
    return change_many(noun, ids, values, fields, access, _operation(act))


def _tag(act: LongAct, ids: list[int], access: Access) -> Outcome:
    noun = NOUNS[act.kind]
    fields = noun.fields_for(access, Vocabulary(me=access.member_id))
    return tag_many(noun, ids, act.plan["add"], act.plan["remove"], fields, access, _operation(act))


def _delete(act: LongAct, ids: list[int], access: Access) -> Outcome:
    return trash_many(NOUNS[act.kind], ids, access, _operation(act))


def _operation(act: LongAct) -> Any:
    if act.operation is None:
        raise Refused(_("What this act belonged to is gone."))
    return act.operation


WAYS: dict[str, Callable[[LongAct, list[int], Access], Outcome]] = {
    "edit": _give, "owner": _give, "tag": _tag, "delete": _delete,
}  # fmt: skip
