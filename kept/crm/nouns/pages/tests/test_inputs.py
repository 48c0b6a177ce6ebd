"""What a form shows, sent back untouched, changes nothing: whatever the kind of field."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

import kept.crm.urls  # noqa: F401  declares the faces
from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.noun import CONTACTS
from kept.crm.fields.models import CustomField, DataType, PicklistItem
from kept.crm.nouns import changing, intake
from kept.crm.nouns.fields import Choice, Text
from kept.crm.nouns.inputs import form_of, raw_of
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.own_values import Picklist
from kept.crm.nouns.pages.dossier import FACES, values_of
from kept.crm.nouns.references import Reference
from kept.crm.nouns.vocabulary import Vocabulary
from tests.cast import World, at_the_door
from tests.making import made

BY_KIND = {
    "email": "a.b@example.com", "phone": "+420 608 000 114", "link": "www.example.com/a?b=c", "date": "1980-03-02",
    "flag": True, "country": "CZ", "tags": "one, two words", "number": "12.50", "long": "Two\nlines & <b>more</b>",
    "moment": "2026-05-04T10:30", "time": "14:30", "member": "me",
}  # fmt: skip


def something(one: Any, words: Vocabulary) -> Any:
    """A value that the field takes."""
    if isinstance(one, Reference):
        return "Papírna"
    if one.kind in BY_KIND:
        return BY_KIND[one.kind]
    like = getattr(one, "like", one)
    if isinstance(like, Picklist):
        return PicklistItem.objects.get_or_create(
            instance_id=PicklistItem.fresh().instance_id, list=like.of_list, label="Value"
        )[0].pk
    if one.kind == "choice" and isinstance(like, Choice):
        return like.options(words)[-1][0]
    return "Žluť “kůň”, 5 % & <b>"[: one.max_length]


@pytest.mark.parametrize("noun", [COMPANIES, CONTACTS], ids=["company", "contact"])
def test_a_form_sent_back_untouched_changes_nothing(world: World, noun: Noun) -> None:
    made(world, COMPANIES, name="Papírna")
    with at_the_door(world.ours, "bob") as access:
        for data_type in DataType.values:
            CustomField.fresh(kind=noun.key, name=f"own_{data_type.lower()}", label=data_type, group="Ours",
                              data_type=data_type, options=["red", "green"], currency="CZK").save()  # fmt: skip
        words = Vocabulary(me=access.member_id, day_first=True)
        fields = {name: one for name, one in noun.fields_for(access, words).items() if one.editable}
        raw = {name: something(one, words) for name, one in fields.items()}
        words = Vocabulary(me=access.member_id, day_first=True)
        record = changing.make(noun, intake.clean(noun, fields, raw, words, new=True), fields, access)
        rows = FACES[noun.key].rows(record, access)
        values = values_of(noun, record, fields, rows)
        assert all(values[name] not in ("", None, []) for name in fields), "every field is filled, or the test is blind"
        form = form_of(fields.values(), words, "ours", values=values)
        sent = QueryDict(mutable=True)
        for name in fields:
            shown = form[name].value()
            if shown is True:
                sent[name] = "on"
            elif shown is not False:
                sent[name] = str(shown)
        again = intake.clean(noun, fields, raw_of(fields.values(), sent), words, new=False)
        assert changing.change(noun, record, again, fields, access) == {}


@pytest.mark.parametrize("noun", [COMPANIES, CONTACTS], ids=["company", "contact"])
def test_no_field_takes_more_than_its_column_holds(world: World, noun: Noun) -> None:
    with at_the_door(world.ours, "bob") as access:
        words = Vocabulary(me=access.member_id)
        texts = {
            name: one for name, one in noun.fields_for(access, words).items() if type(one) is Text and one.editable
        }
        assert len(texts) > 10
        full = {name: "x" * one.max_length for name, one in texts.items()}
        changing.make(noun, intake.clean(noun, texts, full, words, new=True), texts, access)
        with pytest.raises(intake.Errors) as wrong:
            intake.clean(noun, texts, {name: text + "x" for name, text in full.items()}, words, new=True)
        assert set(wrong.value.by_field) == set(texts)
