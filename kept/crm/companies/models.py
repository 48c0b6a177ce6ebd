"""Company, its addresses, and its relations to other companies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kept.crm.fields.models import PicklistItem
from kept.crm.records.reach import PLACE, REACH, SOCIAL, Place, Reach, Social
from kept.crm.records.record import RECORD_NOTES, RECORD_REST, Record, record_indexes
from kept.policy.holdings import InstanceData
from kept.tenancy.models import InstanceForeignKey, InstanceModel


def picklist(label: Any) -> InstanceForeignKey:
    """A reference to a value of one of the instance's lists."""
    return InstanceForeignKey(PicklistItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label)


class CompanyState(models.TextChoices):
    """How near the company is."""

    POTENTIAL = "A_POTENTIAL", _("Potential")
    ACTUAL = "B_ACTUAL", _("Actual")
    DEFERRED = "C_DEFERRED", _("Deferred")
    UNATTRACTIVE = "D_UNATTRACTIVE", _("Unattractive")


class CompanyRole(models.TextChoices):
    """What the company is to us."""

    CUSTOMER = "A_SUBSCRIBER", _("Customer")
    PARTNER = "B_PARTNER", _("Partner")
    SUPPLIER = "C_SUPPLIER", _("Supplier")
    RIVAL = "D_RIVAL", _("Competitor")
    OWN = "E_OWN", _("Our own")


class Rating(models.TextChoices):
    """How much it matters."""

    A = "A", "A"
    B = "B", "B"
    C = "C", "C"


class Company(Record, Social):
    """A firm, or a natural person in business, with whom the instance deals."""

    holds = InstanceData(
        person="self",
        natural="is_person",
        then={"logo_id": None},
        identification=("name", "first_name", "last_name", "title_before", "title_after", "salutation", "birthday"),
        business=(
            "registration_number", "tax_number", "tax_number2", "tax_payer", "bank_account", "data_box", "court",
        ),
        contact=SOCIAL,
        notes=("notice", *RECORD_NOTES),
        rest=(
            *RECORD_REST, "is_person", "state", "role", "rating", "category", "contact_source", "employees",
            "legal_form", "payment_term", "turnover", "industry", "classification1", "classification2",
            "classification3", "origin_lead_id", "logo_id",
        ),
    )  # fmt: skip
    searched_by = ("name", "first_name", "last_name", "registration_number", "tax_number")
    searched_in_parts = ("email", "email2", "city", "phone", "phone2")  # of its addresses

    name = models.CharField(_("Name"), max_length=250)
    is_person = models.BooleanField(_("A natural person"), default=False)
    first_name = models.CharField(_("First name"), max_length=120, blank=True)
    last_name = models.CharField(_("Last name"), max_length=120, blank=True)
    title_before = models.CharField(_("Title before"), max_length=60, blank=True)
    title_after = models.CharField(_("Title after"), max_length=60, blank=True)
    salutation = models.CharField(_("Salutation"), max_length=120, blank=True)
    birthday = models.DateField(_("Birthday"), null=True, blank=True)
    state = models.CharField(_("State"), max_length=24, choices=CompanyState.choices, default=CompanyState.POTENTIAL)
    role = models.CharField(_("Role"), max_length=24, choices=CompanyRole.choices, default=CompanyRole.CUSTOMER)
    rating = models.CharField(_("Rating"), max_length=1, choices=Rating.choices, default=Rating.B)
    category = picklist(_("Category"))
    contact_source = picklist(_("Source"))
    employees = picklist(_("Employees"))
    legal_form = picklist(_("Legal form"))
    payment_term = picklist(_("Payment term"))
    turnover = picklist(_("Turnover"))
    industry = picklist(_("Industry"))
    classification1 = picklist(_("Classification 1"))
    classification2 = picklist(_("Classification 2"))
    classification3 = picklist(_("Classification 3"))
    registration_number = models.CharField(_("Registration number"), max_length=60, blank=True)
    tax_number = models.CharField(_("Tax number"), max_length=60, blank=True)
    tax_number2 = models.CharField(_("Second tax number"), max_length=60, blank=True)
    tax_payer = models.CharField(_("Tax payer"), max_length=3, blank=True, choices=[("YES", _("Yes")), ("NO", _("No"))])
    bank_account = models.CharField(_("Bank account"), max_length=120, blank=True)
    data_box = models.CharField(_("Data box"), max_length=60, blank=True)
    court = models.CharField(_("Court"), max_length=200, blank=True)
    notice = models.TextField(_("Note"), blank=True)
    origin_lead_id = models.BigIntegerField(null=True, editable=False)
    logo_id = models.BigIntegerField(null=True, editable=False)

    class Meta(Record.Meta):
        indexes = record_indexes("company")
        verbose_name = _("company")
        verbose_name_plural = _("companies")

    def __str__(self) -> str:
        return self.name

    def names(self) -> list[str]:
        """Natural persons stand under their surname, as in a telephone book."""
        return [self.last_name, self.first_name, self.name] if self.is_person else [self.name]

    def words(self) -> Iterable[str]:
        """Its own names and numbers; those of its addresses are added by `Address`."""
        yield from super().words()
        for address in self.addresses.all() if self.pk else ():
            yield from (address.email, address.email2, address.city)

    def index(self) -> None:
        """Phone numbers stand in the addresses."""
        super().index()
        if self.pk:
            from kept.crm.records.words import digits

            for address in self.addresses.all():
                self.search += "".join(f" {digits(number)}" for number in (address.phone, address.phone2) if number)


class Address(InstanceModel, Reach, Place):
    """Where a company is, and how it is reached there. One is primary, one is the contact address."""

    searched = True  # duplicates are found by its e-mail

    holds = InstanceData(
        person="company",
        contact=(*REACH, *PLACE, "name", "latitude", "longitude"),
        rest=("id", "instance", "company", "territory", "primary", "is_contact", "external_ids", "no_mass_mail"),
    )

    company = InstanceForeignKey(Company, models.CASCADE, related_name="addresses")
    name = models.CharField(_("Name of the place"), max_length=250, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    territory = picklist(_("Territory"))
    primary = models.BooleanField(default=False)
    is_contact = models.BooleanField(default=False)
    external_ids = models.JSONField(default=list, blank=True)

    class Meta(InstanceModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "company"], condition=Q(primary=True), name="one_primary_address"
            ),
            models.UniqueConstraint(
                fields=["instance", "company"], condition=Q(is_contact=True), name="one_contact_address"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.street, f"{self.zip_code} {self.city}".strip()) if part) or self.name


class LinkKind(models.TextChoices):
    """What the other company is to this one."""

    PARENT = "parent", _("Parent company")
    CHILD = "slave", _("Daughter company")
    FREE = "free", _("Related company")


class CompanyLink(InstanceModel):
    """A relation between two companies, kept once on each side."""

    holds = InstanceData(
        person="company", notes=("notice",), rest=("id", "instance", "company", "other", "kind", "twin")
    )

    company = InstanceForeignKey(Company, models.CASCADE, related_name="links")
    other = InstanceForeignKey(Company, models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=8, choices=LinkKind.choices)
    notice = models.TextField(blank=True)
    twin = InstanceForeignKey("self", models.CASCADE, null=True, related_name="+")

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "company", "other"], name="one_link_a_pair")]
