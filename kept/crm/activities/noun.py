"""Activities, declared for the wire: tasks, and the five kinds of talks. Their pages are their own, so they stand on no
list that pages walk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from kept.crm.activities.models import Priority, Talk, TalkKind, Task, TaskStatus
from kept.crm.nouns.fields import Choice, Field, LongText, Text
from kept.crm.nouns.kinds import Flag
from kept.crm.nouns.noun import Noun, described
from kept.crm.nouns.own_values import Member, Picklist
from kept.crm.nouns.references import Reference
from kept.crm.nouns.times import Moment


def title(values: Mapping[str, Any]) -> str:
    """What it is about."""
    return str(values.get("title") or "")


SAME: tuple[Field, ...] = (  # what all activities have
    Text(name="title", label=_("What"), wire="title", required=True),
    Flag(name="personal", label=_("Personal"), wire="personal"),
    Choice(name="status", label=_("Status"), wire="status", choices=TaskStatus.choices),
    Choice(name="priority", label=_("Priority"), wire="priority", choices=Priority.choices, required=True),
    Picklist(name="category", label=_("Category"), wire="category", of_list="activityCategory"),
    Reference(name="contact", label=_("Contact"), wire="person", source="contact_id", to="contact"),
    Reference(name="company", label=_("Company"), wire="company", source="company_id", to="company"),
    Moment(name="scheduled_from", label=_("From"), wire="scheduledFrom"),
    Moment(name="scheduled_till", label=_("Until"), wire="scheduledTill"),
    Moment(name="completed_at", label=_("Done"), wire="completed"),
    LongText(name="description", label=_("Details"), wire="description"),
)
SOLUTION = LongText(name="solution", label=_("Outcome"), wire="solution")
PLACE = Text(name="place", label=_("Where"), wire="meetingPlace")


def activity(key: str, model: Any, wire: str, entity: str, label: LazyText, *more: Field) -> Noun:
    """A kind of activity, with what it has beyond the others. Permissions are those of tasks: whoever may keep the
    one may keep the others."""
    return described(
        Noun(
            key=key, plural="tasks", model=model, label=label, label_plural=label, icon="task", wire=wire, entity=entity,
            title=title, title_fields=("title",), fields=(*SAME, *more), columns=(), quick=(), groups=(),
        )
    )  # fmt: skip


TASKS = activity(
    "task", Task, "task", "Task", _("task"), SOLUTION,
    Moment(name="deadline", label=_("By when"), wire="deadline", required=True),
    Member(name="resolver", label=_("By whom"), wire="resolver"),
)  # fmt: skip
TALKS = {
    TalkKind.MEETING: activity("talk", Talk, "meeting", "Meeting", _("meeting"), SOLUTION, PLACE),
    TalkKind.EVENT: activity("talk", Talk, "event", "Event", _("event"), PLACE),
    TalkKind.EMAIL: activity("talk", Talk, "email", "Email", _("e-mail")),
    TalkKind.CALL: activity("talk", Talk, "phoneCall", "PhoneCall", _("phone call"), SOLUTION),
    TalkKind.LETTER: activity("talk", Talk, "letter", "Letter", _("letter")),
}
