"""Contacts, declared: the contract calls them person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kept.crm.activities.touch import TouchField
from kept.crm.contacts.models import Contact, Gender, Position
from kept.crm.nouns.fields import Choice, LongText, Text
from kept.crm.nouns.kinds import Country, Email, Flag, Link, Phone
from kept.crm.nouns.noun import Noun, Part, declare
from kept.crm.nouns.own_values import Picklist
from kept.crm.nouns.references import Reference
from kept.crm.nouns.times import Birthday
from kept.crm.titles.contactable import MayField
from kept.crm.titles.reasons import ReasonField


def title(values: Mapping[str, Any]) -> str:
    """The name as it stands in lists."""
    return f"{values.get('first_name') or ''} {values.get('last_name') or ''}".strip()


def social(name: str, label: str) -> Text:
    """A name on a social network."""
    return Text(name=name, label=label, wire=f"socialNetworkContact.{name}", group="social", on_list=False)


def place(name: str, label: Any, wire: str, kind: type = Text) -> Any:
    """A fact of the private address."""
    return kind(name=name, label=label, wire=f"privateAddress.{wire}", group="private", needs="private")


CONTACTS = declare(
    Noun(
        key="contact",
        plural="contacts",
        model=Contact,
        label=_("contact"),
        label_plural=_("Contacts"),
        new=_("New contact"),
        icon="user",
        wire="person",
        entity="Person",
        title=title,
        title_fields=("first_name", "last_name"),
        fields=(
            Text(name="title_before", label=_("Title before"), wire="titleBefore", max_length=60, group="more", width=5),
            Text(name="first_name", label=_("First name"), wire="firstName", max_length=120),
            Text(name="last_name", label=_("Last name"), wire="lastName", max_length=120, required=True),
            Text(name="title_after", label=_("Title after"), wire="titleAfter", max_length=60, group="more", width=5),
            Text(
                name="position", label=_("Position"), part="position", source="position__title",
                wire="primaryRelationship.type", max_length=200, width=9,
            ),
            Reference(
                name="company", label=_("Company"), part="position", source="position__company_id", to="company",
                shown="position__company__name", wire="primaryRelationship.company", width=11,
            ),
            Email(name="email", label=_("E-mail"), wire="contactInfo.email"),
            Phone(name="phone", label=_("Phone"), wire="contactInfo.tel1"),
            Text(
                name="phone_type", label=_("Kind of phone"), wire="contactInfo.tel1Type", max_length=60, group="reach",
            ),
            Email(name="email2", label=_("Second e-mail"), wire="contactInfo.email2", group="reach"),
            Phone(name="phone2", label=_("Second phone"), wire="contactInfo.tel2", group="reach"),
            Text(
                name="phone2_type", label=_("Kind of second phone"), wire="contactInfo.tel2Type", max_length=60,
                group="reach",
            ),
            Phone(name="fax", label=_("Fax"), wire="contactInfo.fax", group="reach"),
            Link(name="website", label=_("Website"), wire="contactInfo.www", group="reach", max_length=300),
            Text(
                name="other_contact", label=_("Other contact"), wire="contactInfo.otherContact", group="reach",
                max_length=300,
            ),
            Flag(name="no_mass_mail", label=_("No mass mail"), wire="contactInfo.doNotSendMM", group="reach"),
            Picklist(name="category", label=_("Category"), wire="category", of_list="personCategory"),
            Flag(name="key_person", label=_("Key person"), wire="keyman"),
            Text(name="salutation", label=_("Salutation"), wire="salutation", max_length=120, group="more"),
            Picklist(name="language", label=_("Language"), wire="language", of_list="language", group="more"),
            *(
                Picklist(
                    name=f"classification{n}", label=label, wire=f"personClassification{n}",
                    of_list=f"personClassification{n}", group="more",
                )
                for n, label in ((1, _("Classification 1")), (2, _("Classification 2")), (3, _("Classification 3")))
            ),
            Birthday(name="birthday", label=_("Birthday"), wire="birthday", group="private", needs="private"),
            Choice(
                name="gender", label=_("Gender"), wire="gender", choices=Gender.choices, group="private",
                needs="private",
            ),
            Picklist(
                name="marital_status", label=_("Marital status"), wire="maritalStatus", of_list="maritalStatus",
                group="private", needs="private",
            ),
            place("street", _("Street"), "street"),
            place("city", _("City"), "city"),
            place("province", _("Region"), "province"),
            place("zip_code", _("Postcode"), "zipCode"),
            place("country", _("Country"), "country", Country),
            social("facebook", "Facebook"), social("googleplus", "Google+"), social("twitter", "Twitter"),
            social("linkedin", "LinkedIn"), social("pinterest", "Pinterest"), social("instagram", "Instagram"),
            social("skype", "Skype"), social("youtube", "YouTube"),
            LongText(name="notice", label=_("Note"), wire="notice", group="note"),
            TouchField(of="contact"),
            ReasonField(of="contact"),
            MayField(),
        ),
        columns=("company", "position", "email", "phone", "owner", "updated_at", "reason"),
        quick=("first_name", "last_name", "position", "company", "email", "phone", "tags"),
        groups=(
            ("main", _("Facts")), ("reach", _("More ways to reach")), ("more", _("More")), ("private", _("Private")),
            ("social", _("Social networks")), ("note", _("Note")),
        ),
        parts=(Part("position", Position, owner="contact", related="positions"),),
        duplicates_by=("email", "phone"),
    )
)  # fmt: skip
