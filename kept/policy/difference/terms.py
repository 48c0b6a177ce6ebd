"""Terms of keeping: longer or shorter. Of several clocks the first to run out ends it, so a clock fewer is longer."""

from __future__ import annotations

from collections.abc import Iterator

from kept.policy.difference.change import Change, Kind, change, sides
from kept.policy.terms import Retention
from kept.policy.text import Text


def terms(promise: str, where: Text, old: tuple[Retention, ...], new: tuple[Retention, ...]) -> Iterator[Change]:
    """How the terms of one purpose changed; they are told apart by the event they are counted from."""
    gone, come, both = sides(old, new, lambda retention: retention.event)
    for retention in gone:
        en, cs = "{where}: it no longer ends {term}.", "{where}: už nekončí {term}."
        yield change(promise, Kind.LONGER, en, cs, where=where, term=retention.text)
    for retention in come:
        en, cs = "{where}: it also ends {term}.", "{where}: končí také {term}."
        yield change(promise, Kind.SHORTER, en, cs, where=where, term=retention.text)
    for was, is_ in both:
        yield from _term(promise, where, was, is_)


def _term(promise: str, where: Text, was: Retention, is_: Retention) -> Iterator[Change]:
    if was.period.length != is_.period.length:
        longer = is_.period.length > was.period.length
        en = f"{{where}}: kept {'longer' if longer else 'shorter'}, {{new}}, until now {{old}}."
        cs = f"{{where}}: uchovává se {'déle' if longer else 'kratší dobu'}, {{new}}, dosud {{old}}."
        kind = Kind.LONGER if longer else Kind.SHORTER
        yield change(promise, kind, en, cs, where=where, new=is_.text, old=was.text)
    if was.end is not is_.end:
        en, cs = "{where}: in the end {new}, until now {old}.", "{where}: na konci {new}, dosud {old}."
        yield change(promise, Kind.CHANGES, en, cs, where=where, new=is_.end.text, old=was.end.text)
    if was.at_most is not is_.at_most:
        en = "{where}: the term is a limit now." if is_.at_most else "{where}: the term is exact now."
        cs = "{where}: lhůta je nově nejvyšší možná." if is_.at_most else "{where}: lhůta je nově přesná."
        yield change(promise, Kind.SHORTER if is_.at_most else Kind.LONGER, en, cs, where=where)
