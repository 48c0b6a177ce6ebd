"""The trust page: every promise with its state and its live figures, for anybody to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext

from kept.policy.controller import controller, in_force
from kept.policy.doors import PUBLIC, allow
from kept.policy.register import Register
from kept.policy.terms import Group
from kept.privacy.notice import chosen_language
from kept.privacy.notice_words import day_text, words_in
from kept.privacy.proof import Proof, State, prove
from kept.privacy.trust_words import WORDS
from kept.web.pages import page


@dataclass(frozen=True, slots=True)
class Line:
    """A promise as the page shows it, in one language."""

    id: str
    title: str
    state: str
    said: str
    figures: list[str]


@allow(PUBLIC)
def page_of_trust(request: HttpRequest) -> HttpResponse:
    """All promises, measured while the page is made."""
    register, language, now = in_force(), chosen_language(request), datetime.now(UTC)
    with translation.override(language):
        proofs = {promise: prove(promise) for promise in register.ids}
        kept = sum(proof.state is State.KEPT for proof in proofs.values())
        context = {
            "words": words_in(language) | {name: text.in_(language) for name, text in WORDS.items()},
            "controller": controller(),
            "head": WORDS["head"].format(kept=kept, number=len(proofs)).in_(language),
            "measured": WORDS["measured"].format(day=day_text(now.date()), time=now.strftime("%H:%M")).in_(language),
            "broken": [proof.promise for proof in proofs.values() if proof.state is State.BROKEN],
            "chapters": [(group.text.in_(language), lines(register, group, proofs, language)) for group in Group],
        }
        return page(request, "privacy/trust.html", context)


@allow(PUBLIC)
def data_of_trust(request: HttpRequest) -> HttpResponse:
    """The same for machines."""
    proofs = [prove(promise) for promise in in_force().ids]
    return JsonResponse(
        {
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "promises": [
                {
                    "id": proof.promise,
                    "state": proof.state.value,
                    "figures": [
                        {"title": str(figure.title), "value": str(figure.value), "good": figure.good}
                        for figure in proof.figures
                    ],
                }
                for proof in proofs
            ],
        }
    )


def lines(register: Register, group: Group, proofs: dict[str, Proof], language: str) -> list[Line]:
    """The lines of one chapter."""
    return [
        Line(
            promise.id,
            promise.title.in_(language),
            proofs[promise.id].state.value,
            WORDS[proofs[promise.id].state.value].in_(language),
            [f"{gettext(str(figure.title))}: {figure.value}" for figure in proofs[promise.id].figures],
        )
        for promise in register.chapter(group)
    ]
