"""Sign-up asks for little, founds an instance only for who has the mail, and tells nobody who is known."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from kept.crm.contacts.models import Contact
from kept.crm.fields.models import PicklistItem
from kept.crm.titles.models import LegalTitleTemplate
from kept.identity.models import Membership, Session, User
from kept.outside.letterbox import SHOWN
from kept.public.forms import SignUpForm
from kept.tenancy.models import Instance
from kept.tenancy.opening import system
from tests.cast import World

JANA = {
    "email": "Jana@Novakova.example",
    "first_name": "Jana",
    "last_name": "Nováková",
    "instance_name": "Strojírny Novák",
    "password": "pomalu padá sníh",
}


def link_in(text: str) -> str:
    found = re.search(r"http://testserver(/\S+)", text)
    assert found, text
    return found[1]


def sign_up(client: Client, **other: str) -> Any:
    return client.post("/sign-up/", {**JANA, **other})


@pytest.mark.promise("C1")
def test_it_asks_for_an_e_mail_a_name_a_surname_and_nothing_more_of_a_person() -> None:
    assert set(SignUpForm().fields) == {"email", "first_name", "last_name", "instance_name", "password"}


@pytest.mark.promise("C1")
def test_it_founds_the_instance_when_the_e_mail_is_confirmed_and_not_before(client: Client, letters: Any) -> None:
    assert client.get("/sign-up/").status_code == 200
    answer = sign_up(client)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-up/sent/")
    assert client.get("/sign-up/sent/").status_code == 200
    assert not Instance.objects.filter(slug="strojirny-novak").exists()
    assert client.get("/profile/").status_code == 302  # not signed in

    (letter,) = letters()
    assert letter.to == "jana@novakova.example"
    page = client.get(link_in(letter.text))
    assert page.status_code == 200 and not Instance.objects.filter(slug="strojirny-novak").exists()
    client.post(link_in(letter.text))
    instance = Instance.objects.get(slug="strojirny-novak")
    with system("tests", instance.pk):
        member = Membership.objects.get()
        assert (member.role, member.email, member.full_name) == ("ADMIN", "jana@novakova.example", "Jana Nováková")
        assert Contact.objects.get(membership=member).sort_key
        assert PicklistItem.objects.filter(list="companyCategory").count() == 5
        assert LegalTitleTemplate.objects.count() == 5


def test_the_confirmed_founder_signs_in_and_lands_in_the_instance(client: Client, letters: Any) -> None:
    sign_up(client)
    client.post(link_in(letters()[0].text))
    elsewhere = Client()
    answer = elsewhere.post("/sign-in/", {"login": JANA["email"], "password": JANA["password"]})
    assert answer.status_code == 302
    assert elsewhere.get("/")["Location"] == "/strojirny-novak/"


def test_an_unconfirmed_address_does_not_get_in(client: Client, letters: Any) -> None:
    sign_up(client)
    answer = Client().post("/sign-in/", {"login": JANA["email"], "password": JANA["password"]})
    assert answer["Location"] == "/sign-up/sent/"
    with system("tests"):
        assert not Session.objects.exclude(user=None).exists()


@pytest.mark.promise("D9")
def test_a_known_address_gets_the_same_answer_and_a_mail_that_says_so(world: World, letters: Any) -> None:
    known = sign_up(Client(), email="alice@ours.example")
    new = sign_up(Client())
    assert (known.status_code, known["Location"], known.content) == (new.status_code, new["Location"], new.content)
    to_known, to_new = sorted(letters(), key=lambda letter: letter.to)
    assert to_known.to == "alice@ours.example" and "already" in to_known.text
    assert "/sign-up/confirm/" in to_new.text and "/sign-up/confirm/" not in to_known.text
    with system("tests"):
        assert User.objects.filter(email="alice@ours.example").count() == 1


@pytest.mark.promise("D7")
@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "12 characters"),
        ("password1234", "Attackers"),
        ("qwertyuiop123", "Attackers"),
        ("aaaaaaaaaaaaaa", "Attackers"),
        ("abcabcabcabcabc", "Attackers"),
        ("novakova2026", "name"),
        ("jana@novakova.example!", "name"),
    ],
)
def test_a_weak_password_is_refused_with_a_way_on_and_what_was_typed_stays(
    client: Client, db: None, password: str, says: str
) -> None:
    answer = sign_up(client, password=password)
    text = answer.content.decode()
    assert answer.status_code == 422 and says in text
    assert "Strojírny Novák" in text and f'value="{password}"' not in text
    with system("tests"):
        assert not User.objects.filter(email="jana@novakova.example").exists()


def test_two_instances_of_one_name_get_two_addresses_and_ours_are_never_theirs(client: Client, letters: Any) -> None:
    for address, name in [("a@a.example", "Trust"), ("b@b.example", "Acme"), ("c@c.example", "Acme!")]:
        one = Client()
        sign_up(one, email=address, instance_name=name)
        one.post(link_in(letters()[0].text))
        SHOWN.drop(letters()[0].id)
    assert set(Instance.objects.values_list("slug", flat=True)) == {"trust-2", "acme", "acme-2"}
