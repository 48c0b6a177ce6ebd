"""What is done for a person who asked: the one place where requests meet erasure, copies, locks and choices.

Each is called by a job in a passage of the system, for the controller that answers the request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from kept.consent import choosing
from kept.consent.people import Someone
from kept.consent.purposes import Aim, aims
from kept.consent.states import Meaningless
from kept.outside.disclosures import Disclosures
from kept.policy.keeps import keeps
from kept.policy.stores import Subject
from kept.privacy.erasure import erasing, package, restricting
from kept.privacy.erasure.finding import everything
from kept.privacy.erasure.finding import subject_of as found_subject
from kept.privacy.erasure.models import Certificate, State
from kept.privacy.requests.request import DataSubjectRequest

FORM = "your-data"


def subject_of(request: DataSubjectRequest) -> Subject:
    """The person who asked, over all stores of the controller."""
    emails = (request.email,) if request.email else ()
    return found_subject(instance_id=request.instance_id or None, emails=emails)


@keeps("R2")
def look(request: DataSubjectRequest) -> list[dict[str, Any]]:
    """What each store holds, counted by kind and purpose. The request itself is not counted."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for finding in everything(subject_of(request)):
        counted[finding.store, finding.kind, finding.purpose] += finding.count
    return [
        {"store": store, "kind": kind, "purpose": purpose, "n": n}
        for (store, kind, purpose), n in sorted(counted.items())
    ]


@keeps("R2", "R5")
def copy(request: DataSubjectRequest, user_id: int | None, edit: Callable[[dict[str, Any]], None]) -> None:
    """Make the copy, without what would tell of others, and remember until when it lies ready."""
    made = package.make(subject_of(request), language=request.language, by=user_id, edit=edit)
    request.package_id, request.package_until = made.pk, made.expires_at
    request.save(update_fields=["package_id", "package_until"])


@keeps("R3", "R4", "R6")
def recipients(request: DataSubjectRequest) -> list[str]:
    """Who was handed something of the person, by the log of disclosures: they are to be told (GDPR, article 19)."""
    return Disclosures().recipients(subject_of(request))


@keeps("R6")
def erase(request: DataSubjectRequest, user_id: int | None) -> None:
    """Erase the person everywhere, or go on where an erasure was broken off. Raises Refused when something stands in
    the way. The certificate is remembered also while it is unfinished."""
    begun = Certificate.objects.filter(instance_id=request.instance_id, pk=request.certificate_id or 0).first()
    certificate = erasing.finish(begun) if begun else erasing.erase(subject_of(request), reason="R6", by=user_id)
    request.certificate_id = certificate.pk
    request.save(update_fields=["certificate_id"])


def is_erased(request: DataSubjectRequest) -> bool:
    """Whether each store has verified that nothing is left but what a law keeps."""
    done = Certificate.objects.filter(instance_id=request.instance_id, pk=request.certificate_id or 0)
    return done.filter(state=State.COMPLETE).exists()


@keeps("R4")
def lock(request: DataSubjectRequest, user_id: int | None, *, locked: bool = True) -> None:
    """Lock what is held: stored, and used for nothing else. Or lift the lock."""
    restricting.restrict(subject_of(request), locked=locked, reason=f"R4 {request.written_ref}", by=user_id)


@keeps("R1", "R7")
def stop(request: DataSubjectRequest) -> None:
    """Have an objection or a withdrawal take effect, now: for the purpose that was named, else for all it can end."""
    someone = Someone(email=request.email, instance_id=request.instance_id or None)
    act = choosing.object_to if request.right == "R1" else choosing.withdraw
    for purpose in [request.purpose] if request.purpose else _all_that_can_end(request):
        try:
            act(someone, purpose, form=FORM, channel=request.channel, language=request.language)
        except Meaningless:  # nothing was given: there is nothing to take back, and so nothing goes on
            continue


def _all_that_can_end(request: DataSubjectRequest) -> list[str]:
    def ends(aim: Aim) -> bool:
        return aim.may_object if request.right == "R1" else aim.by_consent

    return [aim.code for aim in aims(request.instance_id or None) if ends(aim)]
