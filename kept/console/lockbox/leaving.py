"""What was agreed and done by the lockbox is told to a customer who leaves: it happened here, with the operator of here."""

from __future__ import annotations

from kept.privacy.leaving.shapes import a_dict
from kept.privacy.leaving.travelling import stays, told

HERE = "it tells what the operator of this Kept was let to do, and did"

told("lockbox.operation", because=HERE, numbers=("by_id",))
told("lockbox.agreement", because=HERE, numbers=("by_id", "operation_id"), data={"scope": a_dict, "texts": a_dict})
told("lockbox.step", because=HERE, numbers=("by_id", "operation_id"))
told("lockbox.line", because=HERE, numbers=("by_id", "operation_id"))
told("lockbox.certificate", because=HERE, numbers=("by_id", "operation_id"), data={"facts": a_dict})
stays("lockbox.reach", because="what the database lets an open operation touch; the agreement says it in words")
