"""Who may be handed data, asked at the moment of handing it over. S1, S4."""

from __future__ import annotations

from datetime import UTC, date, datetime

from kept.policy.controller import in_force
from kept.policy.keeps import Figure, evidence, keeps
from kept.policy.register import Register
from kept.policy.terms import Recipient
from kept.policy.transfers import EEA, fault


class NoRecipient(LookupError):
    """Nobody under contract may be handed this; the message says why."""


@keeps("S1", "S4")
def recipient_for(role: str, *, purpose: str, on: date | None = None, register: Register | None = None) -> Recipient:
    """The operator's processor of a role ("email") for a purpose ("L4"), on a day, today if none is given.

    Raises NoRecipient when kept.toml names none for that purpose, or none whose safeguard is in force;
    UnknownError for a role or purpose that the register does not have.
    """
    register = register or in_force()
    register.role(role)
    register.purpose(purpose)
    named = [each for each in register.recipients if each.role == role and purpose in each.purposes]
    if not named:
        raise NoRecipient(f"no recipient for {role} is under contract for {purpose} (S1)")
    day = on or datetime.now(UTC).date()
    faults = [(each, fault(each, register.safeguards, day)) for each in named]
    for each, trouble in faults:
        if trouble is None:
            return each
    raise NoRecipient(" ".join(trouble.en for _, trouble in faults if trouble))


@evidence("S4")
def transfers_safeguarded() -> Figure:
    """How many recipients sit outside the European Economic Area, and how many of those without a safeguard today."""
    register, today = in_force(), datetime.now(UTC).date()
    abroad = [each for each in register.recipients if each.country not in EEA]
    bare = [each for each in abroad if fault(each, register.safeguards, today)]
    return Figure("Transfers without a safeguard in force", f"{len(bare)} / {len(abroad)}", good=not bare)
