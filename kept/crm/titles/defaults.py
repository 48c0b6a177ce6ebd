"""The reasons for holding a person's data that a new instance starts with."""

from __future__ import annotations

from django.utils.text import slugify

from kept.consent.bases import Basis
from kept.consent.models import InstancePurpose
from kept.crm.titles.models import LegalTitleTemplate

# (English, Czech, basis, months)
TEMPLATES = (
    ("Contract", "Smlouva", Basis.CONTRACT, 120),
    ("Talks before a contract", "Jednání o smlouvě", Basis.CONTRACT, 12),
    ("Business contact", "Obchodní kontakt", Basis.INTEREST, 36),
    ("Consent to offers", "Souhlas s nabídkami", Basis.CONSENT, 24),
    ("Accounting documents", "Účetní doklady", Basis.LAW, 120),
)


# (English, Czech, words to agree to in English, in Czech, basis, months, the reason that serves it)
PURPOSES = (
    (
        "Offers and news", "Nabídky a novinky", "We may send you offers and news by e-mail.",
        "Smíme vám e-mailem posílat nabídky a novinky.", Basis.CONSENT, 24, "Consent to offers",
    ),
    ("Business dealings", "Obchodní jednání", "", "", Basis.INTEREST, 0, "Business contact"),
)  # fmt: skip


def lay_out(language: str) -> int:
    """Give the open instance its first purposes and reasons. Returns the number of reasons."""
    which = 1 if language.startswith("cs") else 0
    serving = _purposes(which)
    made = [
        LegalTitleTemplate.fresh(name=line[which], basis=line[2], months=line[3], purpose=serving.get(line[0]))
        for line in TEMPLATES
    ]
    return len(LegalTitleTemplate.objects.bulk_create(made))


def _purposes(which: int) -> dict[str, InstancePurpose]:
    """The purposes, by the reason that serves each."""
    return {
        line[6]: InstancePurpose.objects.create(
            code=slugify(line[0]), name=line[which], text=line[2 + which], basis=line[4], months=line[5]
        )
        for line in PURPOSES
    }
