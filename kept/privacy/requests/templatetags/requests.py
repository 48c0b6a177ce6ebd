"""`{% load requests %}`: the words of an act."""

from __future__ import annotations

from typing import Any

from django import template

from kept.privacy.requests.desk.doing import TITLES

register = template.Library()


@register.simple_tag
def act_title(act: str) -> Any:
    """What an officer reads on the button of an act."""
    return TITLES[act]
