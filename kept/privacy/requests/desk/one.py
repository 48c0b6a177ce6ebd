"""One request at the desk: what is asked, by whom, by when, what was found, what was done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from kept.policy import clock
from kept.privacy.requests.answering import is_being_done
from kept.privacy.requests.desk.doors import Desk, one_or_404
from kept.privacy.requests.doing import is_locked
from kept.privacy.requests.handing import handed_to, may_hand
from kept.privacy.requests.letters import SUBJECTS
from kept.privacy.requests.portal.fetching import package_of
from kept.privacy.requests.portal.place import certificate_of
from kept.privacy.requests.reasons import reason_of
from kept.privacy.requests.request import DataSubjectRequest
from kept.privacy.requests.review import Decision
from kept.privacy.requests.states import OFFICER, Act, State, possible
from kept.privacy.requests.step import LETTER, Step
from kept.privacy.requests.telling import WHAT
from kept.web.pages import page

ORDER = (Act.VERIFY, Act.TAKE, Act.ANSWER, Act.GO_ON, Act.ASK_MORE, Act.EXTEND, Act.REFUSE, Act.APPEAL, Act.WITHDRAW)


def one(request: HttpRequest, desk: Desk, id: int) -> HttpResponse:
    """The page."""
    found = one_or_404(id)
    steps = list(found.all_steps)
    names = desk.officers()
    busy = is_being_done(found, steps)
    acts = [] if busy else _acts(found, steps)
    reviews = list(found.reviews.order_by("pk"))
    context = {
        "desk": desk,
        "one": found,
        "here": desk.at(found),
        "busy": busy,
        "locked": is_locked(found),
        "first": acts[:1] if found.is_open else [],
        "rest": acts[1:] if found.is_open else acts,
        "story": [_told(step, names, desk.at(found)) for step in steps],
        "found": _found(found),
        "reviews": reviews,
        "unread": sum(review.decision == Decision.OPEN for review in reviews),
        "certificate": certificate_of(found),
        "package": package_of(found),
        "told_on": list(found.told_on.order_by("pk")) if found.right in WHAT else [],
        "handed_to": handed_to(found),
        "may_hand": may_hand(found),
        "may_add_told": found.right in WHAT and bool(found.identified_by),
        "responsible": names.get(found.responsible_id or 0, ""),
    }
    return page(request, "requests/desk/one.html", context)


def progress(request: HttpRequest, desk: Desk, id: int) -> HttpResponse:
    """For a page that waits for a job: still at it, or look again."""
    found = one_or_404(id)
    if is_being_done(found, list(found.all_steps)):
        return page(
            request, "requests/desk/one.html", {"here": desk.at(found), "one": found, "busy": True}, block="work"
        )
    return HttpResponse(headers={"HX-Refresh": "true"})


def _acts(found: DataSubjectRequest, steps: list[Step]) -> list[Act]:
    may = possible(found.course(), OFFICER, clock.today())
    if not found.email or any(step.act == LETTER for step in steps):
        may = tuple(act for act in may if act is not Act.ASK_IDENTITY)
    acts = [act for act in ORDER if act in may]
    if found.state == State.RECEIVED and found.email and Act.ASK_IDENTITY in may:
        acts.insert(0, Act.ASK_IDENTITY)
    return acts


def _told(step: Step, names: dict[int, str], here: str) -> dict[str, Any]:
    """A step as the story has it."""
    from django.utils.translation import get_language

    from kept.web.formats import moment

    reason = reason_of(step.code)
    why = f"{reason.text.in_((get_language() or 'en')[:2])} GDPR, {reason.article}" if reason else ""
    return {
        "icon": ICONS.get(step.act, "task"),
        "title": step.label,
        "text": " ".join(part for part in (why, step.reason, _letter(step)) if part),
        "when": f"{moment(step.at)}{', ' + names[step.by_user_id] if step.by_user_id in names else ''}",
        "at": step.at.isoformat(),
        "url": f"{here}letters/{step.pk}/" if step.act in SUBJECTS else "",
    }


def _letter(step: Step) -> str:
    """Which letter it was."""
    subject = SUBJECTS.get(step.code, "") if step.act == LETTER else ""
    return gettext(subject) % {"ref": step.request.written_ref, "day": ""} if subject else ""


ICONS = {
    Act.RECEIVE: "in", Act.ASK_IDENTITY: "mail", Act.VERIFY: "person", Act.TAKE: "task", Act.ASK_MORE: "help",
    Act.GO_ON: "chat", Act.EXTEND: "clock", Act.ANSWER: "tick", Act.REFUSE: "ban", Act.WITHDRAW: "undo",
    Act.APPEAL: "flag", "lift": "unlock", "note": "note", "letter": "mail", "work": "bolt",
}  # fmt: skip


def _found(found: DataSubjectRequest) -> list[dict[str, Any]]:
    """What the stores said, with the words of the register for each purpose."""
    from django.utils.translation import get_language

    from kept.policy.controller import in_force

    titles = {purpose.id: purpose.title.in_((get_language() or "en")[:2]) for purpose in in_force().purposes}
    return [line | {"why": titles.get(line["purpose"], "")} for line in found.found]
