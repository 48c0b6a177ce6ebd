"""The page behind the link in a mail, one click in the mail program, receipts, the profile, cookies and the signal."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kept.consent import choosing, texts
from kept.consent.asking import may
from kept.consent.gpc import may_here
from kept.consent.links import BadLink, someone_of, stop_url, token
from kept.consent.models import Choice, SignalConflict
from kept.consent.people import Someone
from kept.tenancy.opening import system
from tests.cast import World
from tests.walk import signed_in

JANA = Someone(email="jana@novakova.example")

pytestmark = pytest.mark.django_db


def page_of(someone: Someone, **headers: str) -> str:
    return Client(headers=headers).get(f"/choices/{token(someone)}/").content.decode()


@pytest.mark.promise("R7", "L4")
def test_a_stranger_withdraws_with_one_click_and_without_signing_in() -> None:
    choosing.give(JANA, "L4", shown=texts.shown("Send me news.", "en"))
    shown = page_of(JANA)
    assert "You agreed on" in shown and 'value="stop:L4"' in shown and "novakova" not in shown
    client = Client(enforce_csrf_checks=True)
    address = f"/choices/{token(JANA)}/"
    client.get(address)
    assert client.post(address, {"act": "stop:L4"}).status_code == 403, "only from our own page"
    seal = client.cookies["kept_csrf"].value
    assert client.post(address, {"act": "stop:L4", "csrfmiddlewaretoken": seal}).status_code == 302
    assert not may(JANA, "L4")
    assert "You took your consent back" in page_of(JANA) and 'value="go-on:L4"' in page_of(JANA)
    Client().post(address, {"act": "go-on:L4"})
    assert may(JANA, "L4"), "and gives it again as easily"


@pytest.mark.promise("R1")
def test_a_stranger_objects_and_takes_it_back() -> None:
    address = f"/choices/{token(JANA)}/"
    Client().post(address, {"act": "stop:L3"})
    assert not may(JANA, "L3") and may(JANA, "L2")
    Client().post(address, {"act": "go-on:L3"})
    assert may(JANA, "L3")


def test_what_no_button_says_is_refused_and_writes_nothing() -> None:
    address = f"/choices/{token(JANA)}/"
    for act in ("", "stop", "stop:X9", "stop:L1", "go-on:L1", "fly:L4", "stop:L4\x00", ":", "go-on:*"):
        assert Client().post(address, {"act": act}).status_code == 404, act
    with system("tests"):
        assert not Choice.objects.exists()


@pytest.mark.promise("R7")
def test_a_mail_program_stops_it_with_one_post_and_a_look_changes_nothing() -> None:
    choosing.give(JANA, "L4")
    address = stop_url(JANA, "L4").partition("8000")[2]
    client = Client(enforce_csrf_checks=True)
    assert client.get(address).status_code == 302 and client.head(address).status_code == 302
    assert may(JANA, "L4"), "programs look at links before people do"
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not may(JANA, "L4")
    assert client.post(address.replace("/L4/", "/L1/")).status_code == 404


def test_a_link_carries_no_address_and_no_other_can_be_made_from_it() -> None:
    link = token(JANA)
    assert "jana" not in link and someone_of(link).address == JANA.address
    for wrong in ("", "x", link[:-2], link[:-1] + ("A" if link[-1] != "A" else "B"), "A" + link, "ž", link.swapcase()):
        with pytest.raises(BadLink):
            someone_of(wrong)
        if wrong:
            assert Client().get(f"/choices/{wrong}/").status_code == 404


@pytest.mark.promise("C3")
def test_a_receipt_tells_all_that_proves_the_choice_and_is_for_its_person_alone() -> None:
    line = choosing.give(JANA, "L4", shown=texts.shown("Posílejte mi novinky.", "cs"), form="newsletter", channel="web")
    mine, others = token(JANA), token(Someone(email="petr@x.example"))
    assert "Posílejte mi novinky." in Client().get(f"/choices/{mine}/receipt/{line.record_id}/").content.decode()
    answer = Client().get(f"/choices/{mine}/receipt/{line.record_id}.jsonld")
    data = answer.json()
    assert answer["Content-Type"].startswith("application/ld+json")
    assert data["record_id"] == str(line.record_id) and data["event"]["event_state"] == "dpv:ConsentGiven"
    assert data["pii_processing"]["text_shown_sha256"] == line.text and data["pii_processing"]["language"] == "cs"
    (purpose,) = data["pii_processing"]["purposes"]
    assert purpose["purpose_id"] == "L4" and purpose["withdrawal_method"].endswith(f"/choices/{mine}/")
    assert purpose["retention_period"] and purpose["lawful_basis"] == "consent"
    for kind in ("/", ".jsonld"):
        assert Client().get(f"/choices/{others}/receipt/{line.record_id}{kind}").status_code == 404


@pytest.mark.promise("R7", "R1")
def test_a_user_sees_and_changes_their_choices_in_the_profile(world: World) -> None:
    alice = signed_in(world.ours, "alice")
    me = Someone(email="alice@ours.example", kind="identity.user", key=world.ours.alice.user_id)
    assert "Silence is never taken for a yes" in alice.get("/profile/choices/").content.decode()
    assert alice.post("/profile/choices/", {"act": "stop:L3"}).status_code == 302
    assert not may(me, "L3") and not may(Someone(email="alice@ours.example"), "L3")
    shown = alice.get("/profile/choices/").content.decode()
    assert "You objected on" in shown and "the profile" in shown
    assert Client().get("/profile/choices/").status_code == 302


@pytest.mark.promise("C5")
def test_the_page_of_cookies_lists_all_and_tells_what_is_not_ours() -> None:
    client = Client()
    client.cookies["_ga"] = "x"
    shown = client.get("/cookies").content.decode()
    assert all(name in shown for name in ("__Host-kept_session", "kept_theme", "kept_language", "_ga"))


@pytest.mark.promise("C5")
def test_global_privacy_control_is_believed_over_a_yes_and_the_conflict_is_noted(rf: Any) -> None:
    assert Client().get("/.well-known/gpc.json").json()["gpc"] is True
    choosing.give(JANA, "C6")
    quiet, loud = rf.get("/"), rf.get("/", headers={"Sec-GPC": "1"})
    assert may_here(quiet, JANA, "C6") and may_here(loud, JANA, "C6").because == "signal"
    assert not may_here(loud, JANA, "C6")
    with system("tests"):
        assert SignalConflict.objects.count() == 1, "once a day is enough"
    assert may(JANA, "C6"), "what was chosen stands elsewhere"
    assert "Global Privacy Control" in page_of(JANA, **{"Sec-GPC": "1"})
    assert "Global Privacy Control" not in page_of(JANA)
