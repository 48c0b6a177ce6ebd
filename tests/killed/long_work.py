"""What makes long work, and what lies about after it: acts on thousands of records, files of imports."""

from __future__ import annotations

from typing import Any

from tests.cast import World, at_the_door
from tests.killed.housekeeping import AGES
from tests.killed.known import of


@of("acts.run")
def thousands_to_delete(world: World) -> dict[str, Any]:
    from kept.crm.acts.starting import begin
    from kept.crm.contacts.models import Contact
    from kept.crm.nouns.noun import NOUNS
    from tests.killed.queued import waiting

    with at_the_door(world.ours, "alice") as access:
        for number in range(3):
            Contact.fresh(last_name=f"Vávra{number}", security_level=world.ours.level).save()
        ids = list(Contact.objects.order_by("pk").values_list("pk", flat=True))
        begin(NOUNS["contact"], "delete", ids, {}, access)
    return waiting("acts.run")


@of("acts.forget")
def long_work_of_long_ago(world: World) -> dict[str, Any]:
    from kept.crm.acts.models import LongAct
    from kept.policy import clock

    with at_the_door(world.ours, "alice"):
        for number in range(2):
            LongAct.fresh(kind="contact", act="edit", ids=[number], at=clock.now() - AGES).save()
    return {}


@of("imports.forget")
def a_file_of_long_ago(world: World) -> dict[str, Any]:
    from kept.crm.imports.models import Import
    from kept.policy import clock
    from kept.tenancy.opening import system
    from tests.killed.kinds import a_file_to_look_at

    a_file_to_look_at(world)
    with system("tests", world.ours.instance.pk):
        assert Import.objects.update(at=clock.now() - AGES)
    return {}
