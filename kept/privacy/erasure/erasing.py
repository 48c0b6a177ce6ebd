"""Erasing a person over every store: the ledger first, then each store in its turn, then each is asked what is left.

Complete is said only when every store has verified that nothing is left but what a law keeps. Until then the erasure
is unfinished, says what is left, and a job tries again. It may be killed at any point and goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.utils import timezone

from kept.audit import access
from kept.policy.controller import controller
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Store, Subject, Verdict, stores
from kept.privacy.erasure import ledger, sealed
from kept.privacy.erasure.models import Certificate, State
from kept.privacy.erasure.passages import inside
from kept.web.refused import Refused

STAMPED = ("created_at", "joined_at", "at", "asked_at", "since", "first_at")

_hindrances: list[Callable[[Subject], Iterable[str]]] = []
_after: list[Callable[[Subject, str], None]] = []


def hindrance(check: Callable[[Subject], Iterable[str]]) -> Callable[[Subject], Iterable[str]]:
    """Have a room say, in sentences, what stands in the way of an erasure: a hold, the last administrator."""
    _hindrances.append(check)
    return check


def afterwards(tell: Callable[[Subject, str], None]) -> Callable[[Subject, str], None]:
    """Have a room told of each completed erasure of a person who is not to come back, while addresses are known."""
    _after.append(tell)
    return tell


def hindrances(subject: Subject) -> list[str]:
    """What stands in the way; nothing when it may be done."""
    return [sentence for check in _hindrances for sentence in check(subject)]


@keeps("R6")
def erase(subject: Subject, *, reason: str, by: int | None = None, come_back: bool = False) -> Certificate:
    """Erase a person. Returns the certificate, complete or unfinished. Raises Refused when something stands in the way,
    OSError or ledger.Tampered when the ledger cannot be written: then nothing was touched. `come_back`: the person may
    be taken in again; else forms, imports and the API refuse the address from now on."""
    certificate = ask(subject, reason=reason, by=by, come_back=come_back)
    return finish(certificate, subject)


def ask(subject: Subject, *, reason: str, by: int | None = None, come_back: bool = False) -> Certificate:
    """Write down that a person is to be erased: in the ledger first, then as a certificate that is not complete."""
    stands = hindrances(subject)
    if stands:
        raise Refused(" ".join(stands), promise="R6")
    outer = access.current()
    with inside(subject.instance_id):
        certificate = Certificate(
            instance_id=subject.instance_id or 0,
            reason=reason[:200],
            by_id=by if by is not None else (outer.user_id if outer else None),
            by_name=outer.by if outer else "system",
            keys={label: list(ids) for label, ids in subject.keys.items()},
            report={"come_back": come_back},
            pending=sealed.seal({"emails": sorted(subject.emails), "names": sorted(subject.names)}),
        )
        ledger.append(subject, str(certificate.number), stamps=stamps(subject))
        certificate.save(force_insert=True)
    return certificate


def subject_in(certificate: Certificate) -> Subject:
    """The person that an unfinished certificate speaks of."""
    waiting = sealed.opened(certificate.pending) if certificate.pending else {"emails": [], "names": []}
    return Subject(
        certificate.instance_id or None,
        {label: tuple(ids) for label, ids in certificate.keys.items()},
        frozenset(waiting["emails"]),
        frozenset(waiting["names"]),
    )


def finish(certificate: Certificate, subject: Subject | None = None) -> Certificate:
    """Do what is left of an erasure, store by store, and have each verify."""
    if certificate.state == State.COMPLETE:
        return certificate
    subject = subject or subject_in(certificate)
    come_back = bool(certificate.report.get("come_back"))
    report: dict[str, Any] = {"gone": dict(certificate.report.get("gone", {})), "come_back": come_back}
    at_least = set(certificate.report.get("at_least", []))
    if certificate.report.get("under_way"):  # somebody was killed in this store: what went before is not counted
        at_least.add(certificate.report["under_way"])
    for place in stores():
        _note(certificate, report | {"under_way": place.name, "at_least": sorted(at_least)})
        report["gone"][place.name] = report["gone"].get(place.name, 0) + place.erase(subject)
    report["at_least"] = sorted(at_least)
    _note(certificate, report)
    verdicts = verify(subject)
    report |= _told(verdicts)
    complete = all(verdict.complete for verdict in verdicts)
    if complete and not come_back:
        for tell in _after:
            tell(subject, str(certificate.number))
    with inside(subject.instance_id):
        certificate.tries += 1
        certificate.report = report
        certificate.state = State.COMPLETE if complete else State.UNFINISHED
        if complete:
            certificate.completed_at = timezone.now()
            certificate.backups_until = backups_until(timezone.localdate())
            certificate.pending = ""
        certificate.save()
    if complete:
        ledger.append(subject, str(certificate.number), act=ledger.DONE)
    return certificate


def _note(certificate: Certificate, report: dict[str, Any]) -> None:
    """Write down how far it has come, so that whoever goes on does not forget what went before."""
    certificate.report = report
    with inside(certificate.instance_id or None):
        certificate.save(update_fields=["report"])


def verify(subject: Subject) -> list[Verdict]:
    """Ask every store what is left. One that cannot say has something left."""
    return [_verdict(place, subject) for place in stores()]


def _verdict(place: Store, subject: Subject) -> Verdict:
    try:
        return place.verify(subject)
    except OSError as trouble:
        return Verdict(place.name, left=(Finding(place.name, type(trouble).__name__, "unverified", ""),))


def _told(verdicts: list[Verdict]) -> dict[str, Any]:
    """The verdicts as a certificate holds them: tables and numbers, no person."""
    return {
        "verified": [verdict.store for verdict in verdicts if verdict.complete],
        "left": [_line(finding) for verdict in verdicts for finding in verdict.left],
        "kept": [_line(finding) | {"purpose": purpose} for verdict in verdicts for finding, purpose in verdict.kept],
    }


def _line(finding: Finding) -> dict[str, Any]:
    return {
        "store": finding.store,
        "what": finding.reference,
        "kind": finding.kind,
        "count": finding.count,
        "until": finding.until.isoformat() if finding.until else None,
    }


def backups_until(day: date) -> date:
    """The last day on which a backup can still hold what was erased on a day: then the key of that day is destroyed."""
    # One day more than the history: a moment in its first hours needs the backup of the day before.
    return day + timedelta(days=controller().limit("backup_history_days") + 1)


def stamps(subject: Subject) -> dict[str, dict[str, str]]:
    """For each row that is the person, a keyed digest of its number and its age: after a restore another row may get
    the number, and must not be taken for it."""
    found: dict[str, dict[str, str]] = {}
    with inside(subject.instance_id):
        for label, keys in subject.keys.items():
            model = apps.get_model(label)
            name = stamp_field(model)
            rows = model.objects.filter(pk__in=keys).values_list("pk", *([name] if name else []))
            found[label] = {str(row[0]): stamp(label, row) for row in rows}
    return found


def stamp_field(model: Any) -> str:
    """The column that says since when a row has been there."""
    names = {field.name for field in model._meta.concrete_fields}
    return next((name for name in STAMPED if name in names), "")


def stamp(label: str, row: tuple[Any, ...]) -> str:
    """The digest of one row's number and age."""
    return ledger.digest(f"{label} {row[0]} {row[1].isoformat() if len(row) > 1 and row[1] else ''}")[:32]
