"""Two registers are compared: nothing is overlooked, and backwards every narrowing is a widening."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kept.policy.categories import Category
from kept.policy.difference import Kind, difference, needs_consent
from kept.policy.period import Period
from kept.policy.register import REGISTER, Register
from kept.policy.terms import Event, LegalBasis, Recipient, Retention
from kept.policy.text import Text

STORAGE = REGISTER.role("storage")
FULL = replace(
    REGISTER,
    recipients=(
        Recipient("Sever", "storage", "SE", "2026-1", STORAGE.purposes, STORAGE.categories),
        Recipient("Mail Inc.", "email", "US", "2026-2", ("L4",), frozenset({Category.EMAIL}), "standard-clauses"),
    ),
)
# What tells a version apart, not what it promises; and the key by which two parts are recognised as one.
NO_CHANGE = {"version", "since", "editorial"}
PARTS = [field.name for field in fields(Register) if isinstance(getattr(FULL, field.name), tuple)]


def other(value: Any) -> Any:
    """A value of the same kind that means something else."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, Enum):
        members = list(type(value))
        return members[(members.index(value) + 1) % len(members)]
    plain: dict[type, Any] = {
        int: lambda: value + 1,
        str: lambda: value + "x",
        date: lambda: value + timedelta(days=1),
        timedelta: lambda: value + timedelta(days=1),
        Text: lambda: Text(value.en + " x", cs=value.cs + " x"),
        Period: lambda: replace(value, days=value.days + 1),
        frozenset: lambda: frozenset(list(value)[1:]),
        tuple: lambda: value[1:],
        type(None): lambda: None,
    }
    return plain[type(value)]()


def mutants() -> list[tuple[str, Register]]:
    """The register with each one field of each one part changed: every clause, once in every way."""
    found: list[tuple[str, Register]] = []
    for name in PARTS:
        parts = getattr(FULL, name)
        for place, part in enumerate(parts):
            found.append((f"{name}[{place}] gone", replace(FULL, **{name: parts[:place] + parts[place + 1 :]})))
            for field in fields(part) if is_dataclass(part) else ():
                value = getattr(part, field.name)
                if value in (None, (), frozenset()):
                    continue
                changed = replace(part, **{field.name: other(value)})
                mutant = replace(FULL, **{name: (*parts[:place], changed, *parts[place + 1 :])})
                found.append((f"{name}[{place}].{field.name}", mutant))
    found.append(("automated_decisions", replace(FULL, automated_decisions=True)))
    return found


MUTANTS = mutants()
PLACES = st.integers(0, len(MUTANTS) - 1)


def kinds(old: Register, new: Register) -> Counter[Kind]:
    return Counter(change.kind for change in difference(old, new))


def with_purpose(id: str, **changed: Any) -> Register:
    """The register with one purpose changed."""
    purposes = tuple(replace(it, **changed) if it.id == id else it for it in FULL.purposes)
    return replace(FULL, purposes=purposes)


def only(new: Register) -> tuple[str, Kind, bool]:
    """The one change there is."""
    [change] = difference(FULL, new)
    return change.promise, change.kind, change.material


def test_equal_registers_have_no_difference() -> None:
    assert difference(FULL, FULL) == []
    assert difference(FULL, replace(FULL, version=2, since=date(2030, 1, 1))) == []


def test_no_change_of_any_field_of_any_part_is_overlooked() -> None:
    assert len(MUTANTS) > 500
    assert [name for name, mutant in MUTANTS if not difference(FULL, mutant)] == []
    assert {field.name for field in fields(Register)} - {*PARTS, "automated_decisions"} == NO_CHANGE


@pytest.mark.promise("A1")
@settings(max_examples=200, deadline=None)
@given(PLACES, PLACES)
def test_read_backwards_every_narrowing_is_a_widening(one: int, two: int) -> None:
    old, new = MUTANTS[one][1], MUTANTS[two][1]
    forth, back = kinds(old, new), kinds(new, old)
    assert Counter({kind.opposite: number for kind, number in forth.items()}) == back


@settings(max_examples=200, deadline=None)
@given(PLACES, PLACES)
def test_every_sentence_is_said_in_both_languages_and_no_place_is_left_open(one: int, two: int) -> None:
    for change in difference(MUTANTS[one][1], MUTANTS[two][1]):
        for words in (change.sentence.en, change.sentence.cs):
            assert words.strip()
            assert "{" not in words


