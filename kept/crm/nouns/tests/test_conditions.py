"""Every field, every operator, odd values: a list answers or says what is wrong, and never breaks."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from kept.crm.companies.models import Address, Company
from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.noun import CONTACTS
from kept.crm.fields.models import CustomField, DataType
from kept.crm.nouns.asking import Asked
from kept.crm.nouns.conditions import sound
from kept.crm.nouns.listing import count, select
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from tests.cast import World, at_the_door

ODD = ("", "a|b", "-1", "9" * 22, "2026-02-30", "9999-12-31", "%_\\'\"", "NaN", "99999d")


@pytest.mark.parametrize("noun", [COMPANIES, CONTACTS], ids=lambda noun: noun.plural)
def test_no_condition_breaks_a_list(world: World, noun: Noun) -> None:
    with at_the_door(world.ours, "alice") as access:
        for kind in DataType.values:
            CustomField.fresh(
                kind=noun.key, name=f"{kind.lower()}_1a2b3", label=kind, group="", data_type=kind, options=["x"]
            ).save()
        words = Vocabulary(me=access.member_id)
        fields = noun.fields_for(access, words)
        asked_for = 0
        for name, one in fields.items():
            for operator in one.operators if one.filterable else ():
                for value in ODD:
                    data = QueryDict(mutable=True)
                    data["f"] = f"{name}:{operator}:{value}"
                    asked, wrong = sound(noun, words, fields, Asked.read(noun, data))
                    assert len(asked.conditions) + len(wrong) == 1
                    if not wrong:
                        asked_for += 1
                        assert select(noun, access, words, fields, asked).rows == []
        assert asked_for > 1000


def test_what_is_denied_of_an_address_is_asked_of_that_address_alone(world: World) -> None:
    """Twenty thousand companies compared each with each took ten seconds. Who has no address has not that country."""
    with at_the_door(world.ours, "alice") as access:
        for name, country in (("Brno", "CZ"), ("Linz", "AT"), ("nowhere", "")):
            firm = Company.fresh(name=name, security_level=world.ours.level)
            firm.index()
            firm.save()
            if country:
                Address.fresh(company=firm, country=country, primary=True).save()
                Address.fresh(company=firm, country="CZ").save()
        words = Vocabulary(me=access.member_id)
        fields = COMPANIES.fields_for(access, words)

        def named(query: str) -> list[str]:
            asked, wrong = sound(COMPANIES, words, fields, Asked.read(COMPANIES, QueryDict(query)))
            assert not wrong
            return [row.values["name"] for row in select(COMPANIES, access, words, fields, asked).rows]

        with CaptureQueriesContext(connection) as asked_for:
            assert named("f=country:not:CZ") == ["Linz", "nowhere"]
        assert not any('companies_company" U0' in query["sql"] for query in asked_for.captured_queries)
        assert named("f=country:not:CZ&f=name:has:lin") == ["Linz"]
        assert named("f=country:not:CZ&f=country:not:AT") == ["nowhere"]
        assert named("f=country:in:CZ") == ["Brno"]


@pytest.mark.parametrize("noun", [COMPANIES, CONTACTS], ids=lambda noun: noun.plural)
def test_any_column_sorts_both_ways(world: World, noun: Noun) -> None:
    with at_the_door(world.ours, "alice") as access:
        words = Vocabulary(me=access.member_id)
        fields = noun.fields_for(access, words)
        for name, one in fields.items():
            for way in ("", "-"):
                asked, wrong = sound(noun, words, fields, Asked.read(noun, QueryDict(f"sort={way}{name}&cols={name}")))
                assert bool(wrong) != one.sortable, name
                assert select(noun, access, words, fields, asked).rows == []
                assert count(noun, access, words, fields, asked) == (0, False)
