"""All templates of the house: nothing inline, every icon there, every sentence in Czech."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kept.web.icons import NAMES, icon

HOUSE = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(HOUSE.rglob("templates/**/*.html"))
INLINE = re.compile(
    r"""<style|\sstyle=|\son[a-z]+=["']|<script(?![^>]*\b(?:src=|type="application/json"))|javascript:|(src|href)=["']https?://""",
    re.I,
)
SPOKEN = re.compile(r"""{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")
DRAWN = re.compile(r"""{%\s*icon\s+["']([\w-]+)["']""")


def broken(text: str) -> list[str]:
    return [found.group(0) for found in INLINE.finditer(text)]


@pytest.mark.promise("D9")
def test_no_template_needs_what_the_content_policy_forbids():
    assert TEMPLATES
    assert {path.name: broken(path.read_text()) for path in TEMPLATES if broken(path.read_text())} == {}


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color:red">',
        "<a onclick='x()'>",
        "<script>x()</script>",
        '<img src="https://elsewhere.example/x.png">',
    ],
)
def test_it_would_see_one_that_does(bad):
    assert broken(bad)


def test_every_icon_that_a_template_draws_is_in_the_sprite():
    wanted = {name for path in TEMPLATES for name in DRAWN.findall(path.read_text())}
    assert wanted - NAMES == set()
    with pytest.raises(KeyError):
        icon("no-such-icon")


def test_every_sentence_of_the_kit_is_in_czech():
    kit = HOUSE / "web"
    with (kit / "locale/cs/LC_MESSAGES/django.po").open("rb") as text:
        czech = {
            message.id if isinstance(message.id, str) else message.id[0]: message.string for message in read_po(text)
        }
    pages = [path for path in TEMPLATES if path.is_relative_to(kit) and "dev" not in path.parts]
    spoken = {a or b for path in pages for a, b in SPOKEN.findall(path.read_text())}
    assert spoken
    assert {sentence for sentence in spoken if not czech.get(sentence)} == set()
    assert [
        sentence
        for sentence, words in czech.items()
        if sentence and not all(words if isinstance(words, tuple) else [words])
    ] == []
