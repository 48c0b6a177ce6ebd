"""The register for machines: plain data, texts in all languages, terms as ISO 8601 durations."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from typing import Any

from kept.policy.categories import Named
from kept.policy.controller import Controller
from kept.policy.exemptions import NOT_YET
from kept.policy.period import Period
from kept.policy.register import Register
from kept.policy.terms import Bound
from kept.privacy.notice_clauses import is_kept

PRIVATE = {"development_name", "editorial"}


def as_data(register: Register, operator: Controller) -> dict[str, Any]:
    """The whole notice as JSON can say it, with the state of each promise."""
    data: dict[str, Any] = plain(register)
    for promise in data["promises"]:
        promise["kept"] = is_kept(promise["id"])
        if promise["id"] in NOT_YET:
            promise["missing"] = NOT_YET[promise["id"]]
    data["controller"] = {
        "brand": operator.brand,
        "name": operator.name,
        "office": operator.office,
        "country": operator.country,
        "email": operator.email,
        "authority": plain(operator.authority),
        "archive": plain(operator.archive),
        "accounting": plain(operator.accounting),
    }
    return data


def plain(thing: Any) -> Any:
    """Dataclasses as objects, enumerations by their code, sets in order."""
    if isinstance(thing, Period):
        return duration(thing)
    if isinstance(thing, Named):
        return thing.code
    if isinstance(thing, Bound):
        return thing.value
    if isinstance(thing, timedelta):
        return f"P{thing.days}D"
    if isinstance(thing, date):
        return thing.isoformat()
    if is_dataclass(thing):
        names = (field.name for field in fields(thing) if field.name not in PRIVATE)
        return {name.strip("_"): plain(getattr(thing, name)) for name in names}
    if isinstance(thing, frozenset):
        return sorted(plain(part) for part in thing)
    if isinstance(thing, tuple):
        return [plain(part) for part in thing]
    return thing


def duration(period: Period) -> str:
    """ISO 8601: "P10Y", "P1M", and "P0D" for at once."""
    parts = ((period.years, "Y"), (period.months, "M"), (period.days, "D"))
    return "P" + ("".join(f"{number}{letter}" for number, letter in parts if number) or "0D")
