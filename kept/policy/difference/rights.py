"""What a person may demand, and the figures that the promises rest on."""

from __future__ import annotations

from collections.abc import Iterator

from kept.policy.difference.change import Change, Kind, change, sides, worded
from kept.policy.period import Period
from kept.policy.register.whole import Register
from kept.policy.terms import Bound, Limit, Right
from kept.policy.text import Text


def compared(old: Register, new: Register) -> Iterator[Change]:
    yield from _rights(old.rights, new.rights)
    yield from _limits(old.limits, new.limits)


def _rights(old: tuple[Right, ...], new: tuple[Right, ...]) -> Iterator[Change]:
    gone, come, both = sides(old, new, lambda right: right.id)
    for right in come:
        yield change(right.id, Kind.WIDENS_RIGHT, "A new right: {it}.", "Nové právo: {it}.", it=right.title)
    for right in gone:
        yield change(right.id, Kind.NARROWS_RIGHT, "A right is gone: {it}.", "Právo zaniká: {it}.", it=right.title)
    for was, is_ in both:
        yield from _delay(is_, Text("the answer", cs="odpověď"), was.deadline, is_.deadline)
        yield from _delay(is_, Text("the extension", cs="prodloužení"), was.extension, is_.extension)
        yield from worded(is_.id, is_.id, was.title, is_.title)
        yield from worded(is_.id, is_.title, was.how, is_.how)


def _delay(right: Right, what: Text, was: Period, is_: Period) -> Iterator[Change]:
    if was.length != is_.length:
        yield change(
            right.id,
            Kind.NARROWS_RIGHT if is_.length > was.length else Kind.WIDENS_RIGHT,
            "The right {it}: {what} takes {new}, until now {old}.",
            "Právo {it}: {what} trvá {new}, dosud {old}.",
            it=right.title,
            what=what,
            new=is_.text,
            old=was.text,
        )


def _limits(old: tuple[Limit, ...], new: tuple[Limit, ...]) -> Iterator[Change]:
    gone, come, both = sides(old, new, lambda limit: limit.id)
    for limit in come:
        yield change(
            limit.promise,
            Kind.STRENGTHENS,
            "A figure we bind ourselves to: {it}.",
            "Nově se vážeme číslem: {it}.",
            it=limit.title,
        )
    for limit in gone:
        en, cs = "A figure no longer binds us: {it}.", "Číslo nás už neváže: {it}."
        yield change(limit.promise, Kind.WEAKENS, en, cs, it=limit.title)
    for was, is_ in both:
        yield from _limit(was, is_)


def _limit(was: Limit, is_: Limit) -> Iterator[Change]:
    if was.bound is not is_.bound:
        en, cs = "{it}: the figure means the other side now.", "{it}: číslo je nově mezí z druhé strany."
        yield change(is_.promise, Kind.CHANGES, en, cs, it=is_.title)
    elif was.value != is_.value:
        stricter = (is_.value > was.value) is (is_.bound is Bound.AT_LEAST)
        yield change(
            is_.promise,
            Kind.STRENGTHENS if stricter else Kind.WEAKENS,
            "{it}: {new} {unit}, until now {old}.",
            "{it}: {new} {unit}, dosud {old}.",
            it=is_.title,
            new=is_.value,
            old=was.value,
            unit=is_.unit,
        )
    if was.promise != is_.promise:
        en, cs = "{it}: it belongs to another promise.", "{it}: patří k jinému slibu."
        yield change(is_.promise, Kind.DETAIL, en, cs, it=is_.title)
    yield from worded(is_.promise, is_.id, was.title, is_.title)
    yield from worded(is_.promise, is_.title, was.unit, is_.unit)
