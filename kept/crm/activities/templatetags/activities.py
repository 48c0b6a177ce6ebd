"""`{% load activities %}`: how near a promise is, whose a note is."""

from __future__ import annotations

import datetime as dt

from django import template

from kept.audit.access import Access
from kept.crm.activities.models import Note, Task
from kept.crm.activities.noting import may_change_note
from kept.crm.activities.story import ICONS
from kept.crm.activities.story import due_words as due
from kept.crm.nouns.vocabulary import Vocabulary
from kept.web import formats

register = template.Library()


@register.filter
def due_words(task: Task) -> str:
    """`{{ task|due_words }}`: "due today", or nothing."""
    return due(task)


@register.filter
def member_name(words: Vocabulary, pk: int) -> str:
    """The name of a member."""
    return words.member(pk).name


@register.filter
def mine(note: Note, access: Access) -> bool:
    """Whether the person at the door may change a note."""
    return may_change_note(note, access)


@register.filter
def talk_icon(kind: str) -> str:
    """The drawing of a kind of talk."""
    return ICONS.get(kind, "people")


@register.filter
def clock(moment: dt.datetime) -> str:
    """The time of day."""
    return formats.time_of(moment)
