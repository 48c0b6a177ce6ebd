"""Choosing: the acts of a person on a purpose. Each adds a line to the ledger; nothing is ever written over.

    give(Someone(email=...), "L4", shown=texts.shown(words, "cs"), form="newsletter", channel="web")

An act that changes nothing (to withdraw twice) adds nothing and returns the line that stands. A yes is always written:
it renews the term and the words. `by` is the user who wrote it down for the person; None: the person did.
"""

from __future__ import annotations

import calendar
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from kept.consent import answerers, suppression
from kept.consent.ledger import ALL, at_the_ledger, choices, standing_of
from kept.consent.people import Someone
from kept.consent.purposes import Aim, aim_of
from kept.consent.states import OF_ALL, OF_CONSENT, STANDS, Meaningless, Standing, State
from kept.consent.texts import Shown
from kept.policy.controller import in_force
from kept.policy.keeps import keeps

TRIES = 5


def give(someone: Someone, purpose: str, **how: Any) -> Any:
    """Consent. The person's own yes also frees an address that was to be left alone for this purpose."""
    line = _act(someone, purpose, State.GIVEN, **how)
    if how.get("by") is None:
        suppression.release_person(someone, purpose, "given again", how.get("at"))
    return line


def refuse(someone: Someone, purpose: str, **how: Any) -> Any:
    """Say no when asked for consent."""
    return _act(someone, purpose, State.REFUSED, **how)


@keeps("R7", "L4")
def withdraw(someone: Someone, purpose: str, **how: Any) -> Any:
    """Take consent back. It counts at once, also for what waits to be sent."""
    return _act(someone, purpose, State.WITHDRAWN, **how)


@keeps("R1")
def object_to(someone: Someone, purpose: str, **how: Any) -> Any:
    """Object to what rests on an interest. It stops at once."""
    return _act(someone, purpose, State.OBJECTED, **how)


def restrict(someone: Someone, purpose: str = ALL, **how: Any) -> Any:
    """Lock the data for one purpose or for all."""
    return _act(someone, purpose, State.RESTRICTED, **how)


def lift(someone: Someone, purpose: str = ALL, **how: Any) -> Any:
    """Lift a lock, or else take an objection back. Raises Meaningless where there is neither."""
    return _act(someone, purpose, State.LIFTED, **how)


def expire(someone: Someone, purpose: str, **how: Any) -> Any:
    """Note that what was given has run out."""
    return _act(someone, purpose, State.EXPIRED, **how)


def _act(
    someone: Someone,
    purpose: str,
    act: State,
    *,
    shown: Shown | None = None,
    form: str = "",
    channel: str = "",
    language: str = "",
    by: int | None = None,
    at: datetime | None = None,
    until: datetime | None = None,
) -> Any:
    """Write an act under every name of the person. Returns the line under the first."""
    at = at or timezone.now()
    told = {
        "text": shown.digest if shown else "", "language": (language or (shown.language if shown else ""))[:8],
        "form": form[:60], "channel": channel[:40], "by_id": by, "at": at, "notice_version": version_of_notice(),
    }  # fmt: skip
    with at_the_ledger(someone.instance_id, purpose), transaction.atomic():
        aim = None if purpose == ALL else aim_of(purpose, someone.instance_id)
        _fits(act, purpose, aim)
        if act is State.GIVEN and until is None and aim and aim.months:
            until = months_after(at, aim.months)
        told |= {"basis": aim.basis if aim else ""}
        lines = _under_each_name(someone, purpose, act, until, told)
        for line, is_new in lines:
            if is_new:
                answerers.tell(line)
    return lines[0][0]


def _under_each_name(
    someone: Someone, purpose: str, act: State, until: datetime | None, told: dict[str, Any]
) -> list[tuple[Any, bool]]:
    """The act under every name for which it means something. Raises Meaningless where it means nothing for any."""
    lines: list[tuple[Any, bool]] = []
    nothing = Meaningless("nothing was asked")
    for who, kind, key in _names(someone):
        try:
            lines.append(_add(someone.instance_id, who, purpose, act, until, told | {"kind": kind, "key": key}))
        except Meaningless as why:
            nothing = why
    if not lines:
        raise nothing
    return lines


def _names(someone: Someone) -> list[tuple[str, str, int | None]]:
    """The names of the person with the record that each speaks of. In an instance a choice by an address alone is
    written under every record that has the address, so that lists can ask for it."""
    names = [(who, someone.kind, someone.key) for who in someone.names()]
    if someone.instance_id and someone.email:
        names += [(f"{kind}:{key}", kind, key) for kind, key in answerers.records_of(someone.email)]
    return list({name[0]: name for name in names}.values())


def _fits(act: State, purpose: str, aim: Aim | None) -> None:
    """Whether the act means something for this purpose. Raises ValueError."""
    if act in OF_ALL:
        return
    if aim is None:
        raise ValueError(f"{act.value} needs one purpose, not all")
    if act in OF_CONSENT and not aim.by_consent:
        raise ValueError(f"{purpose} does not rest on consent")
    if act is State.OBJECTED and not aim.may_object:
        raise ValueError(f"nobody can object to {purpose}")


def _add(
    instance_id: int | None, who: str, purpose: str, act: State, until: datetime | None, told: dict[str, Any]
) -> tuple[Any, bool]:
    """Add a line after the one that stands. Who comes second in the same moment looks again."""
    for _try in range(TRIES):
        rows = choices(instance_id)
        last = rows.filter(who=who, purpose=purpose, latest=True).first()
        before = standing_of(last)
        after = _after(before, act, last)
        if last is not None and after == before and act is not State.GIVEN:
            return last, False
        try:
            with transaction.atomic():
                if last is not None and not _closed(rows, last, told["at"]):
                    continue
                return rows.create(**_values(who, purpose, act, after, until, last, told)), True
        except IntegrityError:
            continue
    raise RuntimeError("the ledger of choices is being written by too many at once")


def _after(before: Standing, act: State, last: Any) -> Standing:
    if act is State.LIFTED and last is None:
        raise Meaningless("there is nothing to lift")
    return before.after(act)


def _closed(rows: Any, last: Any, at: datetime) -> bool:
    """Close the line that stood, if it still stands."""
    return bool(rows.filter(pk=last.pk, latest=True).update(latest=False, ended_at=last.ended_at or at))


def _values(
    who: str, purpose: str, act: State, after: Standing, until: datetime | None, last: Any, told: dict[str, Any]
) -> dict[str, Any]:
    """The line as it is written. A lock and its lifting leave the term of what was given as it was."""
    if act in OF_ALL and last is not None:
        until = last.until
    ended = after.chosen not in STANDS and not after.locked
    return told | {
        "who": who, "purpose": purpose, "act": act.value, "chosen": word_of(after.chosen), "locked": after.locked,
        "until": until, "replaces": last.pk if last else None, "ended_at": told["at"] if ended else None,
    }  # fmt: skip


def word_of(chosen: State) -> str:
    """How a choice is stored. That nobody asked never is."""
    return "" if chosen is State.NOT_ASKED else chosen.value


def months_after(at: datetime, months: int) -> datetime:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(at.month - 1 + months, 12)
    year, month = at.year + year, month + 1
    return at.replace(year=year, month=month, day=min(at.day, calendar.monthrange(year, month)[1]))


def version_of_notice() -> str:
    """The version of the notice that is in force."""
    register = in_force()
    return f"{register.version} of {register.since.isoformat()}"
