"""A store that leaves one of the five questions open cannot exist."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kept.policy import stores
from kept.policy.stores import QUESTIONS, Finding, Piece, Store, StoreError, Subject, Verdict


class Shelf:
    """A whole store, that keeps words by e-mail."""

    name = "shelf"
    words: dict[str, str] = {"ada@example.org": "hello"}

    def find(self, subject: Subject) -> Iterator[Finding]:
        yield from (Finding(self.name, email, "note", "L2") for email in subject.emails if email in self.words)

    def export(self, subject: Subject) -> Iterator[Piece]:
        yield Piece("notes.txt", "text/plain", [self.words[email].encode() for email in subject.emails])

    def restrict(self, subject: Subject, *, locked: bool) -> None: ...

    def erase(self, subject: Subject) -> int:
        return sum(self.words.pop(email, None) is not None for email in subject.emails)

    def verify(self, subject: Subject) -> Verdict:
        return Verdict(self.name, left=tuple(self.find(subject)))


@pytest.fixture(autouse=True)
def no_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "_stores", {})


def test_a_whole_store_is_taken_in() -> None:
    stores.store(Shelf)
    assert [place.name for place in stores.stores()] == ["shelf"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_store_with_a_question_left_open_is_refused(question: str) -> None:
    broken = type("Broken", (), {name: value for name, value in vars(Shelf).items() if name != question})
    with pytest.raises(StoreError, match=f"how to {question}"):
        stores.store(broken)
    assert stores.stores() == ()


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_inherited_from_the_protocol_is_no_answer(question: str) -> None:
    answers = {name: value for name, value in vars(Shelf).items() if name in {*QUESTIONS, "name"} - {question}}
    lazy = type("Lazy", (Store,), answers)
    with pytest.raises(StoreError, match=f"how to {question}"):
        stores.register(object.__new__(lazy))


def test_two_stores_of_one_name_are_refused() -> None:
    stores.store(Shelf)
    with pytest.raises(StoreError, match="two stores"):
        stores.store(type("Other", (Shelf,), {}))


def test_a_store_without_a_name_is_refused() -> None:
    with pytest.raises(StoreError, match="no name"):
        stores.store(type("Nameless", (Shelf,), {"name": ""}))


def test_an_erasure_is_complete_only_when_every_store_has_verified_it() -> None:
    stores.store(Shelf)
    ada = Subject(None, emails=frozenset({"ada@example.org"}))
    complete, [verdict] = stores.all_verified(ada)
    assert not complete
    assert verdict.left == (Finding("shelf", "ada@example.org", "note", "L2"),)
    [shelf] = stores.stores()
    assert shelf.erase(ada) == 1
    assert stores.all_verified(ada)[0]
