"""How urgent an activity is, and how far it has come: the same words for tasks and talks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Priority(models.TextChoices):
    """As the contract has it."""

    MINOR = "MINOR", _("Minor")
    DEFAULT = "DEFAULT", _("Normal")
    CRITICAL = "CRITICAL", _("Critical")


class TaskStatus(models.TextChoices):
    """As the contract has it."""

    NEW = "NEW", _("New")
    SCHEDULED = "SCHEDULED", _("Scheduled")
    COMPLETED = "COMPLETED", _("Done")
    CANCELLED = "CANCELLED", _("Cancelled")
