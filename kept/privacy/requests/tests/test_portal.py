"""The portal: a stranger asks, shows who they are, and learns nothing of anybody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.privacy.requests.models import DataSubjectRequest, Office
from kept.privacy.requests.tests.working import work
from kept.tenancy.opening import system
from tests.cast import World
from tests.walk import signed_in

LINK = re.compile(r"http://[^\s]+(/your-data/\S+)")
CODE = re.compile(r"\d{4} \d{4}")


def asked(client: Client, email: str, wish: str = "R2", portal: str = "/your-data/") -> Any:
    return client.post(portal, {"wish": wish, "email": email, "words": ""})


def newest(number: int = 0) -> DataSubjectRequest:
    with system("tests", number):
        return DataSubjectRequest.objects.order_by("-pk").first()


@pytest.mark.promise("R2")
def test_a_stranger_asks_and_is_known_by_the_link_in_a_letter(world: World, letters: Any) -> None:
    client = Client()
    answer = asked(client, "Somebody@Elsewhere.example")
    assert answer.status_code == 302
    assert newest().state == "received"
    assert work() == ["requests.ask_identity"]
    assert newest().state == "identity"
    assert newest().due_on is None
    letter = letters()[0]
    assert letter.to == "somebody@elsewhere.example"
    assert letter.purpose == "R8"
    link = LINK.search(letter.text)[1]
    assert "Is it you?" in client.get(link).content.decode()
    assert newest().state == "identity", "to open a link is not to say yes: programs open links too"
    assert client.post(f"{link}verify/").status_code == 302
    assert newest().state == "verified"
    assert newest().due_on is not None
    assert newest().identified_by
    assert "at the latest" in client.get(link).content.decode()


@pytest.mark.promise("R2")
def test_the_code_of_the_letter_does_as_well_but_cannot_be_guessed(world: World, letters: Any) -> None:
    client = Client()
    page = asked(client, "somebody@elsewhere.example")["Location"]
    work()
    code = CODE.search(letters()[0].text)[0]
    wrong = "0000 0000" if code != "0000 0000" else "1111 1111"
    assert client.post(page, {"code": wrong}).status_code == 422
    assert client.post(page, {"code": code})["Location"].startswith(page)
    assert newest().state == "verified"
    page = asked(client, "another@elsewhere.example")["Location"]
    work()
    code = CODE.search(letters()[0].text)[0]
    for _ in range(5):
        client.post(page, {"code": wrong})
    assert client.post(page, {"code": code}).status_code in (422, 429)
    assert newest().state == "identity"


def told(client: Client, email: str) -> tuple[int, str, str, int]:
    """Status, page, and queries of asking: with the number of the request taken out."""
    with CaptureQueriesContext(connection) as queries:
        answer = asked(client, email)
    ref = newest().ref
    page = client.get(answer["Location"]).content.decode()
    body = re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", page).replace(ref, "@REF@")
    return answer.status_code, answer["Location"].replace(ref, "@REF@"), body, len(queries)


@pytest.mark.promise("R2")
def test_nobody_learns_from_the_portal_who_is_known(world: World, letters: Any) -> None:
    client = Client()
    asked(client, "first@elsewhere.example")  # warm
    known, unknown = told(client, world.ours.bob.email), told(client, "nobody@elsewhere.example")
    assert known == unknown
    work()
    texts = {re.sub(r"[A-Z0-9]{4}-?[A-Z0-9]{4}|/r/\S+|\d{4} \d{4}", "#", one.text) for one in letters()[:2]}
    assert len(texts) == 1
    never = client.get("/your-data/r/ABCDEFGH/").content.decode()
    assert re.sub(r'value="[^"]*"', "", never) == re.sub(r'value="[^"]*"', "", known[2]).replace("@REF@", "ABCDEFGH")


@pytest.mark.promise("R2")
def test_who_is_signed_in_gives_no_other_proof(world: World, letters: Any) -> None:
    client = signed_in(world.ours, "bob")
    page = client.get("/your-data/").content.decode()
    assert 'name="email"' not in page
    link = client.post("/your-data/", {"wish": "R3", "words": "My name is wrong."})["Location"]
    assert newest().state == "verified"
    assert newest().email == world.ours.bob.email
    assert "My name is wrong." in client.get(link).content.decode()


def test_a_wrong_form_says_so_and_loses_nothing(world: World) -> None:
    client = Client()
    answer = client.post("/your-data/", {"wish": "R2", "email": "no address", "words": "kept words"})
    assert answer.status_code == 422
    assert "kept words" in answer.content.decode()
    assert "no address" in answer.content.decode()
    assert client.post("/your-data/", {}).status_code == 422
    assert client.post("/your-data/", {"wish": "R99", "email": "a@b.example"}).status_code == 422


def test_it_was_not_me_and_nothing_stays(world: World, letters: Any) -> None:
    client = Client()
    asked(client, "somebody@elsewhere.example")
    work()
    link = LINK.search(letters()[0].text)[1]
    assert client.post(f"{link}not-me/").status_code == 200
    with system("tests"):
        assert not DataSubjectRequest.objects.exists()
    assert client.get(link).status_code == 404


@pytest.mark.promise("R8")
def test_a_request_can_be_taken_back_and_only_its_own_link_opens_it(world: World, letters: Any) -> None:
    client = signed_in(world.ours, "bob")
    link = client.post("/your-data/", {"wish": "R6", "words": ""})["Location"]
    other = signed_in(world.ours, "carol").post("/your-data/", {"wish": "R6", "words": ""})["Location"]
    mixed = "/".join([*link.split("/")[:4], *other.split("/")[4:]])
    assert client.get(mixed).status_code == 404
    assert client.get(f"/your-data/ours{link.removeprefix('/your-data')}").status_code == 404
    assert client.post(f"{link}appeal/", {"words": "now"}).status_code == 409
    assert client.post(f"{link}withdraw/").status_code == 302
    assert "taken back" in client.get(link).content.decode()
    assert client.post(f"{link}withdraw/").status_code == 409


@pytest.mark.promise("A2")
def test_the_authority_above_is_named_where_one_asks(world: World) -> None:
    for language, name in (("en", "Office for Personal Data Protection"), ("cs", "Úřad pro ochranu osobních údajů")):
        page = Client(headers={"Accept-Language": language}).get("/your-data/").content.decode()
        assert name in page
        assert "https://uoou.gov.cz/" in page


def test_a_customers_portal_is_shut_until_it_opens_it_and_looks_then_as_if_there_were_none(world: World) -> None:
    client = Client()
    there, nowhere = client.get("/your-data/ours/"), client.get("/your-data/nowhere/")
    assert there.status_code == nowhere.status_code == 404
    assert re.sub(rb"\bours\b", b"nowhere", there.content) == nowhere.content
    assert b"privacy@lipa-software.example" in there.content
    with system("tests", world.ours.instance.pk):
        Office.objects.create(instance=world.ours.instance, is_open=True, name="Alice", email="data@ours.example")
    page = client.get("/your-data/ours/").content.decode()
    assert "data@ours.example" in page
    assert "Ours" in page


@pytest.mark.promise("L5")
def test_a_customers_requests_are_not_seen_by_the_operator_nor_by_another_customer(world: World, letters: Any) -> None:
    number = world.ours.instance.pk
    with system("tests", number):
        Office.objects.create(instance=world.ours.instance, is_open=True)
    asked(Client(), "contact@elsewhere.example", portal="/your-data/ours/")
    assert newest(number).email == "contact@elsewhere.example"
    assert newest() is None
    assert newest(world.theirs.instance.pk) is None
    work()
    link = LINK.search(letters()[0].text)[1]
    assert link.startswith("/your-data/ours/r/")
    client = Client()
    assert client.post(f"{link}verify/").status_code == 302
    assert newest(number).state == "verified"
    assert client.get(link.replace("/ours/", "/theirs/")).status_code == 404


@pytest.mark.promise("D9")
def test_nobody_can_have_strangers_flooded_with_letters(world: World, letters: Any) -> None:
    client = Client()
    for _ in range(9):
        asked(client, "victim@elsewhere.example")
    work()
    assert sum(one.to == "victim@elsewhere.example" for one in letters()) == 5
    answers = [asked(client, f"n{number}@elsewhere.example").status_code for number in range(15)]
    assert answers[0] == 302
    assert answers[-1] == 429


def test_the_portal_speaks_both_languages(world: World) -> None:
    page = Client().get("/your-data/?lang=cs").content.decode()
    assert "Odnést je jinam" in page
