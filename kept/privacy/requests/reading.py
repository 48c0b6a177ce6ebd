"""Reading through: texts that may name others are laid out for the officer before a copy leaves (GDPR, article 15 (4))."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from kept.policy.categories import Category
from kept.policy.keeps import keeps
from kept.policy.stores import Subject
from kept.privacy.erasure import package
from kept.privacy.requests import acts
from kept.privacy.requests.request import DataSubjectRequest
from kept.privacy.requests.review import Decision, Review

FREE = frozenset({Category.CORRESPONDENCE.code, Category.NOTES.code, Category.HISTORY.code})
REVIEWS = "requests.review"
OWN = frozenset({"requests.datasubjectrequest", "requests.step", REVIEWS})  # what they wrote to us themselves
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
NUMBER = re.compile(r"(?<!\w)\+?\d[\d ()/.-]{7,}\d(?!\w)")
NAME = re.compile(r"\b[^\W\d_a-z][^\W\d_A-Z]+(?:[ \u00a0-][^\W\d_a-z][^\W\d_A-Z]+)+")
BAR = "█████"
LEFT_OUT = "[…]"

Place = tuple[str, str, str]  # kind, key, column


@keeps("R2")
def lay_out(request: DataSubjectRequest) -> int:
    """Lay out what is to be read, once. What was read already and has not changed stays read. Returns how many."""
    known = {(row.reference, row.text) for row in request.reviews.all()}
    subject, new = acts.subject_of(request), 0
    found = dict(texts(package.gathered(subject, request.language).data))
    request.reviews.exclude(reference__in=[_reference(place) for place in found]).delete()
    for place, text in found.items():
        if (_reference(place), text) in known or not others_in(text, subject):
            continue
        request.reviews.filter(reference=_reference(place)).delete()
        Review.objects.create(
            request=request, store=place[0], reference=_reference(place), text=text, redacted=barred(text, subject)
        )
        new += 1
    return new


def texts(data: dict[str, Any]) -> Iterator[tuple[Place, str]]:
    """All free texts of a copy, each with its place."""
    for kind in data["kinds"]:
        if kind["kind"] in OWN:
            continue
        columns = [column["name"] for column in kind["columns"] if column["category"] in FREE]
        for row in kind["rows"]:
            for column in columns:
                if isinstance(row.get(column), str) and row[column].strip():
                    yield (kind["kind"], str(row.get("id", "")), column), row[column]


def _reference(place: Place) -> str:
    return ":".join(place)


@keeps("R2")
def others_in(text: str, subject: Subject) -> list[str]:
    """What in a text may tell of somebody else: addresses, numbers, and words that look like names."""
    own = {word.casefold() for name in subject.names for word in name.split()}
    addresses = [found for found in ADDRESS.findall(text) if found.lower() not in subject.emails]
    names = [
        found for found in NAME.findall(text) if not {word.casefold() for word in re.split(r"[ \u00a0-]", found)} <= own
    ]
    return [*addresses, *NUMBER.findall(text), *names]


def barred(text: str, subject: Subject) -> str:
    """The text with bars over what may tell of others: a proposal, the officer decides."""
    for found in sorted(others_in(text, subject), key=len, reverse=True):
        text = text.replace(found, BAR)
    return text


@keeps("R2")
def edit_of(request: DataSubjectRequest) -> Callable[[dict[str, Any]], None]:
    """What has to be done with a copy's data before it leaves: as the officer decided, text by text."""
    decided = {row.reference: row for row in request.reviews.exclude(decision=Decision.OPEN)}

    def edit(data: dict[str, Any]) -> None:
        data["kinds"] = [kind for kind in data["kinds"] if kind["kind"] != REVIEWS]  # they hold the texts as they were
        for kind in data["kinds"]:
            for row in kind["rows"]:
                for column in list(row):
                    review = decided.get(_reference((kind["kind"], str(row.get("id", "")), column)))
                    if review is not None and row[column] == review.text:
                        row[column] = LEFT_OUT if review.handed_over is None else review.handed_over

    return edit
