"""What the models of other people's packages hold, said here because we did not write them."""

from __future__ import annotations

from kept.policy.holdings import Holding, NoPersonalData, ServiceData

HOLDINGS: dict[str, Holding] = {
    "contenttypes.contenttype": NoPersonalData(because="names of kinds of records"),
    "auth.group_permissions": NoPersonalData(because="not used"),
    "auth.permission": NoPersonalData(because="names of permissions of packages; ours stand in kept.grants"),
    "auth.group": NoPersonalData(because="names of groups of packages; ours stand in kept.grants"),
    "account.emailaddress": ServiceData(
        purposes=("L1",),
        person="user",
        happened={"contract_ended": "user__service_ended_at"},
        email=("email",),
        rest=("id", "user", "verified", "primary"),
    ),
    # Empty: links to confirm an address are signed, not stored.
    "account.emailconfirmation": ServiceData(
        purposes=("L1",),
        person="email_address__user",
        happened={"contract_ended": "email_address__user__service_ended_at"},
        credential=("key",),
        rest=("id", "email_address", "created", "sent"),
    ),
    "mfa.authenticator": ServiceData(
        purposes=("L1",),
        person="user",
        happened={"contract_ended": "user__service_ended_at"},
        credential=("data",),
        rest=("id", "user", "type", "created_at", "last_used_at"),
    ),
    **{
        f"procrastinate.procrastinate{name}": NoPersonalData(
            because="names of jobs, and ids of instances, users and records"
        )
        for name in ("job", "event", "periodicdefer", "worker")
    },
}
