"""`{% load consent %}`: the words for states, ways and bases."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from kept.consent.bases import Basis
from kept.consent.words import CHANNELS, STATES
from kept.policy.terms import LegalBasis

register = template.Library()


@register.filter
def state_word(state: str) -> str:
    """A state of a choice as a person reads it."""
    return str(STATES.get(state, state))


@register.filter
def channel_word(channel: str) -> str:
    """By which way a choice came."""
    return str(CHANNELS.get(channel, channel))


@register.filter
def basis_word(basis: str) -> str:
    """A legal basis, of the register or of an instance."""
    if basis in Basis.values:
        return str(Basis(basis).label)
    language = get_language() or "en"
    return LegalBasis.of(basis).text.in_(language) if basis in {one.code for one in LegalBasis} else basis
