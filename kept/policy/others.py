"""What the models of other people's packages hold, said here because we did not write them."""

from __future__ import annotations

from kept.policy.holdings import Holding, NoPersonalData, ServiceData

HOLDINGS: dict[str, Holding] = {
    "contenttypes.contenttype": NoPersonalData(because="names of kinds of records"),
    "auth.permission": NoPersonalData(because="not used; Django's own names of permissions"),
    "auth.group": NoPersonalData(because="not used; rights are ours, see kept.grants"),
    "auth.group_permissions": NoPersonalData(because="not used"),
    "sessions.session": ServiceData(
        purposes=("D9",),
        person="session_data",
        keys="text",
        credential=("session_key", "session_data"),
        rest=("expire_date",),
    ),
}
