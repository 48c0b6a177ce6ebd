"""Lists in the order of what another table holds: the same order by every way, and every record once."""

from __future__ import annotations

import random

import pytest
from django.http import QueryDict

from kept.audit.access import Access
from kept.crm.companies.models import Company
from kept.crm.contacts.models import Contact, Position
from kept.crm.contacts.noun import CONTACTS
from kept.crm.nouns import changing, conditions, listing, walking
from kept.crm.nouns.asking import Asked
from kept.crm.nouns.vocabulary import Vocabulary
from kept.tenancy.opening import system
from tests.cast import World, at_the_door


@pytest.fixture
def people(world: World) -> World:
    """Fourteen people in five companies of which two share a name; some without company, e-mail or owner."""
    draw = random.Random(5)  # noqa: S311
    cast = world.ours
    with system("tests", cast.instance.pk):
        firms = []
        for name in ("Čáp", "Adam", "Adam", "Zeman", "Chmel"):
            firm = Company.fresh(name=name, security_level=cast.level)
            firm.index()
            firm.save()
            firms.append(firm)
        for n in range(14):
            person = Contact.fresh(
                last_name=f"Person {n}", security_level=cast.level, owner=draw.choice((cast.alice, cast.bob, None)),
                email="" if n % 4 == 0 else f"{draw.choice('aBcD')}{n}@example.com", city="" if n % 5 else "Brno",
                phone="" if n % 3 == 1 else f"+420 60{n % 4}",
            )  # fmt: skip
            person.index()
            person.save()
            if n % 3:
                title = draw.choice(("", "Buyer", "Adviser"))
                Position.fresh(contact=person, company=draw.choice(firms), title=title, primary=True).save()
                Position.fresh(contact=person, company=firms[0], title="Zealot", primary=False).save()
    return world


def page_by_page(access: Access, query: str, size: int = 3) -> list[int]:
    words = Vocabulary(me=access.member_id)
    fields = CONTACTS.fields_for(access, words)
    found: list[int] = []
    after = ""
    for _turn in range(10):
        asked = Asked.read(CONTACTS, QueryDict(f"{query}&after={after}"))
        page = listing.select(CONTACTS, access, words, fields, asked, size=size)
        found += [row.id for row in page.rows]
        after = page.next
        if not after:
            break
    return found


def expected(order: str, *, descending: bool) -> list[int]:
    """The order worked out one by one: by the key, without key last, then by id."""
    keys = {}
    for person in Contact.objects.kept():
        position = person.positions.filter(primary=True).first()
        company = position.company if position else None
        keys[person.pk] = {
            "company": (company.sort_key, company.pk) if company and not company.deleted_at else None,
            "owner": (person.owner.full_name, person.owner.pk) if person.owner else None,
            "email": person.email.lower() or None,
            "city": person.city or None,
            "phone": person.phone or None,
            "position": (position.title if position else "") or None,
        }[order]
    with_key = sorted(((key, pk) for pk, key in keys.items() if key), reverse=descending)
    return [pk for _key, pk in with_key] + sorted((pk for pk, key in keys.items() if not key), reverse=descending)


