"""How an issue is written: plain text with a few marks. What comes out is cleaned once more by nh3."""

from __future__ import annotations

import re
from html import escape

import nh3

from kept.policy.keeps import keeps

TAGS = {"p", "br", "h2", "h3", "ul", "li", "strong", "em", "a"}
LINK = re.compile(r"\[([^\]\n]+)\]\((https?://[^\s()<>\"']+|mailto:[^\s()<>\"']+)\)")
STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
SLANTED = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
BULLET = re.compile(r"^[-*] ")


@keeps("C6")
def as_html(text: str) -> str:
    """The text as HTML: headings, lists, paragraphs, strong and slanted words, links. No picture, so no pixel."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip("\n"))
    return str(
        nh3.clean(
            "\n".join(_block(block.strip("\n")) for block in blocks if block.strip()),
            tags=TAGS,
            attributes={"a": {"href"}},
            url_schemes={"https", "http", "mailto"},
            link_rel="noopener noreferrer",
        )
    )


def as_text(text: str) -> str:
    """The text as a mail without HTML has it: marks taken off, links written out."""
    plain = LINK.sub(lambda found: f"{found[1]} ({found[2].removeprefix('mailto:')})", text.replace("\r\n", "\n"))
    plain = SLANTED.sub(r"\1", STRONG.sub(r"\1", plain))
    return re.sub(r"^#{1,2} ", "", plain, flags=re.MULTILINE).strip()


def _block(block: str) -> str:
    lines = block.split("\n")
    if lines[0].startswith("# ") and len(lines) == 1:
        return f"<h2>{_words(lines[0][2:])}</h2>"
    if lines[0].startswith("## ") and len(lines) == 1:
        return f"<h3>{_words(lines[0][3:])}</h3>"
    if all(BULLET.match(line) for line in lines):
        return "<ul>" + "".join(f"<li>{_words(line[2:])}</li>" for line in lines) + "</ul>"
    return f"<p>{'<br>'.join(_words(line) for line in lines)}</p>"


def _words(line: str) -> str:
    safe = escape(line, quote=False)
    safe = LINK.sub(lambda found: f'<a href="{found[2]}">{found[1]}</a>', safe)
    return SLANTED.sub(r"<em>\1</em>", STRONG.sub(r"<strong>\1</strong>", safe))
