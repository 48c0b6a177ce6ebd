"""Which column is what, as it is proposed to a person."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.noun import CONTACTS
from kept.crm.imports.mapping import propose, remember, type_of
from kept.crm.imports.names import name_parts
from kept.crm.imports.targets import fields_for
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from tests.cast import World, at_the_door

DATA = Path(__file__).parents[4] / "tests/data"


def proposed(noun: Noun, access: Any, rows: list[list[str]]) -> dict[str, str]:
    fields = fields_for(noun, access, Vocabulary(me=access.member_id))
    return dict(zip(rows[0], propose(noun, rows[0], rows[1:50], fields), strict=True))


def table(name: str) -> list[list[str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_public_data_is_understood_as_it_comes(world: World) -> None:
    with at_the_door(world.ours, "alice") as access:
        assert proposed(CONTACTS, access, table("contacts-us-congress.csv")) == {
            "Contact ID": "+external", "First Name": "first_name", "Middle Name": "", "Last Name": "last_name",
            "Suffix": "title_after", "Nickname": "", "Full Name": "", "Job Title": "position", "Company": "company",
            "Birthday": "birthday", "Phone": "phone", "Fax": "fax", "Street": "street", "City": "city",
            "State": "province", "ZIP": "zip_code", "Country": "country", "Website": "website", "Contact Form": "",
            "Twitter": "twitter", "Facebook": "facebook", "YouTube": "youtube", "Instagram": "instagram", "Tags": "tags",
        }  # fmt: skip
        assert proposed(COMPANIES, access, table("companies-sp500.csv")) == {
            "Symbol": "+external", "Security": "name", "GICS Sector": "industry", "GICS Sub-Industry": "",
            "Headquarters Location": "+place", "Date added": "", "CIK": "", "Founded": "",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "target"), [("Eva Malá", "+name"), ("Ing. Petr Dlouhý, Ph.D.", "+name"), ("Eva", "first_name")]
)
def test_a_column_called_name_holds_whole_names_when_its_cells_do(world: World, name: str, target: str) -> None:
    with at_the_door(world.ours, "bob") as access:
        rows = [["Name", "Firma"], [name, "Nová s.r.o."]]
        assert proposed(CONTACTS, access, rows) == {"Name": target, "Firma": "company"}
        with_both = [["Name", "Surname"], ["Eva Anna", "Malá"]]
        assert proposed(CONTACTS, access, with_both) == {"Name": "first_name", "Surname": "last_name"}


@pytest.mark.parametrize(
    ("heads", "wanted"),
    [
        ("Jméno;Příjmení;Firma;E-mail;Tel;PSČ;Město", "first_name last_name company email phone zip_code city"),
        ("Given Name;Family Name;E-mail 1 - Value;Phone 1 - Value;Organization 1 - Name", "first_name last_name email phone company"),
        ("First Name;Last Name;Company;Job Title;Business Street;Business City;E-mail Address",
         "first_name last_name company position street city email"),
        ("Celé jméno;Mobil;Poznámka;Štítky", "+name phone notice tags"),
    ],
)  # fmt: skip
def test_heads_of_other_programs_are_known(world: World, heads: str, wanted: str) -> None:
    with at_the_door(world.ours, "bob") as access:
        assert list(proposed(CONTACTS, access, [heads.split(";")]).values()) == wanted.split()


def test_a_column_without_a_telling_head_is_known_by_what_stands_in_it(world: World) -> None:
    rows = [["A", "B", "C", "D"], ["x@example.com", "+420 608 000 114", "https://example.com", "12. 4. 1979"]]
    with at_the_door(world.ours, "bob") as access:
        assert list(proposed(CONTACTS, access, rows).values()) == ["email", "phone", "website", ""]


def test_what_was_chosen_last_time_is_proposed_again(world: World) -> None:
    heads = ["Wert", "Name"]
    with at_the_door(world.ours, "bob") as access:
        remember(CONTACTS, heads, ["notice", "last_name"])
        assert list(proposed(CONTACTS, access, [heads]).values()) == ["notice", "last_name"]
    with at_the_door(world.theirs, "mallory") as access:
        assert list(proposed(CONTACTS, access, [heads]).values()) == ["", "first_name"]


def test_a_private_field_is_not_offered_to_those_who_may_not_see_it(world: World) -> None:
    with at_the_door(world.ours, "carol") as access:
        assert list(proposed(CONTACTS, access, [["Birthday", "Street"]]).values()) == ["", ""]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ing. Tereza Dvořáková, Ph.D.", ("Ing.", "Tereza", "Dvořáková", "Ph.D.")),
        ("Dvořáková, Tereza", ("", "Tereza", "Dvořáková", "")),
        ("Ludwig van Beethoven", ("", "Ludwig", "van Beethoven", "")),
        ("John F. Kennedy Jr.", ("", "John F.", "Kennedy", "Jr.")),
        ("doc. MUDr. Jan Novák, CSc.", ("doc. MUDr.", "Jan", "Novák", "CSc.")),
        ("Pelé", ("", "", "Pelé", "")),
    ],
)
def test_a_whole_name_is_taken_apart(text: str, parts: tuple[str, ...]) -> None:
    assert tuple(name_parts(text).values()) == parts


def test_the_type_of_a_new_field_is_guessed_from_its_cells() -> None:
    assert [type_of(cells) for cells in (["1957-03-04"], ["66740", "91142"], ["00123"], ["https://a.example"], ["ano", "ne"], [])] == [
        "DATE", "BIG_DECIMAL", "STRING", "HYPERLINK", "BOOLEAN", "STRING",
    ]  # fmt: skip