@pytest.mark.parametrize("order", ["company", "owner", "email", "city", "phone", "position"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_every_record_comes_once_and_in_order_page_by_page(people: World, order: str, sign: str) -> None:
    with at_the_door(people.ours, "alice") as access:
        wanted = expected(order, descending=bool(sign))
        assert len(wanted) >= 14
        assert page_by_page(access, f"sort={sign}{order}") == wanted
        assert page_by_page(access, f"sort={sign}{order}", size=50) == wanted


def test_few_at_a_time_and_many_at_a_time_are_the_same_walk(people: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with at_the_door(people.ours, "alice") as access:
        wanted = page_by_page(access, "sort=company", size=50)
        monkeypatch.setattr(walking, "AT_ONCE", 1)
        assert page_by_page(access, "sort=company", size=2) == wanted


@pytest.mark.parametrize("sign", ["", "-"])
def test_addresses_are_walked_from_the_last_one_seen(people: World, sign: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where few answer, the walk gives up and they are sorted: the same order by both."""
    told: list[list[int]] = []
    walk = walking.BY_ADDRESS["contact"]

    def heard(last: int, down: bool, most: int) -> list[int]:
        told.append(walk(last, down, most))
        return told[-1]

    monkeypatch.setitem(walking.BY_ADDRESS, "contact", heard)
    with at_the_door(people.ours, "alice") as access:
        wanted = page_by_page(access, f"sort={sign}email", size=50)
        assert not told
        assert page_by_page(access, f"sort={sign}email") == wanted
        assert any(told)
        narrow = page_by_page(access, f"sort={sign}email&f=city:is:Brno", size=50)
        assert 0 < len(narrow) < len(wanted)
        for turns in (0, 1, 3):
            monkeypatch.setattr(walking, "TURNS", turns)
            assert page_by_page(access, f"sort={sign}email&f=city:is:Brno", size=1) == narrow


def test_the_order_follows_a_company_that_is_renamed_or_goes(people: World) -> None:
    with at_the_door(people.ours, "alice") as access:
        company = Company.objects.get(name="Zeman")
        fields = CONTACTS.all_fields(Vocabulary())
        from kept.crm.companies.noun import COMPANIES

        changing.change(COMPANIES, company, {"name": "Abaza"}, COMPANIES.all_fields(Vocabulary()), access)
        assert page_by_page(access, "sort=company") == expected("company", descending=False)
        company.refresh_from_db()
        changing.trash(COMPANIES, company, access)
        assert page_by_page(access, "sort=company") == expected("company", descending=False)
        person = Contact.objects.get(last_name="Person 1")
        changing.change(CONTACTS, person, {"company": Company.objects.get(name="Čáp").pk}, fields, access)
        assert page_by_page(access, "sort=company") == expected("company", descending=False)


@pytest.mark.parametrize(
    "query",
    [
        "f=company:empty:",
        "f=company:filled:",
        "f=city:is:Brno",
        "q=person 1",
        "f=email:empty:",
        "f=position:empty:",
        "f=position:filled:",
    ],
)
def test_what_is_looked_for_is_counted_on_the_way(people: World, query: str) -> None:
    with at_the_door(people.ours, "alice") as access:
        words = Vocabulary(me=access.member_id)
        fields = CONTACTS.fields_for(access, words)
        asked = Asked.read(CONTACTS, QueryDict(query))
        page, number, more = listing.counted(CONTACTS, access, words, fields, asked, size=2, most=1000)
        whole = conditions.matching(CONTACTS, access, words, fields, asked).count()
        assert (number, more, len(page.rows)) == (whole, False, min(2, whole))
        assert 0 < whole < Contact.objects.count()
        assert listing.counted(CONTACTS, access, words, fields, asked, size=1, most=2)[1:] == (min(whole, 2), whole > 2)


def test_company_empty_and_filled_split_the_list(people: World) -> None:
    with at_the_door(people.ours, "alice") as access:
        empty = set(page_by_page(access, "f=company:empty:", size=50))
        filled = set(page_by_page(access, "f=company:filled:", size=50))
        assert empty == {c.pk for c in Contact.objects.all() if not c.positions.filter(primary=True).exists()}
        assert filled == set(Contact.objects.values_list("pk", flat=True)) - empty


def test_a_position_is_empty_where_it_has_no_title_or_there_is_none(people: World) -> None:
    with at_the_door(people.ours, "alice") as access:
        filled = set(page_by_page(access, "f=position:filled:", size=50))
        wanted = {c.pk for c in Contact.objects.all() if c.positions.filter(primary=True).exclude(title="").exists()}
        assert filled == wanted != set()
        every = set(Contact.objects.values_list("pk", flat=True))
        assert set(page_by_page(access, "f=position:empty:", size=50)) == every - wanted != set()


def test_a_company_one_may_not_see_sorts_like_none(people: World) -> None:
    from kept.grants.models import SecurityLevel

    cast = people.ours
    with system("tests", cast.instance.pk):
        secret = SecurityLevel.objects.create(name="Board")
        hidden = Position.objects.filter(primary=True)[0].company_id
        Company.objects.filter(pk=hidden).update(security_level=secret)
        inside = set(Position.objects.filter(company_id=hidden, primary=True).values_list("contact_id", flat=True))
        without = {c.pk for c in Contact.objects.all() if not c.positions.filter(primary=True).exists()}
    assert inside
    with at_the_door(cast, "bob") as access:
        seen = page_by_page(access, "sort=company")
        last = inside | without
        assert set(seen[-len(last & set(seen)) :]) == last & set(seen)
        assert inside <= set(seen)
