"""The register: the whole policy as data, in the order of the notice. Read it from top to bottom."""

from __future__ import annotations

from datetime import date

from kept.policy.register import changes, collection, purposes, records, rights, security, sharing, use
from kept.policy.register.whole import Register

REGISTER = Register(
    version=1,
    since=date(2026, 11, 22),
    services=collection.SERVICES,
    promises=(
        *collection.PROMISES,
        *purposes.PROMISES,
        *use.PROMISES,
        *sharing.PROMISES,
        *security.PROMISES,
        *rights.PROMISES,
        *changes.PROMISES,
    ),
    purposes=(*purposes.PURPOSES, *records.PURPOSES),
    forms=collection.FORMS,
    cookies=collection.COOKIES,
    request_log=collection.REQUEST_LOG,
    roles=sharing.RECIPIENT_ROLES,
    safeguards=sharing.SAFEGUARDS,
    prevailing=sharing.PREVAILING,
    rights=rights.RIGHTS,
    limits=(*purposes.LIMITS, *sharing.LIMITS, *security.LIMITS, *rights.LIMITS),
)

__all__ = ["REGISTER", "Register"]
