"""The icons that pages may use: our names, and the sprite they live in."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

OURS = frozenset({"mark", "stem"})
NAMES = OURS | frozenset(json.loads(Path(__file__).with_name("icons.json").read_text()))


@lru_cache(maxsize=512)
def icon(name: str, css: str = "") -> SafeString:
    """The drawing of that name, beside a word. Raises KeyError for a name that icons.json does not have."""
    if name not in NAMES:
        raise KeyError(f"no icon {name!r} in kept/web/icons.json")
    own = {"mark": "mark", "stem": "i stem"}.get(name, "i")
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        f"{own} {css}".strip(),
        static("built/sprite.svg"),
        name,
    )
