"""Files imported: public data as it comes, duplicates, wrong lines, and all that is made on the way."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from kept.crm.companies.models import Address, Company
from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.models import Contact, Position
from kept.crm.contacts.noun import CONTACTS
from kept.crm.imports.models import Import
from kept.crm.imports.tests.stage import DATA, imported
from kept.crm.nouns import changing, intake
from kept.crm.nouns.asking import Asked
from kept.crm.nouns.listing import select
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.models import ExternalId
from tests.cast import World, at_the_door

CONGRESS = {"Middle Name": "new:STRING", "Nickname": "new:STRING", "Contact Form": "new:STRING"}


def figures(entry: Any) -> tuple[str, int, int, int, int]:
    return entry.state, entry.created, entry.updated, entry.skipped, entry.failed


def found(noun: Noun, access: Any, query: str) -> list[str]:
    words = Vocabulary(me=access.member_id)
    page = select(noun, access, words, noun.fields_for(access, words), Asked.read(noun, QueryDict(query)), size=600)
    return [noun.title(row.values) for row in page.rows]


def test_the_congress_and_the_five_hundred_come_in_whole(world: World) -> None:
    with at_the_door(world.ours, "alice") as access:
        firms = imported(access, "company", DATA / "companies-sp500.csv", new_values=True,
                         targets={"GICS Sub-Industry": "new:STRING", "Date added": "new:DATE", "CIK": "new:STRING",
                                  "Founded": "new:STRING"})  # fmt: skip
        assert figures(firms) == (Import.State.DONE, 503, 0, 0, 0), firms.report
        three_m = Company.objects.get(name="3M")
        assert three_m.industry.label == "Industrials"
        assert {"Industrial Conglomerates", "1957-03-04", "66740", "1902"} == set(three_m.custom.values())
        address = three_m.addresses.get()
        assert (address.city, address.province, address.primary) == ("Saint Paul", "Minnesota", True)
        assert found(COMPANIES, access, "q=abbott") == ["Abbott Laboratories"]

        people = imported(access, "contact", DATA / "contacts-us-congress.csv", targets=CONGRESS)
        assert figures(people) == (Import.State.DONE, 537, 0, 0, 0), people.report
        assert Position.objects.filter(company__name="United States Senate", title="Senator").count() == 100
        ada = Contact.objects.get(last_name="Klobuchar")
        assert ada.tags == ["Democrat", "MN"]
        assert ExternalId.objects.get(kind="contact", value="K000367").record_id == ada.pk
        assert found(CONTACTS, access, "q=klobuchar amy&f=company:has:Senate") == ["Amy Klobuchar"]
        democrats_of_washington = found(CONTACTS, access, "f=tags:in:Democrat&f=tags:in:WA")
        assert "Maria Cantwell" in democrats_of_washington
        assert len(democrats_of_washington) == 10

        offices = imported(access, "address", DATA / "offices-us-congress.csv")
        assert figures(offices) == (Import.State.DONE, 1312, 0, 0, 0), offices.report["wrong"][:3]
        house = Company.objects.get(name="United States House of Representatives")
        assert Address.objects.filter(company=house).count() > 800
        assert "Aderholt" in Position.objects.get(contact__last_name="Aderholt").address.name
        again = imported(access, "address", DATA / "offices-us-congress.csv")
        assert figures(again) == (Import.State.DONE, 0, 0, 1312, 0)


def test_a_record_made_by_an_import_is_as_one_made_by_hand(world: World) -> None:
    line = {"First Name": "Žofie", "Last Name": "Říhová", "E-mail": "Z@R.example", "Phone": "+420 608 000 114",
            "City": "Žďár", "Tags": "key, Old", "Birthday": "12. 4. 1979", "Country": "Česko", "Key person": "ano"}  # fmt: skip
    with at_the_door(world.ours, "bob") as access:
        imported(access, "contact", "\n".join(";".join(cells) for cells in (line, line.values())))
        words = Vocabulary(me=access.member_id)
        fields = CONTACTS.fields_for(access, words)
        names = dict(
            zip(
                line,
                ("first_name", "last_name", "email", "phone", "city", "tags", "birthday", "country", "key_person"),
                strict=True,
            )
        )
        raw = {names[head]: value for head, value in line.items()}
        by_hand = changing.make(CONTACTS, intake.clean(CONTACTS, fields, raw, words, new=True), fields, access)
        by_file = Contact.objects.exclude(pk=by_hand.pk).get()
        by_hand.refresh_from_db()
        for field in Contact._meta.concrete_fields:
            if field.name not in ("id", "created_at", "made_in"):
                assert getattr(by_file, field.attname) == getattr(by_hand, field.attname), field.name


def test_a_company_is_found_by_the_same_words_as_one_made_by_hand(world: World) -> None:
    with at_the_door(world.ours, "bob") as access:
        imported(
            access, "company", "Name;E-mail;City;Phone;Tags\nOlšanská papírna;a@b.example;Olšany;+420 583 000 111;paper"
        )
        company = Company.objects.get()
        search, key = company.search, company.sort_key
        company.index()
        assert (company.search, company.sort_key) == (search, key)


def test_who_is_here_already_is_skipped_updated_or_made_again(world: World) -> None:
    people = "First Name;Last Name;E-mail;Phone\nJan;Novák;jan@example.com;608000114\nEva;Nová;;\n"
    with at_the_door(world.ours, "bob") as access:
        assert figures(imported(access, "contact", people))[1:] == (2, 0, 0, 0)
        changed = people.replace("608000114", "608000999")
        assert figures(imported(access, "contact", changed))[1:] == (1, 0, 1, 0)
        updated = imported(access, "contact", changed, duplicates="update")
        assert figures(updated)[1:] == (1, 1, 0, 0)
        assert Contact.objects.get(email="jan@example.com").phone == "608000999"
        assert figures(imported(access, "contact", changed, duplicates="create"))[1:] == (2, 0, 0, 0)


def test_colleagues_who_share_a_switchboard_are_not_one_person(world: World) -> None:
    with at_the_door(world.ours, "bob") as access:
        imported(access, "contact", "Last Name;Phone\nNovák;+420 583 000 111")
        more = imported(access, "contact", "Last Name;Phone\nDvořák;583 000 111\nNovák;00420583000111")
        assert figures(more)[1:] == (1, 0, 1, 0)


def test_wrong_lines_are_named_by_line_and_column_and_the_good_ones_come_in(world: World) -> None:
    data = "Last Name;E-mail;Birthday\nNovák;novotny@@agro;1979-04-12\nDvořák;ok@example.com;31.2.1979\n;x@example.com;\nGood;;\n"
    with at_the_door(world.ours, "bob") as access:
        entry = imported(access, "contact", data)
        assert figures(entry) == (Import.State.DONE, 1, 0, 0, 3)
        assert [(line, head) for line, head, *_rest in entry.report["wrong"]] == [
            (2, "E-mail"),
            (3, "Birthday"),
            (4, "Last Name"),
        ]
        from kept.crm.imports.files import bad_lines

        back = list(bad_lines(entry))
        assert back[0] == ["Last Name", "E-mail", "Birthday", "What is wrong"]
        assert [row[0] for row in back[1:]] == ["Novák", "Dvořák", ""]


def test_all_or_nothing_leaves_nothing_when_a_line_is_wrong(world: World) -> None:
    with at_the_door(world.ours, "bob") as access:
        entry = imported(access, "contact", "Last Name;E-mail\nNovák;\nDvořák;no address\n", whole=True)
        assert figures(entry)[:2] == (Import.State.FAILED, 0)
        assert not Contact.objects.exists()
        assert imported(access, "contact", "Last Name;E-mail\nNovák;\n", whole=True).created == 1


def test_a_locked_record_stays_as_it_is_and_its_line_says_so(world: World) -> None:
    from django.utils import timezone

    with at_the_door(world.ours, "bob") as access:
        imported(access, "contact", "Last Name;E-mail;Note\nNovák;jan@example.com;old\nNová;eva@example.com;old\n")
        Contact.objects.filter(email="jan@example.com").update(locked_at=timezone.now())
        entry = imported(
            access,
            "contact",
            "Last Name;E-mail;Note\nNovák;jan@example.com;new\nNová;eva@example.com;new\n",
            duplicates="update",
        )
        assert figures(entry) == (Import.State.DONE, 0, 1, 0, 1)
        assert sorted(Contact.objects.values_list("notice", flat=True)) == ["new", "old"]


def test_an_id_of_ours_finds_its_record_and_one_that_only_looks_like_it_is_a_name_from_elsewhere(world: World) -> None:
    with at_the_door(world.ours, "bob") as access:
        imported(access, "contact", "Last Name\nNovák\n")
        jan = Contact.objects.get()
        lines = f"Last Name;Kept ID;Note\nNovák;ours/{jan.pk};found\nNová;ours/²;new\n"
        entry = imported(access, "contact", lines, targets={"Kept ID": "+kept"}, duplicates="update")
        assert figures(entry) == (Import.State.DONE, 1, 1, 0, 0), entry.report
        jan.refresh_from_db()
        assert jan.notice == "found"
        assert ExternalId.objects.get().value == "ours/²"


def test_an_undone_import_gives_back_what_it_changed_and_keeps_what_others_changed_since(world: World) -> None:
    from kept.crm.imports.undoing import undo_import

    with at_the_door(world.ours, "bob") as access:
        imported(access, "contact", "Last Name;E-mail;Note;City\nNovák;jan@example.com;old;Brno\n")
        entry = imported(
            access,
            "contact",
            "Last Name;E-mail;Note;City\nNovák;jan@example.com;new;Praha\nNew;n@example.com;;\n",
            duplicates="update",
        )
        assert entry.operation.records == 2
        words = Vocabulary(me=access.member_id)
        jan = Contact.objects.get(email="jan@example.com")
        changing.change(CONTACTS, jan, {"city": "Plzeň"}, CONTACTS.fields_for(access, words), access)
        done = undo_import(entry, access)
        assert (done.records, done.left) == (2, 1)
        jan.refresh_from_db()
        assert (jan.notice, jan.city) == ("old", "Plzeň")
        assert [str(one) for one in Contact.objects.kept()] == ["Novák"]


def test_offices_are_undone_as_a_whole_too(world: World) -> None:
    from kept.crm.imports.undoing import undo_import

    with at_the_door(world.ours, "bob") as access:
        imported(access, "contact", "Last Name;Company;External ID\nNovák;Papírna;n-1\n")
        offices = "Contact ID;Office ID;City\nn-1;o-1;Brno\nn-1;o-2;Praha\nnobody;o-3;Zlín\n"
        entry = imported(access, "address", offices)
        assert figures(entry) == (Import.State.DONE, 2, 0, 0, 1)
        assert Position.objects.get().address.city == "Brno"
        assert undo_import(entry, access).records == 2
        assert not Address.objects.exists()
        assert Position.objects.get().address is None
        assert figures(imported(access, "address", offices)) == (Import.State.DONE, 2, 0, 0, 1)


def test_a_month_later_the_file_is_gone_and_the_records_are_not(world: World) -> None:
    """Gone before its row, not after the commit: who is killed between the two finds the row again the next night."""
    import datetime as dt

    from django.utils import timezone

    from kept.crm.imports.ageing import KEPT_FOR, forget_old
    from kept.outside import files

    with at_the_door(world.ours, "bob") as access:
        entry = imported(access, "contact", "Last Name;E-mail\nNovák;\nBad;nobody\n")
        keys = [entry.file_key, *entry.report["bad"]]
    now = timezone.now()
    assert forget_old(now + KEPT_FOR - dt.timedelta(minutes=1)) == 0
    assert forget_old(now + KEPT_FOR + dt.timedelta(minutes=1)) == 1
    assert forget_old(now + KEPT_FOR + dt.timedelta(days=1)) == 0
    with at_the_door(world.ours, "bob") as access:
        import uuid

        assert [files.exists(access.instance_id, uuid.UUID(str(key))) for key in keys] == [False, False]
        entry.refresh_from_db()
        assert (entry.file_name, entry.report, entry.created) == ("", {}, 1)
        assert Contact.objects.count() == 1
