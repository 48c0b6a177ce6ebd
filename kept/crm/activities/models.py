"""Task and Note, and beside them Talk: the things on a timeline."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kept.crm.activities.states import Priority, TaskStatus
from kept.crm.activities.talks import Participant, Talk, TalkKind
from kept.crm.companies.models import Company, picklist
from kept.crm.contacts.models import Contact
from kept.crm.records.record import RECORD_NOTES, RECORD_REST, Record, record_indexes
from kept.identity.models import Membership
from kept.policy.holdings import InstanceData
from kept.tenancy.models import InstanceForeignKey, InstanceModel

__all__ = ["Note", "Participant", "Priority", "Talk", "TalkKind", "Task", "TaskStatus"]


class Task(Record):
    """A promise: what, by whom, by when."""

    holds = InstanceData(
        person=("contact", "company"),
        correspondence=("title", "description", "solution"),
        notes=RECORD_NOTES,
        rest=(
            *RECORD_REST, "contact", "company", "category", "priority", "status", "resolver", "deadline",
            "scheduled_from", "scheduled_till", "completed_at", "personal",
        ),
    )  # fmt: skip
    searched_by = ("title",)

    title = models.CharField(_("What"), max_length=250)
    contact = InstanceForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="tasks")
    company = InstanceForeignKey(Company, models.CASCADE, null=True, blank=True, related_name="tasks")
    category = picklist(_("Category"))
    priority = models.CharField(_("Priority"), max_length=12, choices=Priority.choices, default=Priority.DEFAULT)
    status = models.CharField(_("Status"), max_length=12, choices=TaskStatus.choices, default=TaskStatus.NEW)
    resolver = InstanceForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    deadline = models.DateTimeField(_("By when"))
    scheduled_from = models.DateTimeField(null=True, blank=True)
    scheduled_till = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    description = models.TextField(_("Details"), blank=True)
    solution = models.TextField(_("Outcome"), blank=True)
    personal = models.BooleanField(default=False)

    class Meta(Record.Meta):
        indexes = [
            *record_indexes("task"),
            models.Index(fields=["instance", "owner", "deadline"], name="task_due"),
        ]

    def __str__(self) -> str:
        return self.title


class Note(InstanceModel):
    """What somebody wrote down about a contact, a company, a promise, or a meeting or call."""

    holds = InstanceData(
        person=("contact", "company", "task__contact", "task__company", "talk__contact", "talk__company"),
        end="erase",
        notes=("text",),
        rest=("id", "instance", "contact", "company", "task", "talk", "by", "at", "edited_at", "deleted_at", "pinned"),
    )

    contact = InstanceForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="notes")
    company = InstanceForeignKey(Company, models.CASCADE, null=True, blank=True, related_name="notes")
    task = InstanceForeignKey(Task, models.CASCADE, null=True, blank=True, related_name="notes")
    talk = InstanceForeignKey(Talk, models.CASCADE, null=True, blank=True, related_name="notes")
    by = InstanceForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    pinned = models.BooleanField(default=False)
    text = models.TextField()

    class Meta(InstanceModel.Meta):
        indexes = [
            models.Index(fields=["instance", "contact", "-at"], name="note_contact_at"),
            models.Index(fields=["instance", "company", "-at"], name="note_company_at"),
        ]
