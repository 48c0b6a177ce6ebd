"""Contact, and the positions a person holds in companies."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kept.crm.companies.models import Address, Company, picklist
from kept.crm.records.reach import PLACE, REACH, SOCIAL, Place, Reach, Social
from kept.crm.records.record import RECORD_NOTES, RECORD_REST, Record, record_indexes
from kept.identity.models import Membership
from kept.policy.holdings import InstanceData
from kept.tenancy.models import InstanceForeignKey, InstanceModel


class Gender(models.TextChoices):
    """As the contract has it."""

    MALE = "MALE", _("Man")
    FEMALE = "FEMALE", _("Woman")


class Contact(Record, Reach, Social, Place):
    """A person the instance deals with."""

    holds = InstanceData(
        person="self",
        then={"photo_id": None},
        identification=("first_name", "last_name", "title_before", "title_after", "salutation"),
        contact=(*REACH, *SOCIAL),
        private=(*PLACE, "birthday", "marital_status", "gender"),
        notes=("notice", *RECORD_NOTES),
        rest=(
            *RECORD_REST, "membership", "category", "classification1", "classification2", "classification3",
            "language", "key_person", "communication_tone", "no_mass_mail", "origin_lead_id", "photo_id",
        ),
    )  # fmt: skip
    searched_by = ("first_name", "last_name", "title_before", "email", "email2")  # nothing private: it would be told
    phones = ("phone", "phone2")

    first_name = models.CharField(_("First name"), max_length=120, blank=True)
    last_name = models.CharField(_("Last name"), max_length=120)
    title_before = models.CharField(_("Title before"), max_length=60, blank=True)
    title_after = models.CharField(_("Title after"), max_length=60, blank=True)
    salutation = models.CharField(_("Salutation"), max_length=120, blank=True)
    birthday = models.DateField(_("Birthday"), null=True, blank=True)
    gender = models.CharField(_("Gender"), max_length=8, choices=Gender.choices, blank=True)
    marital_status = picklist(_("Marital status"))
    language = picklist(_("Language"))
    category = picklist(_("Category"))
    classification1 = picklist(_("Classification 1"))
    classification2 = picklist(_("Classification 2"))
    classification3 = picklist(_("Classification 3"))
    communication_tone = models.CharField(max_length=60, blank=True, editable=False)
    key_person = models.BooleanField(_("Key person"), default=False)
    notice = models.TextField(_("Note"), blank=True)
    membership = InstanceForeignKey(Membership, models.PROTECT, null=True, editable=False, related_name="contacts")
    origin_lead_id = models.BigIntegerField(null=True, editable=False)
    photo_id = models.BigIntegerField(null=True, editable=False)

    class Meta(Record.Meta):
        indexes = record_indexes("contact")
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "membership"], condition=Q(membership__isnull=False), name="one_contact_a_member"
            )
        ]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def full_name(self) -> str:
        """With titles, as on a letter."""
        name = " ".join(part for part in (self.title_before, self.first_name, self.last_name) if part)
        return f"{name}, {self.title_after}" if self.title_after else name

    def names(self) -> list[str]:
        """Surname first."""
        return [self.last_name, self.first_name]


class Position(InstanceModel):
    """What a person is in a company. One is primary."""

    holds = InstanceData(
        person="contact", work=("title", "notice"), rest=("id", "instance", "contact", "company", "address", "primary")
    )

    contact = InstanceForeignKey(Contact, models.CASCADE, related_name="positions")
    company = InstanceForeignKey(Company, models.CASCADE, related_name="people")
    address = InstanceForeignKey(Address, models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(_("Position"), max_length=200, blank=True)  # relationship.type on the wire
    notice = models.TextField(_("Note"), blank=True)
    primary = models.BooleanField(default=False)

    class Meta(InstanceModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "contact"], condition=Q(primary=True), name="one_primary_position"
            )
        ]
