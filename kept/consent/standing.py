"""Where a person stands with each purpose, and the two things they can do about it: stop it, or let it go on."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kept.consent import choosing, suppression, texts
from kept.consent.asking import may
from kept.consent.ledger import ALL, at_the_ledger, choices, lines_of
from kept.consent.people import Someone
from kept.consent.purposes import Aim, aim_of, aims
from kept.consent.states import Meaningless, State
from kept.consent.words import said
from kept.policy.keeps import keeps

STOP, GO_ON = "stop", "go-on"


@dataclass(frozen=True, slots=True)
class Place:
    """One purpose with the person's standing: a line on the page of choices."""

    aim: Aim
    allowed: bool
    says: str
    act: str  # stop, go-on, or "" where nothing can be done here
    verb: str
    line: Any = None


def places(someone: Someone, *, of_them: bool = False) -> list[Place]:
    """All purposes that the person may refuse, with where they stand, said to them or `of_them` to somebody else."""
    with at_the_ledger(someone.instance_id):
        return [_place(someone, aim, of_them) for aim in aims(someone.instance_id) if aim.may_refuse]


def _place(someone: Someone, aim: Aim, of_them: bool) -> Place:
    answer = may(someone, aim.code)
    lines = lines_of(someone, (aim.code, ALL))
    line = next((one for one in lines.values() if one.purpose == aim.code), None)
    day = (line.until if answer.state is State.EXPIRED else line.at) if line else None
    act = STOP if answer else GO_ON
    if answer.state is State.RESTRICTED or answer.because == "no_title":
        act = ""
    return Place(aim, bool(answer), said(aim, answer, day, of_them=of_them), act, verb_of(aim, act), line)


def verb_of(aim: Aim, act: str) -> str:
    """What the button says."""
    if act == STOP:
        return _("Take my consent back") if aim.by_consent else _("I object: stop it")
    if act == GO_ON:
        return _("I agree") if aim.by_consent else _("Take my objection back")
    return ""


@keeps("R7", "R1")
def do(someone: Someone, code: str, act: str, *, form: str, channel: str, by: int | None = None) -> None:
    """Stop a purpose, or let it go on, as the person says. Raises LookupError, ValueError."""
    with at_the_ledger(someone.instance_id, code):
        aim = aim_of(code, someone.instance_id)
        how: dict[str, Any] = {"form": form, "channel": channel, "by": by, "language": (get_language() or "en")[:8]}
        if act == STOP:
            (choosing.withdraw if aim.by_consent else choosing.object_to)(someone, code, **how)
        elif act == GO_ON and aim.by_consent:
            shown = texts.shown(words_of(aim), how["language"], someone.instance_id)
            choosing.give(someone, code, shown=shown, **how)
        elif act == GO_ON:
            _let_go_on(someone, aim, how)
        else:
            raise ValueError(f"there is no act {act!r}")


def _let_go_on(someone: Someone, aim: Aim, how: dict[str, Any]) -> None:
    """Take an objection back, and free the address for this purpose if it was to be left alone."""
    if not aim.may_object:
        raise ValueError(f"nobody can object to {aim.code}")
    suppression.release_person(someone, aim.code, "taken back")
    with suppress(Meaningless):  # it may be that only the list of addresses to be left alone stood in the way
        choosing.lift(someone, aim.code, **how)


def words_of(aim: Aim) -> str:
    """The words that are agreed to, as they stand on the page."""
    return f"{aim.title}\n{aim.text}".strip()


def story_of(someone: Someone) -> list[Any]:
    """All lines of a person, the latest first, each act once though it stands under several names."""
    with at_the_ledger(someone.instance_id):
        seen: dict[tuple[Any, ...], Any] = {}
        for line in choices(someone.instance_id).filter(who__in=someone.names()).order_by("-at", "pk"):
            seen.setdefault((line.at, line.purpose, line.act), line)
        return list(seen.values())
