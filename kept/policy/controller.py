"""The operator of this cloud, from kept.toml, and the register as it stands for that operator.

What the file may choose lies within bounds that the register states. A value outside them is refused with a sentence
that names the promise it would break; the program does not start with it.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from kept.policy.accounting import AccountingLaw
from kept.policy.configured import Reader, Table
from kept.policy.period import Period
from kept.policy.register import REGISTER, Register
from kept.policy.terms import Event, Purpose, Recipient, Retention
from kept.policy.text import Text
from kept.policy.transfers import fault

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "kept.example.toml"


class ConfigurationError(ValueError):
    """kept.toml says something the register does not allow. `problems` are sentences, one each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("kept.toml cannot stand:\n" + "\n".join(f"- {problem}" for problem in problems))


@dataclass(frozen=True, slots=True)
class Authority:
    """The data protection authority above the operator."""

    name: Text
    address: str
    url: str


@dataclass(frozen=True, slots=True)
class Controller:
    """Who answers for the data, and what they chose."""

    brand: str
    name: str
    office: str
    country: str
    email: str
    authority: Authority
    archive: Period
    accounting: AccountingLaw
    limits: dict[str, int]
    recipients: tuple[Recipient, ...]

    def limit(self, id: str) -> int:
        """A figure of a promise as it holds here: the operator's stricter one, or the register's."""
        return self.limits.get(id, REGISTER.limit(id).value)


def read(path: Path, *, today: date | None = None) -> Controller:
    """The controller that a file describes. Raises ConfigurationError with all that is wrong at once."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as trouble:
        raise ConfigurationError([f"{path} cannot be read: {trouble}"]) from trouble
    return from_document(document, today=today)


def from_document(document: dict[str, Any], *, today: date | None = None) -> Controller:
    """The controller that a parsed kept.toml describes."""
    reader = Reader(document)
    main = reader.table("controller")
    authority = reader.table("controller.authority")
    archive = reader.limited(main, "controller.archive_years", "archive_years")
    found = Controller(
        brand=reader.text(main, "controller.brand", default="Kept"),
        name=reader.text(main, "controller.name"),
        office=reader.text(main, "controller.office"),
        country=reader.country(main, "controller.country"),
        email=reader.email(main, "controller.email"),
        authority=_authority(reader, authority),
        archive=Period(years=archive),
        accounting=reader.accounting_law(main, "controller.accounting_country"),
        limits={**reader.limits("promises"), "archive_years": archive},
        recipients=reader.recipients("recipients"),
    )
    day = today or datetime.now(UTC).date()
    faults = [fault(recipient, REGISTER.safeguards, day) for recipient in found.recipients]
    problems = [*reader.problems, *(trouble.en for trouble in faults if trouble)]
    if problems:
        raise ConfigurationError(problems)
    return found


def _authority(reader: Reader, table: Table) -> Authority:
    name = reader.text(table, "controller.authority.name")
    return Authority(
        Text(name, cs=reader.text(table, "controller.authority.name_cs", default=name)),
        reader.text(table, "controller.authority.address"),
        reader.https(table, "controller.authority.url"),
    )


def configured(controller: Controller) -> Register:
    """The register as it stands for a controller: its recipients, its country's law, its stricter figures."""
    return replace(
        REGISTER,
        recipients=controller.recipients,
        limits=tuple(replace(limit, value=controller.limit(limit.id)) for limit in REGISTER.limits),
        purposes=tuple(_by_law(purpose, controller.accounting) for purpose in REGISTER.purposes),
    )


def _by_law(purpose: Purpose, accounting: AccountingLaw) -> Purpose:
    if purpose.id != "L6":
        return purpose
    term = Retention(accounting.period, Event.DOCUMENT_YEAR_ENDED, at_most=False)
    return replace(purpose, retentions=(term,), law=accounting.law)


def place() -> Path:
    """Which file configures us: KEPT_CONFIG, else kept.toml here, else the example's invented operator."""
    named = os.environ.get("KEPT_CONFIG")
    if named:
        return Path(named)
    here = Path("kept.toml")
    return here if here.exists() else EXAMPLE


@cache
def controller() -> Controller:
    """The operator of this process, read once."""
    return read(place())


@cache
def in_force() -> Register:
    """The register that is in force for the operator of this process."""
    return configured(controller())
