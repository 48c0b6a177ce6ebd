"""Telling on: whoever received something of a person hears of its correction, lock or erasure, with the least that lets
them find it (GDPR, article 19; R3). What we handed over is named by its number, so that an erased person is not named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from kept.identity.models import User
from kept.outside import mail, taken
from kept.outside.disclosures import WISHED, Disclosures, note
from kept.outside.letter import Letter
from kept.policy import clock
from kept.policy.categories import Category
from kept.policy.controller import controller, in_force
from kept.policy.holdings import holding_of
from kept.policy.keeps import keeps
from kept.policy.stores import Subject
from kept.policy.terms import Recipient
from kept.privacy.requests.here import controller_here
from kept.privacy.requests.party import party_here
from kept.privacy.requests.request import DataSubjectRequest
from kept.privacy.requests.told_on import State, ToldOn, What
from kept.web.refused import Refused

WHAT = {"R3": What.CORRECTED, "R4": What.RESTRICTED, "R6": What.ERASED}
NUMBERS = 100  # of hand-overs in one letter; of more, the span of time is told
Values = dict[str, str]  # new values by the code of their category


@keeps("R3", "R4", "R6")
def tell(request: DataSubjectRequest, subject: Subject, what: What | None = None) -> list[ToldOn]:
    """Have all told who received something of the person that a request is about."""
    values = mended(request) if request.right == "R3" else {}
    return tell_all(subject, what or WHAT[request.right], values, request=request)


def mended(request: DataSubjectRequest) -> Values:
    """What the officer put instead, by category."""
    from django.apps import apps

    found: Values = {}
    for line in request.correction:
        if line.get("new") is not None and line["new"] != line.get("value"):
            holds = holding_of(apps.get_model(line["label"]))
            found[holds.personal[line["field"]] if holds else ""] = line["new"]
    return found


@keeps("R3")
def corrected(user: User, fields: frozenset[str], old_email: str = "") -> None:
    """A user corrected their own profile: recipients hear of it as they would by a request."""
    holds = holding_of(User)
    values = {holds.personal[name]: str(getattr(user, name)) for name in fields if holds and name in holds.personal}
    told = {code: value for code, value in values.items() if code in CORRECTABLE}
    if told:
        emails = frozenset(filter(None, (user.email.lower(), old_email.lower())))
        subject = Subject(None, keys={"identity.user": (user.pk,)}, emails=emails)
        tell_all(subject, What.CORRECTED, told, user_id=user.pk)


CORRECTABLE = {
    one.code
    for one in (
        Category.NAME, Category.SURNAME, Category.EMAIL, Category.TELEPHONE, Category.SKYPE_NAME, Category.PROFILE_URL,
        Category.POSTAL_ADDRESS,
    )
}  # fmt: skip


def tell_all(subject: Subject, what: What, values: Values, **whose: Any) -> list[ToldOn]:
    """A row for each recipient in the log of disclosures; those that can be told by a letter are told by a job."""
    lines: dict[str, list[Any]] = {}
    for line in Disclosures().lines(subject):
        if line.what != TOLD:
            lines.setdefault(line.recipient, []).append(line)
    return [_row(name, handed, what, values, whose) for name, handed in sorted(lines.items())]


TOLD = "told on"  # what the log of disclosures calls it


def _row(name: str, handed: list[Any], what: What, values: Values, whose: dict[str, Any]) -> ToldOn:
    known = next((each for each in in_force().recipients if each.name == name), None)
    language = "cs" if known and known.country == "CZ" else "en"
    new = _admitted(known, values)
    row = ToldOn(
        recipient=name, role=handed[0].role, language=language, what=what, contact=_contact(known, handed), **whose
    )  # fmt: skip
    if values and not new and not _by_wish(handed):
        row.state, row.told_at = State.SPARED, clock.now()  # they were never given what was corrected
    else:
        row.text = written(row, handed, new)
        row.state = State.WAITING if "@" in row.contact else State.BY_HAND
    row.save()
    if row.state == State.WAITING:
        defer(row)
    return row


def _contact(known: Recipient | None, handed: list[Any]) -> str:
    """Where they hear of it: by their contract, else where they were said to hear when they were handed something."""
    return known.contact if known else next((str(line.contact) for line in handed if line.contact), "")


def _by_wish(handed: list[Any]) -> bool:
    """Whether the person had it transferred to them: they hold all of it, and hear of each correction."""
    return any(line.role == WISHED for line in handed)


def _admitted(known: Recipient | None, values: Values) -> Values:
    """What of it this recipient may hold at all: no more is told. Of one who is no longer under contract, nothing."""
    allowed = {category.code for category in known.categories} if known else set()
    return {code: value for code, value in values.items() if code in allowed}


def written(row: ToldOn, handed: Iterable[Any], values: Values) -> str:
    """What they read, in their language."""
    lines = sorted(handed, key=lambda line: line.at, reverse=True)
    with override(row.language):
        words = {
            "row": row,
            "party": party_here().name,
            "operator": controller(),
            "lines": lines[:NUMBERS],
            "more": max(len(lines) - NUMBERS, 0),
            "oldest": lines[-1] if lines else None,
            "values": [(Category.of(code).text.in_(row.language), value) for code, value in values.items()],
        }
        return render_to_string("requests/letters/told-on.txt", words).strip() + "\n"


def defer(row: ToldOn) -> None:
    """Have the letter sent. Ids alone: the queue tells nothing."""
    app.configure_task("requests.tell", queue="kept").defer(instance_id=controller_here(), told_id=row.pk)


@keeps("R3")
def send(row: ToldOn) -> bool:
    """Send the letter, once. Returns whether it is delivered; else it is tried again, or by hand after a refusal."""
    letter = mail.written(
        purpose="R8",
        recipient=mail.EMAIL,
        to=row.contact,
        subject=_subject(row),
        text=row.text,
        id=row.letter,
        person={"instance_id": row.instance_id or None},
    )
    if not mail.carried(letter):
        ToldOn.objects.filter(pk=row.pk).update(tries=row.tries + 1)
        return False
    row.refresh_from_db()
    if row.state != State.WAITING:  # the server has refused it for good
        return False
    settle(row, how=_("by e-mail"))
    transaction.on_commit(lambda: taken.forget(row.letter))
    return True


def _subject(row: ToldOn) -> str:
    with override(row.language):
        return _("Personal data that we handed you: %(what)s") % {"what": row.get_what_display()}


def settle(row: ToldOn, *, how: str, by: int | None = None) -> None:
    """They were told; the values need not stay here. The log of disclosures says that they were."""
    row.state, row.told_at, row.how, row.told_by_id, row.text = State.TOLD, clock.now(), how[:200], by, ""
    row.save(update_fields=["state", "told_at", "how", "told_by_id", "text"])
    for someone in _about(row):
        note(someone, row.recipient, row.role or "by hand", "R8", TOLD, row.letter)


def _about(row: ToldOn) -> list[Any]:
    from kept.consent.people import Someone

    instance = row.instance_id or None
    if row.request is not None and row.request.email:
        return [Someone(email=row.request.email, instance_id=instance)]
    if row.user_id:
        return [Someone(kind="identity.user", key=row.user_id, instance_id=instance)]
    return [Someone(email=row.email, instance_id=instance)] if row.email else []


def by_hand(row: ToldOn, how: str, *, by: int) -> None:
    """An officer told them. Raises Refused when somebody has already."""
    if not row.is_open:
        raise Refused(_("They have been told already."), promise="R3")
    settle(row, how=how, by=by)


@keeps("R3")
def add(request: DataSubjectRequest, name: str, contact: str) -> ToldOn:
    """An officer knows of one more who received it, outside our log: an address, or to be told by hand."""
    if request.right not in WHAT:
        raise Refused(_("Nobody is told of such a request."), promise="R3")
    row = ToldOn(request=request, recipient=name, contact=contact, what=WHAT[request.right], language=request.language)
    row.text = written(row, [], {})
    row.state = State.WAITING if contact else State.BY_HAND
    row.save()
    if contact:
        defer(row)
    return row


def refused(letter: Letter, why: str) -> None:
    """A mail server said that there is no such mailbox: an officer has to tell them."""
    if letter.purpose == "R8":
        waiting = ToldOn.objects.filter(letter=letter.id, state=State.WAITING)
        waiting.update(state=State.BY_HAND, trouble=_("no such mailbox"))
