"""PicklistItem and CustomField: the vocabulary of an instance."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.policy.holdings import NoPersonalData
from kept.tenancy.models import InstanceModel

VOCABULARY = NoPersonalData(because="names of categories and fields, not values of records")


class PicklistItem(InstanceModel):
    """One value of one of the contract's value lists (companyCategory, territory, language, ...)."""

    holds = VOCABULARY

    list = models.CharField(max_length=48)
    label = models.CharField(max_length=200)  # code01 on the wire
    code = models.CharField(max_length=32, blank=True)  # code02: a colour, or a currency's ISO code
    text = models.CharField(max_length=200, blank=True)  # strValue01
    position = models.PositiveIntegerField(default=0)
    locked = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "list", "label"], name="one_item_a_label")]

    def __str__(self) -> str:
        return self.label


class DataType(models.TextChoices):
    """The twelve types of custom fields."""

    STRING = "STRING", _("Text")
    TEXT = "TEXT", _("Long text")
    ENUMERATION = "ENUMERATION", _("Choice")
    HYPERLINK = "HYPERLINK", _("Link")
    DATE = "DATE", _("Date")
    DATETIME = "DATETIME", _("Date and time")
    TIME = "TIME", _("Time")
    BIG_DECIMAL = "BIG_DECIMAL", _("Number")
    MONETARY = "MONETARY", _("Sum of money")
    PERCENT = "PERCENT", _("Percent")
    BOOLEAN = "BOOLEAN", _("Yes or no")
    FILE = "FILE", _("File")


class CustomField(InstanceModel):
    """A field that the instance added to a noun. Its value lives in the record's `custom` under `name`."""

    holds = VOCABULARY

    kind = models.CharField(max_length=32)  # company, contact
    name = models.CharField(max_length=80)  # on the wire: label fragment, underscore, five hex digits
    label = models.CharField(max_length=80)
    group = models.CharField(max_length=80)
    data_type = models.CharField(max_length=16, choices=DataType.choices)
    options = ArrayField(models.TextField(), default=list, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    hint = models.CharField(max_length=200, blank=True)
    position = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "kind", "name"], name="one_field_a_name")]

    def __str__(self) -> str:
        return self.label
