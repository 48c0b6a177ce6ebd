"""Cleaning: what strangers send is shown as words. No script, no form, no picture that tells the sender it was read."""

from __future__ import annotations

import html
import re

import nh3

from kept.policy.keeps import keeps

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "hr", "i", "li",
    "ol", "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ENDS = re.compile(r"<(br|/p|/div|/li|/tr|/h[1-4]|/blockquote|hr)\b[^>]*>", re.IGNORECASE)
BLANKS = re.compile(r"\n\s*\n\s*\n+")
LONGEST = 200_000


@keeps("C8", "C6")
def clean_html(text: str) -> str:
    """HTML without anything that runs, loads or styles; links leave without telling where from."""
    cleaned = nh3.clean(
        text[:LONGEST],
        tags=TAGS,
        attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
        clean_content_tags={"script", "style", "title", "head", "template"},
    )
    # A mail has no say in the headings of our page.
    return re.sub(r"<(/?)h[1-4]>", r"<\1p>", plain(cleaned))


def as_text(text: str) -> str:
    """The words of HTML."""
    lined = ENDS.sub(lambda found: f"{found[0]}\n", re.sub(r"\s+", " ", text[:LONGEST]))
    bare = nh3.clean(lined, tags=set(), clean_content_tags={"script", "style", "title", "head", "template"})
    return BLANKS.sub("\n\n", plain(html.unescape(bare))).strip()


def plain(text: str) -> str:
    """The text without characters that no table and no page can carry."""
    return "".join(letter for letter in text if letter in "\n\t" or letter.isprintable() or letter == "\u200d")


def line(text: str, most: int) -> str:
    """One line of at most so many characters."""
    return " ".join(plain(text).split())[:most]
