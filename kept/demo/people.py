"""Companies and contacts of the demo world, drawn with a fixed seed so that every world is the same."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from kept.crm.companies.models import Address, Company, CompanyRole, CompanyState, Rating
from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.models import Contact, Gender, Position
from kept.crm.contacts.noun import CONTACTS
from kept.crm.fields.models import PicklistItem
from kept.crm.nouns.changing import remember_tags
from kept.crm.records.words import fold
from kept.demo.words import LANDS, POSITIONS, TAGS, Land
from kept.grants.models import SecurityLevel
from kept.identity.models import Membership


@dataclass
class Drawing:
    """What is drawn from: chance, time, the instance's people and words."""

    chance: random.Random
    now: dt.datetime
    level: SecurityLevel
    sellers: list[Membership]
    lists: dict[str, list[int]]
    number: int = 0

    def pick(self, name: str) -> int | None:
        """Some value of a list, or none."""
        return self.chance.choice(self.lists[name]) if self.lists.get(name) and self.chance.random() < 0.8 else None

    def some_day(self, days: int) -> dt.datetime:
        """A working moment within the last `days` days."""
        back = self.now - dt.timedelta(days=self.chance.randint(1, days), minutes=self.chance.randint(0, 540))
        return back.replace(hour=self.chance.randint(8, 16))

    def phone(self, land: Land) -> str:
        """The next number of a country."""
        self.number += 1
        return land.phone.format(self.number % 1000)


def lists() -> dict[str, list[int]]:
    """The open instance's value lists: name to ids."""
    found: dict[str, list[int]] = {}
    for name, pk in PicklistItem.objects.order_by("pk").values_list("list", "pk"):
        found.setdefault(name, []).append(pk)
    return found


def domain(name: str) -> str:
    """An address that can never be anybody's: strojmont.example."""
    return "-".join(fold(name).replace("&", " ").replace(".", " ").split()[:2]) + ".example"


def companies(draw: Drawing, count: int) -> list[tuple[Company, Land]]:
    """Draw and save companies with their primary addresses."""
    made: list[tuple[Company, Land]] = []
    for index in range(count):
        land = LANDS[index % len(LANDS)]
        firm = land.firms[(index // len(LANDS)) % len(land.firms)]
        city, _code = land.cities[(index * 7) % len(land.cities)]
        name = f"{firm} {land.forms[index % len(land.forms)]}"
        if any(name == company.name for company, _ in made):
            name = f"{firm} {city} {land.forms[(index + 1) % len(land.forms)]}"
        made.append((_company(draw, name), land))
    Company.objects.bulk_create([company for company, _ in made])
    Address.objects.bulk_create([_address(draw, company, land) for company, land in made])
    for company, _land in made:
        company.index()
    Company.objects.bulk_update([company for company, _ in made], ["search", "sort_key"])
    remember_tags(COMPANIES, TAGS)
    return made


def _company(draw: Drawing, name: str) -> Company:
    chance = draw.chance
    seller = chance.choice(draw.sellers)
    return Company.fresh(
        name=name,
        state=chance.choices(CompanyState.values, [4, 6, 2, 1])[0],
        role=chance.choices(CompanyRole.values[:4], [8, 1, 2, 1])[0],
        rating=chance.choice(Rating.values),
        category_id=draw.pick("companyCategory"),
        contact_source_id=draw.pick("contactSource"),
        employees_id=draw.pick("employeesNumber"),
        legal_form_id=draw.pick("legalForm"),
        payment_term_id=draw.pick("paymentTerm"),
        turnover_id=draw.pick("companyTurnover"),
        industry_id=draw.pick("economyActivity"),
        registration_number=f"{chance.randint(10_000_000, 99_999_999)}",
        tags=chance.sample(TAGS, chance.randint(0, 2)),
        owner=seller,
        created_by=seller,
        created_at=draw.some_day(700),
        updated_at=draw.some_day(60) if chance.random() < 0.6 else None,
        security_level=draw.level,
    )


def _address(draw: Drawing, company: Company, land: Land) -> Address:
    city, code = draw.chance.choice(land.cities)
    return Address.fresh(
        company=company,
        name=city,
        street=f"{draw.chance.choice(land.streets)} {draw.chance.randint(1, 120)}",
        city=city,
        zip_code=code,
        country=land.code,
        territory_id=draw.pick("territory"),
        email=f"info@{domain(company.name)}",
        phone=draw.phone(land),
        website=f"https://www.{domain(company.name)}",
        primary=True,
        is_contact=True,
    )


def contacts(draw: Drawing, firms: list[tuple[Company, Land]], count: int) -> list[Contact]:
    """Draw and save contacts, most of them with a position in a company."""
    people = [_contact(draw, *firms[index % len(firms)]) for index in range(count)]
    Contact.objects.bulk_create([contact for contact, _ in people])
    Position.objects.bulk_create(
        [
            Position.fresh(contact=contact, company=firm, title=draw.chance.choice(POSITIONS), primary=True)
            for contact, firm in people
            if firm is not None
        ]
    )
    remember_tags(CONTACTS, TAGS)
    return [contact for contact, _ in people]


def _contact(draw: Drawing, firm: Company, land: Land) -> tuple[Contact, Any]:
    chance = draw.chance
    woman = chance.random() < 0.5
    first = chance.choice(land.women if woman else land.men)
    last = chance.choice(land.women_surnames if woman else land.men_surnames)
    alone = chance.random() < 0.04
    contact = Contact.fresh(
        first_name=first,
        last_name=last,
        title_before=chance.choice(["Ing.", "Mgr.", "Dr."]) if chance.random() < 0.15 else "",
        email=f"{fold(first[:1])}.{fold(last).replace(' ', '').replace(chr(39), '')}@{domain(firm.name)}",
        phone=draw.phone(land),
        phone_type="mobile",
        category_id=draw.pick("personCategory"),
        language_id=draw.pick("language"),
        gender=Gender.FEMALE if woman else Gender.MALE,
        key_person=chance.random() < 0.2,
        no_mass_mail=chance.random() < 0.1,
        tags=chance.sample(TAGS, chance.randint(0, 2)),
        owner=chance.choice(draw.sellers),
        created_at=draw.some_day(700),
        updated_at=draw.some_day(90) if chance.random() < 0.7 else None,
        security_level=draw.level,
    )
    contact.created_by = contact.owner
    contact.index()
    return contact, None if alone else firm
