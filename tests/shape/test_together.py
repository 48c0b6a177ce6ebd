"""Questions asked together answer as they do alone, and leave the same entries in the log (D5)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.audit.access import NoAccess
from kept.audit.together import Together
from kept.crm.activities.models import Note, Task
from kept.crm.companies.models import Address, Company, CompanyLink
from kept.crm.contacts.models import Contact, Position
from kept.crm.fields.models import CustomField
from kept.crm.files.models import Attachment
from kept.crm.records.history import Change, Operation
from kept.crm.titles.models import LegalTitle
from kept.identity.models import Membership
from tests.cast import World, at_the_door
from tests.marked import furnish


def questions(ids: dict[str, int]) -> list[Any]:
    """Everything that a record's page asks for, and shapes that it does not."""
    return [
        *(m.objects.order_by("pk") for m in (Contact, Company, Address, Position, Note, Task, Attachment, Change,
                                             Operation, CustomField, Membership, CompanyLink, LegalTitle)),
        LegalTitle.objects.select_related("template", "contact").order_by("pk"),
        Position.objects.order_by("pk").values("pk", "company__name", "title"),
        Contact.objects.order_by("-pk").values_list("pk", "last_name")[:2],
        Address.objects.order_by("pk").values(),
        Contact.objects.none(),
        Contact.objects.defer("notice").order_by("pk"),
    ]  # fmt: skip


def told(row: Any) -> Any:
    if isinstance(row, dict | tuple):
        return row
    plain = {name: value for name, value in vars(row).items() if name != "_state"}
    plain["related"] = {name: told(one) for name, one in row._state.fields_cache.items()}
    return type(row), plain


@pytest.mark.promise("D5")
def test_answers_and_entries_are_those_of_questions_asked_alone(world: World) -> None:
    ids = furnish(world.ours, mark="mine")
    with at_the_door(world.ours, "alice") as access:
        access.reads.clear(), access.groups.clear()  # type: ignore[func-returns-value]
        alone = [[told(row) for row in rows] for rows in questions(ids)]
        entries = access.reads.copy(), access.groups.copy()
        assert sum(map(bool, alone)) > 14 and len(entries[0]) > 6
        access.reads, access.groups = {}, {}
        together = Together()
        later = [together.ask(rows) for rows in questions(ids)]
        with CaptureQueriesContext(connection) as asked:
            answers = [[told(row) for row in rows] for rows in later]
        assert answers == alone
        assert (access.reads, access.groups) == entries
        assert len(asked) == 1


@pytest.mark.promise("D5")
def test_without_a_door_nothing_is_asked(world: World) -> None:
    together = Together()
    with at_the_door(world.ours, "alice"):
        later = together.ask(Contact.objects.order_by("pk"))
    with pytest.raises(NoAccess), CaptureQueriesContext(connection) as asked:
        list(later)
    assert len(asked) == 0


@pytest.mark.promise("D5")
def test_an_answer_that_was_not_noted_would_be_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    furnish(world.ours, mark="mine")
    monkeypatch.setattr("kept.audit.access.Access.read", lambda *_given: None)
    with at_the_door(world.ours, "alice") as access:
        together = Together()
        assert list(together.ask(Contact.objects.order_by("pk")))
        assert not access.reads
