"""The lockbox in the demo world: one operation that is over and certified, and one agreement that waits for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kept.audit.access import Access
from kept.console.lockbox import closing, hand, opening, operations
from kept.console.lockbox.hand import Correction
from kept.console.lockbox.models import Line, Side
from kept.console.lockbox.operations import Case
from kept.console.lockbox.scope import Scope
from kept.grants.rights import arm, rights_of
from kept.grants.staff import Staff, StaffRole
from kept.identity.membership import Role
from kept.identity.models import Membership
from kept.tenancy.models import Instance
from kept.tenancy.opening import opened, system

KIND = "contacts.contact"
REACH = ["first_name", "last_name", "phone", "phone_type"]


def make(instance: Instance) -> None:
    """A correction of the last hours from its wish to its certificate, and an analysis that is proposed."""
    with system("demo", by="command", purpose="demo world"):
        staff = Staff.objects.get(roles__contains=[StaffRole.SUPPORT]).user_id
    with system("demo", instance.pk, by="command", purpose="demo world"):
        admin = Membership.objects.get(role=Role.ADMIN)
    _finished(instance, admin, staff)
    wish = Scope({KIND: ["city", "zip_code", "country"]}, "all", None, ["read", "copy"], 500, 4)
    with _at_the_door(instance, admin) as access:
        why = "Which regions our contacts come from, for the plan of next year"
        case = operations.begin(instance, Side.CUSTOMER, "analysis", why, wish, "", access.user_id)
        operations.answer(case, instance, wish, "2 400 CZK", staff)


def _finished(instance: Instance, admin: Membership, staff: int) -> None:
    scope = Scope({KIND: REACH}, "all", None, ["read", "correct"], 500, 2)
    with _at_the_door(instance, admin) as access:
        why = "Kinds of phones are written in two ways since the import"
        case = operations.begin(instance, Side.CUSTOMER, "correction", why, scope, "", access.user_id)
        operations.answer(case, instance, scope, "", staff)
        opening.accept(case, access, case.agreement.digest)
        case = Case(case.row)
        facts = {fact.column: fact for fact in hand.reached(case, KIND)[1]}
    with _at_the_door(instance, admin) as access:
        hand.tell(case, staff, Line.ENTERED, "", [], 0)
        first = hand.rows(case, KIND, staff)
        wanted = Correction(facts["phone_type"], "mobile", only=first[0]["id"])
        hand.changes(case, KIND, wanted, staff)
        hand.correct(case, KIND, wanted, staff)
        closing.end(Case(case.row), Side.CUSTOMER, access.user_id)
    closing.close(instance.pk, case.pk)


@contextmanager
def _at_the_door(instance: Instance, admin: Membership) -> Iterator[Access]:
    passage = Access("demo", "command", instance.pk, user_id=admin.user_id, purpose="demo world")
    with opened(passage):
        arm(passage, rights_of(admin))
        yield passage
