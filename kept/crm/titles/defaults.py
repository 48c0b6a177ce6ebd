"""The reasons for holding a person's data that a new instance starts with."""

from __future__ import annotations

from kept.consent.bases import Basis
from kept.crm.titles.models import LegalTitleTemplate

# (English, Czech, basis, months)
TEMPLATES = (
    ("Contract", "Smlouva", Basis.CONTRACT, 120),
    ("Talks before a contract", "Jednání o smlouvě", Basis.CONTRACT, 12),
    ("Business contact", "Obchodní kontakt", Basis.INTEREST, 36),
    ("Consent to offers", "Souhlas s nabídkami", Basis.CONSENT, 24),
    ("Accounting documents", "Účetní doklady", Basis.LAW, 120),
)


def lay_out(language: str) -> int:
    """Give the open instance its first reasons. Returns their number."""
    which = 1 if language.startswith("cs") else 0
    made = [LegalTitleTemplate.fresh(name=line[which], basis=line[2], months=line[3]) for line in TEMPLATES]
    return len(LegalTitleTemplate.objects.bulk_create(made))
