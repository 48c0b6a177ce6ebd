"""How long the accounting law of a country wants invoices kept (L6)."""

from __future__ import annotations

from dataclasses import dataclass

from kept.policy.keeps import keeps
from kept.policy.period import Period
from kept.policy.text import Text


@dataclass(frozen=True, slots=True)
class AccountingLaw:
    """The term for issued invoices, which hold the names; counted from the end of the document's year."""

    country: str
    period: Period
    law: Text


# Terms for invoices as tax documents, the longest that holds for them. Books and closing accounts may stay
# longer, yet hold no person. An operator elsewhere adds a line here, with its source.
LAWS = (
    # VAT Act 235/2004, s. 35: ten years. The Accounting Act 563/1991, s. 31, would be content with five.
    AccountingLaw("CZ", Period(years=10), Text("Czech VAT Act, section 35", cs="zákon o DPH, § 35")),
    # Accounting Act 431/2002, s. 35 (3).
    AccountingLaw(
        "SK", Period(years=10), Text("Slovak Accounting Act, section 35", cs="slovenský zákon o účetnictví, § 35")
    ),
    # UStG s. 14b and AO s. 147 (3): eight years since 1 January 2025, ten before.
    AccountingLaw("DE", Period(years=8), Text("German VAT Act, section 14b", cs="německý zákon o DPH, § 14b")),
    # BAO s. 132 (1).
    AccountingLaw(
        "AT", Period(years=7), Text("Austrian Federal Fiscal Code, section 132", cs="rakouský daňový řád, § 132")
    ),
    # Ustawa o rachunkowości, art. 74.
    AccountingLaw(
        "PL", Period(years=5), Text("Polish Accounting Act, article 74", cs="polský zákon o účetnictví, čl. 74")
    ),
    # Code de commerce, L123-22.
    AccountingLaw(
        "FR",
        Period(years=10),
        Text("French Commercial Code, article L123-22", cs="francouzský obchodní zákoník, čl. L123-22"),
    ),
    # AWR art. 52 (4).
    AccountingLaw(
        "NL", Period(years=7), Text("Dutch General Tax Act, article 52", cs="nizozemský daňový zákon, čl. 52")
    ),
    # Taxes Consolidation Act 1997, s. 886.
    AccountingLaw(
        "IE", Period(years=6), Text("Irish Taxes Consolidation Act, section 886", cs="irský daňový zákon, § 886")
    ),
)


@keeps("L6")
def accounting_law(country: str) -> AccountingLaw | None:
    """The law of a country by its two letters, or None when we do not know it."""
    return next((law for law in LAWS if law.country == country), None)
