"""The number beside a list: the same as counting, whatever became of the records."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from kept.crm.contacts.models import Contact
from kept.crm.records.tally import Tally, fold, total
from kept.grants.models import SecurityLevel
from kept.tenancy.opening import system
from tests.cast import World, at_the_door


def made(world: World, many: int) -> list[Any]:
    found = []
    for n in range(many):
        one = Contact.fresh(last_name=f"Person {n}", security_level=world.ours.level)
        one.index()
        one.save()
        found.append(one)
    return found


def counted(world: World, who: str) -> tuple[int | None, int]:
    """By the tally and one by one."""
    with at_the_door(world.ours, who) as access:
        return total(Contact, access), Contact.objects.kept().visible_to(access).count()


def test_the_tally_follows_records_into_the_bin_out_of_it_and_to_another_level(world: World) -> None:
    before = counted(world, "bob")[0] or 0
    with system("tests", world.ours.instance.pk):
        people = made(world, 6)
        apart = SecurityLevel.objects.create(instance=world.ours.instance, name="apart")
    assert counted(world, "bob") == (before + 6, before + 6)
    mine = [one.pk for one in people]
    for change, left in (
        ({"deleted_at": timezone.now()}, 0),
        ({"security_level": apart}, 0),
        ({"deleted_at": None}, 0),  # where bob may not look
        ({"security_level": world.ours.level}, 6),
    ):
        with system("tests", world.ours.instance.pk):
            assert Contact.objects.filter(pk__in=mine).update(**change) == 6
        assert counted(world, "bob") == (before + left, before + left)
    with system("tests", world.ours.instance.pk):
        fold("contacts_contact")
    assert counted(world, "alice")[0] == counted(world, "alice")[1]


def test_a_change_that_moves_nobody_leaves_no_difference(world: World) -> None:
    with system("tests", world.ours.instance.pk):
        one = made(world, 1)[0]
        before = Tally.objects.count()
        Contact.objects.filter(pk=one.pk).update(phone="+420 600 000 114", version=2)
        assert Tally.objects.count() == before
        Contact.objects.filter(pk=one.pk).update(deleted_at=one.created_at)
        assert Tally.objects.count() == before + 1
