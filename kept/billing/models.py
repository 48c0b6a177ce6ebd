"""AccountingDocument: an invoice or a credit note to a customer, with the person who is named in it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kept.identity.models import User
from kept.policy.holdings import ServiceData
from kept.policy.keeps import keeps


class DocumentKind(models.TextChoices):
    """What the document is."""

    INVOICE = "invoice", _("invoice")
    CREDIT_NOTE = "credit_note", _("credit note")


@keeps("L6")
class AccountingDocument(models.Model):
    """Once issued it is not changed, and a request for erasure does not reach it before its time: the law keeps it."""

    holds = ServiceData(
        purposes=("L6",),
        person="self",
        happened={"document_year_ended": "year_ends_on"},
        name=("first_name",),
        surname=("last_name",),
        email=("email",),
        accounting=("organisation", "text"),
        rest=("id", "number", "kind", "issued_on", "year_ends_on", "amount", "currency", "issued_at", "issued_by"),
    )

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(_("Number"), max_length=40, unique=True)
    kind = models.CharField(_("Document"), max_length=12, choices=DocumentKind.choices, default=DocumentKind.INVOICE)
    issued_on = models.DateField(_("Issued on"))
    year_ends_on = models.DateField(_("Last day of its accounting year"))
    organisation = models.CharField(_("Customer"), max_length=250)
    first_name = models.CharField(_("First name"), max_length=80, blank=True)
    last_name = models.CharField(_("Surname"), max_length=80, blank=True)
    email = models.EmailField(_("E-mail"), max_length=254, blank=True)
    text = models.CharField(_("For what"), max_length=250)
    amount = models.DecimalField(_("Amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("Currency"), max_length=3, default="CZK")
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-issued_on", "-number"]
        verbose_name_plural = _("accounting documents")

    def __str__(self) -> str:
        return self.number


def year_of(issued_on: date) -> date:
    """The last day of the accounting year of a document, where the year is the calendar's."""
    return date(issued_on.year, 12, 31)
