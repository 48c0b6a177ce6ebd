"""Opening: the customer's administrator accepts, the records are counted, a box is handed exactly these."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.console.lockbox import agreement, operations
from kept.console.lockbox.models import Reach, Side, State
from kept.console.lockbox.objects import Thing
from kept.console.lockbox.operations import Case
from kept.console.lockbox.scope import Scope
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.web.refused import Refused


@keeps("D8")
def accept(case: Case, access: Access, digest: str) -> None:
    """Accept the agreement with this digest, and let the operator in. Refused when it is not the one on the table, when
    it reaches more records than agreed or none, and when all boxes are taken."""
    agreed = case.agreement
    if agreed.digest != digest or not agreement.as_stored(agreed):
        raise Refused(_("The agreement has changed since you read it. Read it again."), promise="D8")
    scope = case.scope
    found = {thing.kind: _records(thing, scope, access) for thing, _facts in scope.chosen()}
    counted = sum(map(len, found.values()))
    if counted > scope.rows:
        raise Refused(
            _("It would reach %(n)d records, and %(most)d were agreed. Ask for a new agreement.")
            % {"n": counted, "most": scope.rows}
        )
    if not counted:
        raise Refused(_("It would reach no record at all, so there is nothing to open."))
    for thing, facts in scope.chosen():
        Reach.objects.create(
            **case.whose, by_id=access.user_id, kind=thing.kind, held_in=thing.table, acts=scope.acts,
            columns=[fact.column for fact in facts], ids=found[thing.kind],
        )  # fmt: skip
    box = _ask("SELECT kept_box_free()")
    if box is None:
        raise Refused(_("All places are taken right now. Try again when another operation has ended."))
    until = clock.now() + timedelta(hours=scope.hours)
    operations.take(case, State.OPEN, Side.CUSTOMER, access.user_id, role=box, until=until, digest=agreed.digest)
    _ask("SELECT kept_box_open(%s)", case.pk)


def _records(thing: Thing, scope: Scope, access: Access) -> list[int]:
    return [*scope.records(thing, access).order_by("pk").values_list("pk", flat=True)[: scope.rows + 1]]


def _ask(sql: str, *params: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]
