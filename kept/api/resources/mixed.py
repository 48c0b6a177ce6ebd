"""activity: all six kinds in one list. Two halves, as they lie in two tables; each is asked as a resource of its own."""

from __future__ import annotations

from dataclasses import replace

from kept.api.resource import Resource
from kept.api.resources.activity import activity
from kept.crm.activities.models import TalkKind
from kept.crm.activities.noun import TALKS, TASKS

OF_TASKS_ALONE = ("deadline", "resolver")
ENTITY = "_entityName"
KINDS = {str(kind): noun.entity for kind, noun in TALKS.items()}

SAME = tuple(one for one in TASKS.fields if one.name not in OF_TASKS_ALONE)
PROMISED = activity(replace(TASKS, fields=SAME, wire="activity", entity="Activity"))
SPOKEN = replace(
    activity(replace(TALKS[TalkKind.CALL], wire="activity/talk", entity="Activity")),
    columns={ENTITY: "kind"},
    convert={ENTITY: KINDS.get},
)
HALVES: tuple[Resource, ...] = (PROMISED, SPOKEN)
