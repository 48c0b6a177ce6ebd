"""What the models of other people's packages hold, said here because we did not write them."""

from __future__ import annotations

from kept.policy.holdings import Holding, NoPersonalData

HOLDINGS: dict[str, Holding] = {
    "contenttypes.contenttype": NoPersonalData(because="names of kinds of records"),
}
