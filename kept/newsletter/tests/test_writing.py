"""What editors write comes out as plain HTML, whatever they put in it."""

from __future__ import annotations

import html5lib
import pytest

from kept.newsletter.writing import TAGS, as_html, as_text


def test_marks_become_html() -> None:
    text = "# Spring\n\nIt is **here** and *warm*.\nSee [the blog](https://blog.example/a?b=1&c=2).\n\n- one\n- two"
    assert as_html(text) == (
        "<h2>Spring</h2>\n<p>It is <strong>here</strong> and <em>warm</em>.<br>"
        'See <a href="https://blog.example/a?b=1&amp;c=2" rel="noopener noreferrer">the blog</a>.</p>\n'
        "<ul><li>one</li><li>two</li></ul>"
    )
    assert as_text(text).splitlines()[:4] == [
        "Spring",
        "",
        "It is here and warm.",
        "See the blog (https://blog.example/a?b=1&c=2).",
    ]


@pytest.mark.promise("C6")
@pytest.mark.parametrize(
    "bad",
    [
        "<script>x()</script>",
        "<img src=https://spy.example/p.png>",
        "[x](javascript:alert(1))",
        '[x](https://a.example/"onclick="x)',
        "**<b onmouseover=x()>**",
        "[x](data:text/html,hi)",
    ],
)
def test_nothing_that_runs_or_looks_back_comes_out(bad: str) -> None:
    for one in html5lib.parseFragment(as_html(bad), namespaceHTMLElements=False).iter():
        assert one.tag in TAGS | {"DOCUMENT_FRAGMENT"}
        assert set(one.attrib) <= {"href", "rel"} and one.get("href", "https:").startswith("https:")


@pytest.mark.parametrize("odd", ["", "\n\n\n", "*", "**", "****", "# ", "- ", "[]()", "a*b*c", "1 * 2 * 3", "\x00"])
def test_odd_texts_do_no_harm(odd: str) -> None:
    assert isinstance(as_html(odd), str) and isinstance(as_text(odd), str)
    assert "<em>" not in as_html("a*b*c 1 * 2 * 3")
