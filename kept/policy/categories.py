"""The kinds of personal data. A model names its fields by these; what is not here cannot be held."""

from __future__ import annotations

from enum import Enum
from typing import Self

from kept.policy.text import Text


class Named(Enum):
    """Members with a short code, which the program stores, and a text, which people read."""

    text: Text

    def __new__(cls, code: str, text: Text) -> Self:
        member = object.__new__(cls)
        member._value_ = code
        member.text = text
        return member

    @property
    def code(self) -> str:
        return str(self._value_)

    @classmethod
    def of(cls, code: str) -> Self:
        """The member with this code; ValueError when there is none."""
        for member in cls:
            if member.code == code:
                return member
        raise ValueError(f"no {cls.__name__} has the code {code!r}")


class Category(Named):
    """A kind of personal data. The code is the argument of `ServiceData(...)` and `InstanceData(...)`."""

    # People of whom the operator is the controller: the three services.
    NAME = "name", Text("name", cs="jméno")
    SURNAME = "surname", Text("surname", cs="příjmení")
    EMAIL = "email", Text("e-mail", cs="e-mail")
    TELEPHONE = "telephone", Text("telephone number", cs="telefonní číslo")
    IP_ADDRESS = "ip_address", Text("IP address", cs="IP adresa")
    SKYPE_NAME = "skype_name", Text("Skype name", cs="jméno na Skype")
    PROFILE_URL = "profile_url", Text("address of a profile", cs="adresa profilu")
    POSTAL_ADDRESS = "postal_address", Text("postal address", cs="poštovní adresa")
    PHOTOGRAPH = "photograph", Text("photograph", cs="fotografie")
    CORRESPONDENCE = "correspondence", Text("correspondence", cs="korespondence")
    DEVICE = "device", Text("kind of device and browser", cs="druh zařízení a prohlížeče")

    # What the promises themselves make appear: logs, proofs, sign-in, documents.
    PROTOCOL = "protocol", Text("times and protocol of use", cs="časy a protokol užívání")
    CREDENTIAL = "credential", Text("sign-in secrets, unreadable to us", cs="přihlašovací tajemství, pro nás nečitelná")
    PREFERENCE = "preference", Text("chosen settings", cs="zvolená nastavení")
    CONSENT_PROOF = "consent_proof", Text("proof of a choice", cs="doklad o volbě")
    REQUEST_RECORD = "request_record", Text("record of a request or complaint", cs="záznam o žádosti nebo stížnosti")
    DISCLOSURE_RECORD = "disclosure_record", Text("record of a disclosure", cs="záznam o předání")
    UNDERTAKING = "undertaking", Text("confidentiality undertaking", cs="závazek mlčenlivosti")
    ACCOUNTING = "accounting", Text("identification in accounting documents", cs="identifikace v účetních dokladech")

    # People in a customer's instance. The customer decides; we only keep it for them (L5).
    IDENTIFICATION = "identification", Text("identification", cs="identifikace")
    CONTACT = "contact", Text("contact details", cs="kontaktní údaje")
    WORK = "work", Text("work and position", cs="práce a pozice")
    BUSINESS = "business", Text("business and bank details", cs="obchodní a bankovní údaje")
    PRIVATE = "private", Text("private life", cs="soukromý život")
    NOTES = "notes", Text("notes and opinions", cs="poznámky a názory")
    BEHAVIOUR = "behaviour", Text("dealings and behaviour", cs="jednání a chování")
    CONSENT = "consent", Text("consents and legal titles", cs="souhlasy a právní tituly")
    HISTORY = "history", Text("earlier values", cs="dřívější hodnoty")


Categories = frozenset[Category]


def in_order(categories: Categories) -> list[Category]:
    """The categories in the order of the list above, for tables."""
    return [category for category in Category if category in categories]
