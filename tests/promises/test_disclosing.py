"""Legal disclosures: the least, after two agree; told to the person unless barred, and then when the bar ends (S2)."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
import pyzipper
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kept.console.disclosing import doing, evidence, jobs
from kept.console.disclosing.handing import hand_over
from kept.console.disclosing.models import Demand, HandedOver, Paper, Step
from kept.console.disclosing.states import Act, State
from kept.console.disclosing.stores import LegalDisclosures
from kept.console.disclosing.telling import tell_who_may_know_now
from kept.grants.staff import StaffRole
from kept.outside.disclosures import LEGAL, Disclosure, Disclosures
from kept.policy import clock
from kept.policy.stores import stores
from kept.privacy.erasure.finding import subject_of
from kept.tenancy.opening import system
from kept.web.refused import Refused
from tests.cast import World
from tests.staff import hire

HOME = "/operator/disclosures/"
FACTS = {
    "asker": "District Court Brno",
    "reference": "12 T 34/2026",
    "received_on": "2026-01-15",
    "reason": "law",
    "email": "carol@ours.example",
    "wanted": "Who is behind this address?",
}
LEAST = ["identity.user|first_name", "identity.user|last_name"]


@pytest.fixture
def officer(world: World, settings: Any, tmp_path: Any) -> Client:
    settings.DATA_DIR = tmp_path
    return hire(world, "alice", StaffRole.PRIVACY)


@pytest.fixture
def second(world: World, officer: Client) -> Client:
    return hire(world, "bob", StaffRole.ADMIN)


def entered(client: Client, **more: str) -> str:
    """Enter a demand, and have what is held looked up; its page."""
    answer = client.post(f"{HOME}new/", {**FACTS, **more})
    assert answer.status_code == 302, answer.content.decode()
    one = demand()
    jobs.look_at(demand_id=one.pk, user_id=one.entered_by)
    return str(answer["Location"])


def demand() -> Demand:
    with system("tests"):
        return Demand.objects.order_by("-pk")[0]


def agreed(officer: Client, second: Client, **more: str) -> str:
    """A demand to which two agreed; its page."""
    url = entered(officer, **more)
    assert officer.post(f"{url}examine/", {"reason": "Criminal Code, section 8", "part": LEAST}).status_code == 302
    assert second.post(f"{url}review/", {"reason": "It is the least."}).status_code == 302
    return url


def handed(officer: Client, second: Client, world: World, **more: str) -> str:
    """The same, handed over."""
    url = agreed(officer, second, **more)
    assert officer.post(f"{url}hand_over/").status_code == 302
    jobs.hand(demand_id=demand().pk, user_id=world.ours.alice.user_id)
    assert demand().state == State.HANDED_OVER, demand().trouble
    return url


@pytest.mark.promise("S2")
def test_the_whole_way_hands_over_the_least_and_nothing_else(
    world: World, officer: Client, second: Client, letters: Any
) -> None:
    url = handed(officer, second, world)
    shown = officer.post(f"{url}password/").content.decode()
    password = shown.partition("<code>")[2].partition("</code>")[0]
    assert password and "<code>" not in officer.post(f"{url}password/").content.decode()
    with system("tests"):
        link = f"/disclosures/{HandedOver.objects.get().link}/"
    stranger = Client()
    assert "carol" not in stranger.get(link).content.decode().lower()
    with pyzipper.AESZipFile(io.BytesIO(stranger.post(link).content)) as archive:
        archive.setpassword(password.encode())
        members = {name: archive.read(name) for name in archive.namelist()}
    data = json.loads(members["data.json"])
    assert [(kind["kind"], kind["rows"]) for kind in data["kinds"]] == [
        ("identity.user", [{"first_name": "Carol", "last_name": "Ours"}])
    ]
    assert b"carol@ours.example" not in b"".join(members.values())
    assert sorted(members) == ["README.txt", "csv/identity.user.csv", "data.json"]


@pytest.mark.promise("S2")
def test_the_person_is_told_what_was_given_to_whom(world: World, officer: Client, second: Client, letters: Any) -> None:
    handed(officer, second, world)
    (letter,) = (one for one in letters() if "handed over" in one.subject)
    assert letter.to == "carol@ours.example"
    assert "District Court Brno" in letter.text and "12 T 34/2026" in letter.text
    assert demand().told_at is not None and demand().closed_at is not None
    with system("tests"):
        line = Disclosure.objects.filter(role=LEGAL).first()
        assert line.recipient == "District Court Brno" and "carol" not in line.who
        assert "District Court Brno" in Disclosures().recipients(subject_of(emails=["carol@ours.example"]))


@pytest.mark.promise("S2")
def test_who_examined_cannot_be_the_second_person(world: World, officer: Client, second: Client) -> None:
    url = entered(officer)
    officer.post(f"{url}examine/", {"reason": "a law", "part": LEAST})
    answer = officer.post(f"{url}review/", {"reason": "I agree with myself"})
    assert answer.status_code == 422 and "second person" in answer.content.decode()
    assert demand().state == State.EXAMINED
    assert officer.post(f"{url}hand_over/").status_code == 422
    assert second.post(f"{url}review/").status_code == 302
    assert demand().state == State.REVIEWED


@pytest.mark.promise("S2")
def test_no_door_hands_over_what_one_person_alone_wanted(world: World, officer: Client, second: Client) -> None:
    agreed(officer, second)
    alice = world.ours.alice.user_id
    with system("tests"):
        one = demand()
        Step.objects.filter(demand=one, act=Act.REVIEW).update(by_id=alice)  # somebody wrote past the pages
        with pytest.raises(Refused):
            hand_over(one, by=alice)
        assert not HandedOver.objects.exists() and not Disclosure.objects.filter(role=LEGAL).exists()
    jobs.hand(demand_id=one.pk, user_id=alice)
    assert demand().state == State.REVIEWED and "second person" in demand().trouble


@pytest.mark.promise("S2")
def test_whom_an_order_bars_is_not_told_by_anything_until_it_ends(
    world: World, officer: Client, second: Client, letters: Any
) -> None:
    until = clock.today() + timedelta(days=60)
    handed(officer, second, world, barred_until=until.isoformat(), bar_order="Order 5 Nt 1/2026")
    assert [one for one in letters() if "handed over" in one.subject] == []
    carol = subject_of(emails=["carol@ours.example"])
    with system("tests"):
        assert demand().told_at is None
        told = [*LegalDisclosures().find(carol), *Disclosures().find(carol)]
        assert told == [] and Disclosures().recipients(carol) == []
        copy = b"".join(b"".join(piece.content) for place in stores() for piece in place.export(carol))
        assert b"carol@ours.example" in copy and not any(word in copy for word in (b"Brno", b"disclosing", b"S2"))
        with pytest.raises(Refused):
            doing.told(demand(), by=None)
        assert evidence.everybody_who_may_know_was_told().good
    with clock.moved(clock.beginning(until)), system("tests"):
        assert tell_who_may_know_now() == 0  # the last day of the bar
    with clock.moved(clock.after(until) + timedelta(days=2)), system("tests"):
        assert not evidence.everybody_who_may_know_was_told().good
        assert tell_who_may_know_now() == 1
        assert evidence.everybody_who_may_know_was_told().good
        assert [finding.count for finding in LegalDisclosures().find(carol)] == [1]
    (letter,) = (one for one in letters() if "handed over" in one.subject)
    assert "forbade us to tell you earlier" in letter.text


@pytest.mark.promise("S2")
def test_a_demand_is_refused_with_a_reason_by_one_person(world: World, officer: Client) -> None:
    url = entered(officer)
    assert officer.post(f"{url}refuse/", {"reason": " "}).status_code == 422
    assert officer.post(f"{url}refuse/", {"reason": "No law is named."}).status_code == 302
    assert demand().state == State.REFUSED and demand().closed_at is not None
    assert officer.post(f"{url}examine/", {"reason": "again", "part": LEAST}).status_code == 422
    assert "No law is named." in officer.get(url).content.decode()


@pytest.mark.promise("S2")
def test_nothing_is_chosen_that_is_not_there_and_nothing_without_a_ground(world: World, officer: Client) -> None:
    url = entered(officer)
    for data in (
        {"reason": "", "part": LEAST},
        {"reason": "a law", "part": []},
        {"reason": "a law", "part": ["contacts.contact|last_name", "identity.user|password", "x"]},
    ):
        assert officer.post(f"{url}examine/", data).status_code == 422, data
    page = officer.get(f"{url}examine/").content.decode()
    assert "identity.user|email" in page and "password" not in page
    assert demand().state == State.RECEIVED


@pytest.mark.promise("S2")
@pytest.mark.promise("D8")
def test_what_customers_keep_is_in_no_reach(world: World, officer: Client) -> None:
    from kept.crm.contacts.models import Contact

    with system("tests", world.ours.instance.pk):
        Contact.objects.create(last_name="Secretová", email="carol@ours.example", security_level=world.ours.level)
    entered(officer)
    kinds = {kind["kind"] for kind in demand().found}
    assert "identity.user" in kinds
    assert not any(kind.startswith(("contacts.", "companies.", "activities.", "files.")) for kind in kinds)


@pytest.mark.promise("S2")
def test_what_is_sent_back_is_examined_anew(world: World, officer: Client, second: Client) -> None:
    url = agreed(officer, second)
    assert second.post(f"{url}send_back/", {"reason": "The surname is too much."}).status_code == 302
    assert demand().chosen == {} and demand().state == State.RECEIVED
    officer.post(f"{url}examine/", {"reason": "less", "part": LEAST[:1]})
    assert officer.post(f"{url}hand_over/").status_code == 422  # the older agreement was to something else
    second.post(f"{url}review/")
    officer.post(f"{url}hand_over/")
    jobs.hand(demand_id=demand().pk, user_id=world.ours.alice.user_id)
    with system("tests"):
        assert HandedOver.objects.get().manifest[0]["columns"] == ["Name"]


@pytest.mark.promise("S2")
def test_papers_are_sealed_and_given_back_as_they_came(world: World, officer: Client) -> None:
    url = entered(officer)
    file = SimpleUploadedFile("order<script>.pdf", b"%PDF the marker", "application/pdf")
    assert officer.post(f"{url}papers/", {"paper": file}).status_code == 302
    with system("tests"):
        kept = Paper.objects.get()
        assert b"the marker" not in bytes(kept.content)
    answer = officer.get(f"{url}papers/{kept.pk}/")
    assert answer.content == b"%PDF the marker" and "attachment" in answer["Content-Disposition"]
    assert officer.post(f"{url}papers/", {}).status_code == 422
    assert officer.get(f"{HOME}{demand().pk + 1}/papers/{kept.pk}/").status_code == 404


def test_the_package_is_gone_after_its_time_and_what_was_in_it_stays(
    world: World, officer: Client, second: Client
) -> None:
    url = handed(officer, second, world)
    with system("tests"):
        HandedOver.objects.update(expires_at=clock.now() - timedelta(seconds=1))
        link = f"/disclosures/{HandedOver.objects.get().link}/"
    assert Client().get(link).status_code == Client().post(link).status_code == 404
    jobs.hour(timestamp=0)
    with system("tests"):
        made = HandedOver.objects.get()
        assert made.content is None and made.sealed_password == "" and made.manifest
    assert "has expired" in officer.get(url).content.decode()


def test_what_breaks_is_undone_and_said_on_the_page(
    world: World, officer: Client, second: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = agreed(officer, second)
    officer.post(f"{url}hand_over/")

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("a full disk")

    monkeypatch.setattr("kept.console.disclosing.telling.tell", broken)
    with pytest.raises(OSError, match="full disk"):
        jobs.hand(demand_id=demand().pk, user_id=world.ours.alice.user_id)
    with system("tests"):
        assert not HandedOver.objects.exists() and not Disclosure.objects.filter(role=LEGAL).exists()
    assert demand().state == State.REVIEWED
    assert "OSError" in officer.get(url).content.decode()


@pytest.mark.promise("S2")
def test_only_who_may_sees_demands(world: World, officer: Client) -> None:
    url = entered(officer)
    support = hire(world, "bob", StaffRole.SUPPORT)
    assert support.get(HOME).status_code == support.get(url).status_code == 403


@pytest.mark.promise("S2")
def test_the_public_report_counts_and_names_nobody(world: World, officer: Client, second: Client) -> None:
    assert "Nobody has asked" in Client().get("/trust/disclosures/").content.decode()
    handed(officer, second, world)
    url = entered(officer, email="dan@ours.example", reason="security")
    officer.post(f"{url}refuse/", {"reason": "No law is named."})
    page = Client().get("/trust/disclosures/").content.decode()
    assert "2026" in page and "fewer than 10" in page
    assert not any(word in page for word in ("carol", "dan@", "Brno", "12 T"))


@pytest.mark.promise("S2")
def test_the_figures_go_red_when_one_person_acts_alone_or_the_log_knows_more(
    world: World, officer: Client, second: Client
) -> None:
    handed(officer, second, world)
    with system("tests"):
        assert evidence.two_agreed_to_each().good and evidence.the_log_has_no_other().good
        Step.objects.filter(act=Act.REVIEW).update(by_id=world.ours.alice.user_id)
        assert not evidence.two_agreed_to_each().good
        Demand.objects.all().delete()
        assert not evidence.the_log_has_no_other().good


@pytest.mark.promise("S1")
def test_an_authority_is_no_processor_without_contract(world: World, officer: Client, second: Client) -> None:
    from kept.outside.evidence import all_received_by_those_under_contract

    handed(officer, second, world)
    with system("tests"):
        assert all_received_by_those_under_contract().good


def test_bad_input_gets_a_sentence(world: World, officer: Client) -> None:
    for more in (
        {"received_on": "2999-01-01"},
        {"reason": "curiosity"},
        {"email": "nobody"},
        {"barred_until": "2027-01-01"},
        {"bar_order": "Order 1"},
        {"wanted": ""},
    ):
        assert officer.post(f"{HOME}new/", {**FACTS, **more}).status_code == 422, more
    assert officer.get(f"{HOME}new/?like=x").status_code == officer.get(f"{HOME}new/?like=999999").status_code == 200
    assert officer.get(f"{HOME}999999/").status_code == 404
    url = entered(officer)
    assert "12 T 34/2026" in officer.get(f"{HOME}new/?like={demand().pk}").content.decode()
    assert officer.post(f"{url}bar/", {"barred_until": "x"}).status_code == 422
    assert officer.post(f"{url}tell/", {"reason": "by letter"}).status_code == 422
    assert officer.post(f"{url}password/").status_code == 404
    assert demand().received_on == date(2026, 1, 15)