def test_a_longer_term_must_be_accepted_and_a_shorter_one_need_not() -> None:
    def kept(years: int) -> Register:
        return with_purpose("L3", retentions=(Retention(Period(years=years), Event.LAST_SERVICE),))

    assert only(kept(3)) == ("L3", Kind.LONGER, True)
    assert only(kept(1)) == ("L3", Kind.SHORTER, False)


def test_a_term_is_quoted_in_both_lengths() -> None:
    new = with_purpose("L3", retentions=(Retention(Period(years=3), Event.LAST_SERVICE),))
    [change] = difference(FULL, new)
    assert "3 years" in change.sentence.en
    assert "2 years" in change.sentence.en
    assert "3 roky" in change.sentence.cs


def test_losing_the_clock_of_a_withdrawal_keeps_longer() -> None:
    # The newsletter's address would then stay two years after a withdrawal.
    assert only(with_purpose("L4", retentions=FULL.purpose("L4").retentions[1:])) == ("L4", Kind.LONGER, True)


def test_a_category_more_must_be_accepted_and_one_fewer_need_not() -> None:
    categories = FULL.purpose("L4").categories
    assert only(with_purpose("L4", categories=categories | {Category.NAME})) == ("L4", Kind.NEW_CATEGORY, True)
    assert only(with_purpose("L2", categories=FULL.purpose("L2").categories - {Category.PHOTOGRAPH})) == (
        "L2",
        Kind.FEWER_CATEGORIES,
        False,
    )


@pytest.mark.promise("R9")
def test_a_right_to_object_that_is_lost_must_be_accepted() -> None:
    assert only(with_purpose("L3", may_object=False)) == ("L3", Kind.NARROWS_RIGHT, True)


def test_another_basis_must_be_accepted_either_way() -> None:
    new = with_purpose("L4", basis=LegalBasis.LEGITIMATE_INTEREST)
    assert only(new) == ("L4", Kind.CHANGES, True)
    assert needs_consent(difference(new, FULL))


def test_a_processor_outside_the_economic_area_must_be_accepted_and_one_inside_is_told() -> None:
    inside = Recipient("Jih", "storage", "DE", "2027", ("L1",), frozenset({Category.EMAIL}))
    outside = replace(inside, name="South Inc.", country="US", safeguard="standard-clauses")
    near, far = (replace(FULL, recipients=(*FULL.recipients, one)) for one in (inside, outside))
    assert only(near) == ("S1", Kind.NEW_RECIPIENT, True)
    assert not needs_consent(difference(FULL, near))
    assert only(far) == ("S1", Kind.WIDENS_USE, True)
    assert needs_consent(difference(FULL, far))


@pytest.mark.parametrize(
    ("id", "value", "kind"),
    [
        ("backup_history_days", 13, Kind.WEAKENS),
        ("backup_history_days", 30, Kind.STRENGTHENS),
        ("withdrawal_seconds", 120, Kind.WEAKENS),
        ("withdrawal_seconds", 10, Kind.STRENGTHENS),
    ],
)
def test_a_figure_is_weaker_on_its_unsafe_side(id: str, value: int, kind: Kind) -> None:
    limits = tuple(replace(it, value=value) if it.id == id else it for it in FULL.limits)
    assert only(replace(FULL, limits=limits))[1:] == (kind, kind is Kind.WEAKENS)


def test_other_words_count_as_another_meaning_until_somebody_declares_them_editorial() -> None:
    promises = tuple(
        replace(it, title=Text("New words", cs="Nová slova")) if it.id == "R6" else it for it in FULL.promises
    )
    assert only(replace(FULL, promises=promises)) == ("R6", Kind.WORDING, True)
    assert only(replace(FULL, promises=promises, editorial=frozenset({"R6"}))) == ("R6", Kind.WORDING, False)


def test_a_promise_taken_away_must_be_accepted() -> None:
    promises = tuple(promise for promise in FULL.promises if promise.id != "D8")
    assert only(replace(FULL, promises=promises)) == ("D8", Kind.REMOVES, True)
