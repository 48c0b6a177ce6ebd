"""Talk and Participant: a meeting, an event, a call, an e-mail or a letter, and who takes part."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.crm.activities.states import Priority, TaskStatus
from kept.crm.companies.models import Company, picklist
from kept.crm.contacts.models import Contact
from kept.crm.records.record import RECORD_NOTES, RECORD_REST, Record, record_indexes
from kept.identity.models import Membership
from kept.policy.holdings import InstanceData
from kept.tenancy.models import InstanceForeignKey, InstanceModel


class TalkKind(models.TextChoices):
    """As the contract names them in its paths."""

    MEETING = "meeting", _("Meeting")
    CALL = "phoneCall", _("Phone call")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    EVENT = "event", _("Event")


class Talk(Record):
    """What is planned or was said with somebody: where, from when until when, and what came of it."""

    holds = InstanceData(
        person=("contact", "company"),
        correspondence=("title", "place", "description", "solution"),
        notes=RECORD_NOTES,
        rest=(
            *RECORD_REST, "kind", "contact", "company", "category", "priority", "status", "scheduled_from",
            "scheduled_till", "completed_at", "personal",
        ),
    )  # fmt: skip
    searched_by = ("title", "place")

    kind = models.CharField(_("Kind"), max_length=12, choices=TalkKind.choices, default=TalkKind.MEETING)
    title = models.CharField(_("What about"), max_length=250)
    contact = InstanceForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="talks")
    company = InstanceForeignKey(Company, models.CASCADE, null=True, blank=True, related_name="talks")
    category = picklist(_("Category"))
    priority = models.CharField(_("Priority"), max_length=12, choices=Priority.choices, default=Priority.DEFAULT)
    status = models.CharField(_("Status"), max_length=12, choices=TaskStatus.choices, default=TaskStatus.NEW)
    place = models.CharField(_("Where"), max_length=250, blank=True)
    scheduled_from = models.DateTimeField(_("From"), null=True, blank=True)
    scheduled_till = models.DateTimeField(_("Until"), null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    description = models.TextField(_("Details"), blank=True)
    solution = models.TextField(_("Outcome"), blank=True)
    personal = models.BooleanField(default=False)

    class Meta(Record.Meta):
        indexes = [
            *record_indexes("talk"),
            models.Index(fields=["instance", "scheduled_from"], name="talk_when"),
            models.Index(fields=["instance", "contact"], name="talk_contact"),
            models.Index(fields=["instance", "company"], name="talk_company"),
        ]

    def __str__(self) -> str:
        return self.title


class Participant(InstanceModel):
    """Somebody who takes part in a talk or a task: a colleague, a contact or a company."""

    holds = InstanceData(
        person=("contact", "company"),
        end="erase",
        rest=("id", "instance", "talk", "task", "membership", "contact", "company", "role"),
    )

    talk = InstanceForeignKey("activities.Talk", models.CASCADE, null=True, related_name="participants")
    task = InstanceForeignKey("activities.Task", models.CASCADE, null=True, related_name="participants")
    membership = InstanceForeignKey(Membership, models.CASCADE, null=True, related_name="+")
    contact = InstanceForeignKey(Contact, models.CASCADE, null=True, related_name="+")
    company = InstanceForeignKey(Company, models.CASCADE, null=True, related_name="+")
    role = models.CharField(max_length=4, blank=True)  # FROM, TO

    class Meta(InstanceModel.Meta):
        indexes = [
            models.Index(fields=["instance", "talk"], name="participant_talk"),
            models.Index(fields=["instance", "task"], name="participant_task"),
            models.Index(fields=["instance", "contact"], name="participant_contact"),
        ]
