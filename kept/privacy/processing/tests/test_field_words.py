"""The data map speaks the words of people: no column stands there under the name that programs use."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.test import Client
from django.utils.translation import override

from kept.privacy.processing.field_words import WORDS, word_of
from kept.privacy.processing.record import places_by_purpose
from tests.cast import World
from tests.hands import sign_in


def nameless() -> list[str]:
    """Columns of instances' data for which neither a form nor the map has a word."""
    found = []
    for place in places_by_purpose()["L5"]:
        model = apps.get_model(place.label)
        for name in (name for names in place.fields.values() for name in names):
            plain = str(model._meta.get_field(name).verbose_name) == name.replace("_", " ")
            if plain and name not in WORDS and " " not in name.replace("_", " "):
                found.append(f"{place.label}.{name}")
    return found


def test_every_column_has_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    assert nameless() == []
    monkeypatch.delitem(WORDS, "tags")
    assert "contacts.contact.tags" in nameless()


@pytest.mark.promise("L5")
def test_the_map_shows_words_and_no_names_of_columns(world: World, client: Client) -> None:
    sign_in(client)
    page = client.get("/ours/privacy/map/").content.decode()
    assert "your own fields" in page and "words it is found by" in page
    for raw in ("sort_key", "file_name", "record_id", "contacts_contact", "zip_code"):
        assert raw not in page, raw


def test_a_label_of_a_form_is_the_word() -> None:
    with override("en"):
        assert word_of("contacts.contact", "zip_code") == "postcode"
