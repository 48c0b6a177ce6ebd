"""`{% load files %}`: the size of a file, the host of a link."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import template
from django.template.defaultfilters import filesizeformat

register = template.Library()
register.filter("filesize", filesizeformat)


@register.filter
def host(link: str) -> str:
    """Where a link leads: example.com."""
    return urlsplit(link).hostname or link
