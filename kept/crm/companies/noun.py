"""Companies, declared: the contract calls them company too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kept.crm.activities.touch import TouchField
from kept.crm.companies.models import Address, Company, CompanyRole, CompanyState, Rating
from kept.crm.nouns.fields import Choice, Field, LongText, Text
from kept.crm.nouns.kinds import Country, Email, Flag, Link, Phone
from kept.crm.nouns.noun import Noun, Part, declare
from kept.crm.nouns.own_values import Picklist
from kept.crm.nouns.times import Birthday


def title(values: Mapping[str, Any]) -> str:
    """The name as it stands in lists."""
    return str(values.get("name") or "")


def at(kind: type[Field], name: str, label: Any, wire: str, **more: Any) -> Field:
    """A fact of the primary address."""
    return kind(
        name=name, label=label, part="address", source=f"address__{name}", wire=f"primaryAddress.{wire}", **more
    )


def social(name: str, label: str) -> Text:
    """A name on a social network."""
    return Text(name=name, label=label, wire=f"socialNetworkContact.{name}", group="social", on_list=False)


def pick(name: str, label: Any, wire: str, *, of: str = "", group: str = "business") -> Picklist:
    """A value of a list."""
    return Picklist(name=name, label=label, wire=wire, of_list=of or wire, group=group)


COMPANIES = declare(
    Noun(
        key="company",
        plural="companies",
        model=Company,
        label=_("company"),
        label_plural=_("Companies"),
        new=_("New company"),
        icon="building",
        wire="company",
        entity="Company",
        title=title,
        title_fields=("name",),
        fields=(
            Text(name="name", label=_("Name"), wire="name", required=True, width=14),
            Choice(name="role", label=_("Role"), wire="role", choices=CompanyRole.choices, default="A_SUBSCRIBER"),
            Choice(name="state", label=_("State"), wire="state", choices=CompanyState.choices, default="A_POTENTIAL"),
            Choice(name="rating", label=_("Rating"), wire="rating", choices=Rating.choices, default="B", width=4),
            pick("category", _("Category"), "category", of="companyCategory", group="main"),
            at(Email, "email", _("E-mail"), "contactInfo.email"),
            at(Phone, "phone", _("Phone"), "contactInfo.tel1"),
            at(Link, "website", _("Website"), "contactInfo.www", max_length=300),
            at(Text, "street", _("Street"), "address.street", group="address", max_length=200),
            at(Text, "city", _("City"), "address.city", group="address", max_length=120),
            at(Text, "province", _("Region"), "address.province", group="address", max_length=120),
            at(Text, "zip_code", _("Postcode"), "address.zipCode", group="address", max_length=24),
            at(Country, "country", _("Country"), "address.country", group="address"),
            at(Email, "email2", _("Second e-mail"), "contactInfo.email2", group="address"),
            at(Text, "phone_type", _("Kind of phone"), "contactInfo.tel1Type", group="address", max_length=60),
            at(Phone, "phone2", _("Second phone"), "contactInfo.tel2", group="address"),
            at(Text, "phone2_type", _("Kind of second phone"), "contactInfo.tel2Type", group="address", max_length=60),
            at(Phone, "fax", _("Fax"), "contactInfo.fax", group="address"),
            at(Text, "other_contact", _("Other contact"), "contactInfo.otherContact", group="address", max_length=300),
            at(Flag, "no_mass_mail", _("No mass mail"), "contactInfo.doNotSendMM", group="address"),
            Picklist(
                name="territory", label=_("Territory"), part="address", source="address__territory_id",
                wire="primaryAddress.territory", of_list="territory", group="address",
            ),
            Text(
                name="registration_number", label=_("Registration number"), wire="regNumber", group="business",
                max_length=60,
            ),
            Text(name="tax_number", label=_("Tax number"), wire="taxNumber", group="business", max_length=60),
            Text(name="tax_number2", label=_("Second tax number"), wire="taxNumber2", group="business", max_length=60),
            Choice(
                name="tax_payer", label=_("Tax payer"), wire="taxPayer", choices=[("YES", _("Yes")), ("NO", _("No"))],
                group="business",
            ),
            Text(name="bank_account", label=_("Bank account"), wire="bankAccount", group="business", max_length=120),
            Text(name="data_box", label=_("Data box"), wire="databox", group="business", max_length=60),
            Text(name="court", label=_("Court"), wire="court", group="business", max_length=200),
            pick("contact_source", _("Source"), "contactSource"),
            pick("employees", _("Employees"), "employeesNumber"),
            pick("legal_form", _("Legal form"), "legalForm"),
            pick("payment_term", _("Payment term"), "paymentTerm"),
            pick("turnover", _("Turnover"), "turnover", of="companyTurnover"),
            pick("industry", _("Industry"), "economyActivity"),
            pick("classification1", _("Classification 1"), "companyClassification1"),
            pick("classification2", _("Classification 2"), "companyClassification2"),
            pick("classification3", _("Classification 3"), "companyClassification3"),
            Flag(name="is_person", label=_("A natural person"), wire="person", group="person"),
            Text(name="title_before", label=_("Title before"), wire="titleBefore", group="person", max_length=60),
            Text(name="first_name", label=_("First name"), wire="firstName", group="person", max_length=120),
            Text(name="last_name", label=_("Last name"), wire="lastName", group="person", max_length=120),
            Text(name="title_after", label=_("Title after"), wire="titleAfter", group="person", max_length=60),
            Text(name="salutation", label=_("Salutation"), wire="salutation", group="person", max_length=120),
            Birthday(name="birthday", label=_("Birthday"), wire="birthday", group="person", needs="private"),
            social("facebook", "Facebook"), social("googleplus", "Google+"), social("twitter", "Twitter"),
            social("linkedin", "LinkedIn"), social("pinterest", "Pinterest"), social("instagram", "Instagram"),
            social("skype", "Skype"), social("youtube", "YouTube"),
            LongText(name="notice", label=_("Note"), wire="notice", group="note"),
            TouchField(of="company"),
        ),
        columns=("role", "state", "rating", "city", "email", "phone", "owner", "updated_at"),
        quick=("name", "role", "state", "rating", "city", "country", "email", "phone", "tags"),
        groups=(
            ("main", _("Facts")), ("address", _("Primary address")), ("business", _("Business")),
            ("person", _("As a natural person")), ("social", _("Social networks")), ("note", _("Note")),
        ),
        parts=(
            Part("address", Address, owner="company", related="addresses", fixed={"is_contact": True, "name": ""}),
        ),
        duplicates_by=("registration_number", "name", "email"),
    )
)  # fmt: skip
