"""All templates of the house: nothing inline, every icon there, every sentence in Czech."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kept.web.icons import NAMES, icon

HOUSE = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(HOUSE.rglob("templates/**/*.html"))
INLINE = re.compile(
    r"""<style|\sstyle=|\son[a-z]+=["']|<script(?![^>]*\b(?:src=|type="application/json"))|javascript:|(src|href)=["']https?://""",
    re.I,
)
SPOKEN = re.compile(r"""{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")
DRAWN = re.compile(r"""{%\s*icon\s+["']([\w-]+)["']""")


# Papers: they are printed, sent or taken along whole, and no server of ours ever answers with one.
PAPERS = {
    "erasure/certificate_print.html",
    "erasure/copy.html",
    "ending/end_print.html",
    "lockbox/certificate_print.html",
    "parts/letter_look.html",
}
PAGES = [path for path in TEMPLATES if f"{path.parent.name}/{path.name}" not in PAPERS]


def broken(text: str) -> list[str]:
    return [found.group(0) for found in INLINE.finditer(text)]


@pytest.mark.promise("D9")
def test_no_template_needs_what_the_content_policy_forbids():
    assert len(PAGES) == len(TEMPLATES) - len(PAPERS)
    assert {path.name: broken(path.read_text()) for path in PAGES if broken(path.read_text())} == {}


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
