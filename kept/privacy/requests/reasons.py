"""Why a request may be refused, and why its term may be longer: the reasons that the law knows, as data.

`rights` are those for which a reason may be given; a reason that may not be given is not on the form.
"""

from __future__ import annotations

from dataclasses import dataclass

from kept.policy.keeps import keeps
from kept.policy.text import Text

ALL = frozenset({"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"})
DIRECT_MARKETING = frozenset({"L3", "L4"})  # an objection to it is never weighed: GDPR, article 21 (3)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason with its article of the GDPR, in words that the person reads."""

    code: str
    article: str
    text: Text
    rights: frozenset[str] = ALL


REFUSALS: tuple[Reason, ...] = (
    Reason(
        "identity", "12 (2)",
        Text("We cannot tell whether it is you who asks.", cs="Nedokážeme určit, že žádáte právě vy."),
    ),
    Reason(
        "nothing", "12 (4)",
        Text("We hold nothing of you.", cs="Nic o vás nemáme."),
    ),
    Reason(
        "unfounded", "12 (5)",
        Text("The request is manifestly unfounded.", cs="Žádost je zjevně nedůvodná."),
        ALL - {"R7"},
    ),
    Reason(
        "excessive", "12 (5)",
        Text("The same was asked again and again.", cs="Totéž bylo žádáno opakovaně a nepřiměřeně."),
        ALL - {"R7"},
    ),
    Reason(
        "others", "15 (4)",
        Text("It would harm the rights of others.", cs="Poškodilo by to práva jiných lidí."),
        frozenset({"R2", "R5"}),
    ),
    Reason(
        "correct", "16",
        Text("What we hold is right as it is.", cs="Údaje, které máme, jsou správné."),
        frozenset({"R3"}),
    ),
    Reason(
        "needed", "17 (1)",
        Text("We still need it for what it was given to us for.", cs="Údaje stále potřebujeme k tomu, k čemu jsme je dostali."),
        frozenset({"R6"}),
    ),
    Reason(
        "expression", "17 (3) a",
        Text("Freedom of expression and information stands against it.", cs="Brání tomu svoboda projevu a informací."),
        frozenset({"R6"}),
    ),
    Reason(
        "law", "17 (3) b",
        Text("A law obliges us to keep it.", cs="Uchovávat je nám ukládá zákon."),
        frozenset({"R6"}),
    ),
    Reason(
        "archiving", "17 (3) d",
        Text("It is kept for archiving or research in the public interest.", cs="Uchovávají se pro archivaci nebo výzkum ve veřejném zájmu."),
        frozenset({"R6"}),
    ),
    Reason(
        "claims", "17 (3) e",
        Text("It is needed for a legal claim.", cs="Jsou potřeba k právnímu nároku."),
        frozenset({"R4", "R6"}),
    ),
    Reason(
        "no-ground", "18 (1)",
        Text("None of the grounds for locking it is there.", cs="Není tu žádný z důvodů pro uzamčení."),
        frozenset({"R4"}),
    ),
    Reason(
        "not-portable", "20 (1)",
        Text("It rests neither on consent nor on a contract.", cs="Nezakládají se na souhlasu ani na smlouvě."),
        frozenset({"R5"}),
    ),
    Reason(
        "compelling", "21 (1)",
        Text("There are compelling grounds that weigh more.", cs="Máme závažné důvody, které převažují."),
        frozenset({"R1"}),
    ),
)  # fmt: skip

EXTENSIONS: tuple[Reason, ...] = (
    Reason("complex", "12 (3)", Text("The request is complex.", cs="Žádost je složitá.")),
    Reason("many", "12 (3)", Text("There are many requests.", cs="Žádostí je mnoho.")),
)


@keeps("R8")
def refusals_for(right: str, purpose: str = "") -> tuple[Reason, ...]:
    """The reasons for which this request may be refused at all."""
    absolute = right == "R1" and purpose in DIRECT_MARKETING
    return tuple(
        reason for reason in REFUSALS if right in reason.rights and not (absolute and reason.code == "compelling")
    )


def reason_of(code: str) -> Reason | None:
    """The reason with this code."""
    return next((reason for reason in (*REFUSALS, *EXTENSIONS) if reason.code == code), None)
