"""A wrong cell is mended on the check's page: its line is looked at again, and the file is not brought anew."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from kept.crm.contacts.models import Contact
from kept.crm.imports import ageing
from kept.crm.imports.models import Import
from kept.crm.imports.stores import Imports
from kept.crm.imports.tests.test_pages import queue, upload, work_off
from kept.crm.nouns.tests.test_list import signed_in
from kept.policy.stores import Subject
from kept.tenancy.opening import system
from tests.cast import World

__all__ = ["queue"]

PEOPLE = "Last Name;E-mail;Birthday\nNovák;jan@example.com;\nNová;eva@@example;31.2.1980\n;pet@example.com;\n"
COLUMNS = {"column-0": "last_name", "column-1": "email", "column-2": "birthday", "duplicates": "skip", "bad": "keep"}
NAME, EMAIL, DAY = 0, 1, 2


class Checked:
    """An import that was checked, before the person who brought it."""

    def __init__(self, world: World, client: Client, queue: list[tuple[str, int]]) -> None:
        self.world, self.client, self.queue = world, client, queue
        signed_in(client, world.ours, "bob")
        self.url = upload(client, PEOPLE)["Location"]
        client.post(self.url, COLUMNS)
        work_off(world, queue)

    def mend(self, line: Any, place: Any, value: str) -> Any:
        return self.client.post(f"{self.url}mend/", {"line": line, "place": place, "value": value}, follow=True)

    def text(self) -> str:
        return str(self.client.get(self.url).content.decode())

    def forecast(self) -> tuple[int, int, int]:
        with system("tests", self.world.ours.instance.pk):
            report = Import.objects.get().report
        return report["forecast"]["created"], report["forecast"]["failed"], report["wrongs"]

    def run(self) -> None:
        self.client.post(f"{self.url}run/")
        work_off(self.world, self.queue)


@pytest.fixture
def checked(world: World, client: Client, queue: list[tuple[str, int]]) -> Checked:
    return Checked(world, client, queue)


def people(world: World) -> dict[str, tuple[str, str]]:
    with system("tests", world.ours.instance.pk):
        rows = Contact.objects.values_list("last_name", "email", "birthday")
        return {name: (email, str(day or "")) for name, email, day in rows}


def test_mended_cells_come_in_with_their_lines(world: World, checked: Checked) -> None:
    assert checked.forecast() == (1, 2, 3)
    assert "E-mail in line 3" in checked.text()
    half = checked.mend(3, EMAIL, " eva@example.com ").content.decode()
    assert "still has something to mend" in half and "31.2.1980" in half and "eva@@example" not in half
    assert checked.forecast() == (1, 2, 2)
    assert "Line 3 is mended." in checked.mend(3, DAY, "1980-02-28").content.decode()
    assert checked.forecast() == (2, 1, 1)
    assert "Line 4 is mended." in checked.mend(4, NAME, "Petrů").content.decode()
    assert checked.forecast() == (3, 0, 0)
    assert "Import 3 lines" in checked.text()
    checked.run()
    assert people(world) == {
        "Novák": ("jan@example.com", ""), "Nová": ("eva@example.com", "1980-02-28"), "Petrů": ("pet@example.com", ""),
    }  # fmt: skip


def test_what_is_typed_wrong_again_stays_with_its_reason(world: World, checked: Checked) -> None:
    text = checked.mend(3, EMAIL, "eva<b>").content.decode()
    assert "eva&lt;b&gt;" in text and "Enter an e-mail address" in text
    assert checked.forecast() == (1, 2, 3)
    checked.run()
    assert list(people(world)) == ["Novák"]


def test_mending_is_taken_back_to_what_the_file_has(checked: Checked) -> None:
    text = checked.mend(4, NAME, "Petrů").content.decode()
    back = re.search(r"/ours/imports/\d+/mend/\?back=1&amp;line=4&amp;place=0", text)
    assert back
    said = checked.client.post(back[0].replace("&amp;", "&"), follow=True).content.decode()
    assert "Line 4 is as the file has it." in said
    assert checked.forecast() == (1, 2, 3)


@pytest.mark.parametrize(
    ("line", "place", "value"),
    [(2, EMAIL, "x@example.com"), (3, NAME, "x"), (99, EMAIL, "x"), ("x", "", "x"), (-1, 7, "x"), (3, EMAIL, "y" * 2001),
     (3, EMAIL, "a\x00b"), ("9" * 5000, EMAIL, "x")],
)  # fmt: skip
def test_only_what_is_wrong_can_be_mended(checked: Checked, line: Any, place: Any, value: str) -> None:
    assert checked.mend(line, place, value).status_code in (200, 409, 422)
    assert checked.forecast() == (1, 2, 3)


def test_two_lines_do_not_become_one_person_by_mending(world: World, checked: Checked) -> None:
    checked.mend(3, DAY, "")
    checked.mend(3, EMAIL, "jan@example.com")
    checked.run()
    assert list(people(world)) == ["Novák"]


@pytest.mark.promise("D3")
def test_only_who_brought_the_file_mends_it(world: World, checked: Checked) -> None:
    for cast, name in ((world.ours, "carol"), (world.theirs, "mallory")):
        signed_in(checked.client, cast, name)
        assert checked.mend(4, NAME, "Petrů").status_code == 404
    assert checked.forecast() == (1, 2, 3)


def test_read_in_another_way_the_file_is_as_it_came(world: World, checked: Checked) -> None:
    checked.mend(4, NAME, "Petrů")
    checked.client.post(f"{checked.url}?columns", {"read": "1", "encoding": "cp1252", "delimiter": ";"})
    with system("tests", world.ours.instance.pk):
        assert Import.objects.get().plan["mended"] == {}


@pytest.mark.promise("R6")
def test_whom_a_mended_cell_names_is_found_and_forgotten_with_the_file(world: World, checked: Checked) -> None:
    somebody = Subject(instance_id=world.ours.instance.pk, emails=frozenset({"eva@example.com"}))
    assert not list(Imports().find(somebody))
    checked.mend(3, EMAIL, "eva@example.com")
    assert list(Imports().find(somebody))
    checked.mend(3, DAY, "")
    checked.run()
    with system("tests", world.ours.instance.pk):
        entry = Import.objects.get()
        assert entry.state == Import.State.DONE
        ageing.forget(entry)
        assert "eva@example.com" not in str(Import.objects.values().get())
