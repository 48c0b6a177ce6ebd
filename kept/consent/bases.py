"""The six legal bases that an instance may work by, under the contract's codes, and what each lets a person do."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """The six legal bases, under the contract's codes."""

    INTEREST = "LEGITIMATE_INTEREST", _("Our interest")
    CONSENT = "CONSENT", _("Consent")
    CONTRACT = "CONTRACT", _("Contract")
    LAW = "LEGAL_OBLIGATION", _("Law")
    PUBLIC_INTEREST = "PUBLIC_INTEREST", _("Public interest")
    VITAL_INTEREST = "VITAL_INTEREST", _("Vital interest")


OPEN_TO_OBJECTION = frozenset({Basis.INTEREST, Basis.PUBLIC_INTEREST})  # GDPR, article 21 (1)
