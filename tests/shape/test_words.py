"""English and Czech are both complete: no sentence is untranslated, and each keeps its places (U-6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from kept.web.gathering import CATALOGUES, gather, sentences

PLACE = re.compile(r"%\(\w+\)[sd]|\{\w*\}|<[^>]*>")


@pytest.fixture(scope="module")
def czech() -> Catalog:
    with (CATALOGUES / "cs/LC_MESSAGES/django.po").open("rb") as text:
        return read_po(text, locale="cs")


@pytest.fixture(scope="module")
def said() -> Catalog:
    return gather()


def untranslated(said: Catalog, words: Catalog) -> Iterator[str]:
    for message in said:
        known = words.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        if message.id and not (known and known.string and all(known.string)):
            yield str(message.id)


def places(sentence: str) -> set[str]:
    return set(PLACE.findall(sentence))


def torn(words: Catalog) -> Iterator[str]:
    """Translations that lost or invented a place for a name, or a mark of HTML."""
    for message in words:
        originals = [message.id] if isinstance(message.id, str) else message.id
        wanted = set().union(*map(places, originals))
        translations = [message.string] if isinstance(message.string, str) else message.string
        invented = any(places(one) - wanted for one in translations)
        lost = wanted - places(translations[-1])  # "one thing" may stand without its number; many may not
        if message.id and (invented or lost):
            yield str(message.id)


def test_every_sentence_of_the_product_is_said_in_czech(said, czech):
    assert list(untranslated(said, czech)) == []


def test_a_sentence_that_nobody_translated_is_seen(czech):
    said = gather()
    said.add("A sentence that no catalogue has")
    assert list(untranslated(said, czech)) == ["A sentence that no catalogue has"]


def test_translations_keep_names_numbers_and_marks_in_their_places(czech):
    assert list(torn(czech)) == []


def test_a_lost_place_is_seen():
    words = Catalog(locale="cs")
    words.add("%(name)s is here.", "Je tu.")
    words.add("<b>%(n)s</b> left", "Zbývá %(n)s")
    assert len(list(torn(words))) == 2


def test_nothing_is_kept_that_nobody_says_any_more(said, czech):
    assert [message.id for message in czech if message.id and message.id not in said] == []


def test_templates_and_code_are_both_read(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}<p>{% translate "One" %}{% blocktranslate count n=n %}{{ n }} a{% plural %}{{ n }} b{% endblocktranslate %}'
    )
    code = tmp_path / "code.py"
    code.write_text('from django.utils.translation import gettext as _\nprint(_("Two"))\n')
    assert [message for message, _ in sentences(page)] == ["One", ("%(n)s a", "%(n)s b")]
    assert [message for message, _ in sentences(code)] == ["Two"]
