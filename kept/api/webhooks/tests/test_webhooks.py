"""Webhooks: named by whoever manages the instance, told once of what happened, tried again, erased with the person."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kept.api.webhooks import delivering
from kept.api.webhooks.models import Delivery, TechnicalContact, Webhook
from kept.crm.activities import promising
from kept.crm.contacts.models import Contact
from kept.outside.calling import Forbidden, hand_over
from kept.outside.disclosures import Disclosure, Disclosures, taken_out
from kept.policy import clock
from kept.policy.recipients import NoRecipient
from kept.policy.stores import Subject
from kept.tenancy.opening import system
from tests.cast import World, at_the_door
from tests.hearing import hear

ALL = ["record.created", "record.updated", "record.deleted"]
URL = "https://hooks.example.com/crm"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: Any) -> Iterator[Any]:
    """A machine on this computer that hears; the fence around our own network is opened for it."""
    monkeypatch.setattr(delivering, "PACE", 0)
    with hear(tmp_path) as found:
        monkeypatch.setattr(delivering, "LINE", {"inside": True, "authority": found.authority})
        yield found


def waiting(world: World) -> list[tuple[str, str, int]]:
    with system("tests", world.ours.instance.pk):
        return list(Delivery.objects.order_by("pk").values_list("kind", "type", "record_id"))


def forget(world: World) -> None:
    """As if what follows were another transaction: a test is one as a whole."""
    with system("tests", world.ours.instance.pk):
        Delivery.objects.all().delete()


def point_to(world: World, url: str) -> None:
    with system("tests", world.ours.instance.pk):
        Webhook.objects.update(url=url)


def test_a_webhook_is_named_listed_and_removed(program: Any) -> None:
    alice = program("alice")
    made = alice.put("webhook/", {"url": URL, "events": ALL[:2], "secretToken": "s3"})
    assert made.status_code == 201, made.content
    uuid = made.json()["data"]["uuid"]
    assert alice.post("webhook/technicalContact/", {"technicalContacts": ["Ops@ours.example"]}).json() == {
        "success": True
    }
    assert alice.one("webhook/") == {
        "technicalContacts": ["ops@ours.example"],
        "webhooks": [{"webhookId": uuid, "url": URL, "secretToken": "s3", "eventsFilter": ALL[:2]}],
    }
    assert program("mallory").delete(f"webhook/{uuid}/").status_code == 404
    assert program("mallory").one("webhook/") == {"technicalContacts": [], "webhooks": []}
    assert alice.delete(f"webhook/{uuid}/").json() == {"success": True}
    assert alice.one("webhook/")["webhooks"] == []


def test_only_who_manages_the_instance_may(program: Any) -> None:
    bob = program("bob")
    for answer in (bob.get("webhook/"), bob.put("webhook/", {"url": URL, "events": ALL}),
                   bob.post("webhook/technicalContact/", {"technicalContacts": []})):  # fmt: skip
        assert (answer.status_code, answer.json()["type"]) == (500, "AccessDeniedException")


@pytest.mark.promise("D9")
@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://10.0.0.7/x",
        "https://169.254.169.254/latest/meta-data/", "https://0x7f000001/", "https://2130706433/", "ftp://example.com/",
        "https://user:pw@example.com/", "https://[::ffff:127.0.0.1]/", "javascript:alert(1)", "", None, 5,
        "https://example.com:99999/", "https://exa mple.com/", "https://0/",
    ],
)  # fmt: skip
def test_no_address_inside_is_taken(program: Any, url: Any) -> None:
    answer = program("alice").put("webhook/", {"url": url, "events": ALL})
    assert answer.status_code == 400, answer.content


def test_a_body_that_is_wrong_is_refused_with_the_reason(program: Any) -> None:
    alice = program("alice")
    for wrong in ({"url": URL}, {"url": URL, "events": []}, {"url": URL, "events": ["x"]}, {"url": URL, "events": "x"},
                  {"url": URL, "events": ALL, "more": 1}, {"url": URL, "events": ALL, "secretToken": "a\nb"}):  # fmt: skip
        assert alice.put("webhook/", wrong).status_code == 400, wrong
    for contacts in (None, "x", ["x"], [5]):
        assert alice.post("webhook/technicalContact/", {"technicalContacts": contacts}).status_code == 400


def test_everything_that_happens_is_noticed_whatever_the_door(program: Any, world: World) -> None:
    alice = program("alice")
    alice.put("webhook/", {"url": URL, "events": ALL})
    eva = alice.made("person/", {"lastName": "Nová", "contactInfo": {"email": "eva@example.com"}})
    assert waiting(world) == [("contacts_contact", "record.created", eva)]
    forget(world)
    alice.post(f"person/{eva}/", {"titleAfter": "Ph.D."})
    assert waiting(world) == [("contacts_contact", "record.updated", eva)]
    forget(world)
    alice.delete(f"person/{eva}/")
    assert waiting(world) == [("contacts_contact", "record.deleted", eva)]
    forget(world)
    with at_the_door(world.ours, "bob") as access:  # a page
        task = promising.promise({"title": "Call", "deadline": clock.now()}, access)
    assert waiting(world) == [("activities_task", "record.created", task.pk)]
    forget(world)
    program("mallory").made("person/", {"lastName": "Malá"})
    assert waiting(world) == []


def test_an_instance_without_webhooks_and_an_event_nobody_wants_leave_nothing(program: Any, world: World) -> None:
    alice = program("alice")
    alice.made("person/", {"lastName": "Nová"})
    assert waiting(world) == []
    alice.put("webhook/", {"url": URL, "events": ["record.deleted"]})
    eva = alice.made("person/", {"lastName": "Nová"})
    assert waiting(world) == []
    alice.delete(f"person/{eva}/")
    assert waiting(world) == [("contacts_contact", "record.deleted", eva)]


@pytest.mark.promise("S1")
def test_the_machine_hears_it_once_signed_and_the_disclosure_log_says_so(
    program: Any, world: World, machine: Any
) -> None:
    alice = program("alice")
    alice.put("webhook/", {"url": URL, "events": ALL, "secretToken": "s3"})
    point_to(world, machine.url)
    eva = alice.made("person/", {"lastName": "Nová", "extId": "erp:7"})
    assert delivering.deliver() == 1 and delivering.deliver() == 0
    [(headers, body)] = machine.came
    told = json.loads(body)
    assert told["type"] == "record.created" and told["author"] == "alice@ours.example"
    assert told["source"] == {"name": "api", "description": "alice's program"}
    assert told["data"] == {"entityName": "Person", "entityId": eva, "extIds": ["erp:7"]}
    assert len(told["eventId"]) == 32 and b"Nov" not in body
    assert headers["Kept-Delivery"] == told["eventId"]
    assert headers["X-RAYNETCRM-Token"] == "s3"
    stamp, _, seal = headers["Kept-Signature"].partition(",v1=")
    mine = hmac.new(b"s3", f"{stamp.removeprefix('t=')}.".encode() + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(seal, mine)
    assert waiting(world) == []
    here = world.ours.instance.pk
    assert Disclosures().recipients(Subject(here, keys={"contacts.contact": (eva,)})) == ["localhost"]
    with system("tests", here):
        line = Disclosure.objects.filter(instance_id=here, what="webhook").first()
        assert line is not None and (line.role, line.purpose) == ("instructed", "L5")


@pytest.mark.promise("S1", "R3")
def test_a_copy_tells_of_programs_and_files_that_took_a_person_out(program: Any, world: World, client: Any) -> None:
    alice = program("alice")
    eva = alice.made("person/", {"lastName": "Nová"})
    here = world.ours.instance.pk
    subject = Subject(here, keys={"contacts.contact": (eva,)})
    assert taken_out(subject) == []
    alice.one(f"person/{eva}/")
    alice.one(f"person/{eva}/")
    with system("GET contacts:export", here, purpose="Christmas cards") as access:
        access.wrote("exported", "contacts.contact", [eva])
    told = {(one.what, one.recipient) for one in taken_out(subject)}
    assert told == {("program", "alice's program"), ("file taken out", "Christmas cards")}
    [piece] = Disclosures().export(subject)
    assert b"Christmas cards" in b"".join(piece.content)
    assert taken_out(Subject(world.theirs.instance.pk, keys={"contacts.contact": (eva,)})) == []


def test_what_fails_is_tried_again_later_and_nothing_is_lost(program: Any, world: World, machine: Any) -> None:
    alice = program("alice")
    alice.put("webhook/", {"url": URL, "events": ALL})
    point_to(world, machine.url)
    eva = alice.made("person/", {"lastName": "Nová"})
    machine.status = 503
    assert delivering.deliver() == 0 and len(machine.came) == 1
    assert delivering.deliver() == 0 and len(machine.came) == 1  # not before its pause is over
    with system("tests", world.ours.instance.pk):
        assert not Disclosure.objects.filter(instance_id=world.ours.instance.pk, what="webhook").exists()
    machine.status = 204
    with clock.moved(clock.now() + dt.timedelta(minutes=2)):
        assert delivering.deliver() == 1
    assert waiting(world) == [] and eva


def test_what_is_told_twice_carries_the_number_of_the_first_time(program: Any, world: World, machine: Any) -> None:
    alice = program("alice")
    alice.put("webhook/", {"url": URL, "events": ALL})
    point_to(world, machine.url)
    alice.made("person/", {"lastName": "Nová"})
    alice.made("person/", {"lastName": "Malá"})
    machine.status = 503  # it took it, and its answer was lost
    delivering.deliver()
    machine.status = 204
    with clock.moved(clock.now() + dt.timedelta(minutes=2)):
        assert delivering.deliver() == 2
    first, again, other = (headers["Kept-Delivery"] for headers, _body in machine.came)
    assert first == again != other


def test_a_day_tells_the_technical_contacts_and_a_week_removes_it(
    program: Any, world: World, machine: Any, letters: Any
) -> None:
    alice = program("alice")
    alice.put("webhook/", {"url": URL, "events": ALL})
    alice.post("webhook/technicalContact/", {"technicalContacts": ["ops@ours.example"]})
    point_to(world, machine.url)
    alice.made("person/", {"lastName": "Nová"})
    machine.status = 500
    for hours in (0, 2, 25, 49, 24 * 7 + 1):
        with clock.moved(clock.now() + dt.timedelta(hours=hours)):
            delivering.deliver()
    said = [letter.subject for letter in reversed(letters())]
    assert said == ["A webhook fails", "A webhook was removed"]
    assert waiting(world) == [] and alice.one("webhook/")["webhooks"] == []


def test_one_event_that_a_machine_refuses_does_not_hold_up_the_others(program: Any, world: World, machine: Any) -> None:
    alice = program("alice")
    alice.put("webhook/", {"url": URL, "events": ALL})
    point_to(world, machine.url)
    alice.made("person/", {"lastName": "Nová"})
    alice.made("person/", {"lastName": "Malá"})
    machine.status = 422
    for hours in range(delivering.TRIES):
        with clock.moved(clock.now() + dt.timedelta(hours=hours * 7)):
            delivering.deliver()
    machine.status = 200
    with clock.moved(clock.now() + dt.timedelta(hours=100)):
        assert delivering.deliver() == 1


@pytest.mark.promise("R6", "R4")
def test_what_waits_about_a_person_goes_with_them(program: Any, world: World) -> None:
    from kept.privacy.erasure.ways import rows_of

    alice = program("alice")
    alice.put("webhook/", {"url": URL, "events": ALL})
    eva, jan = alice.made("person/", {"lastName": "Nová"}), alice.made("person/", {"lastName": "Malý"})
    here = world.ours.instance.pk
    with system("tests", here):
        subject = Subject(here, keys={"contacts.contact": (eva,)})
        assert rows_of(Delivery, subject).count() == 1
        rows_of(Delivery, subject).delete()
    assert [record for _kind, _type, record in waiting(world)] == [jan]
    with system("tests", here):
        TechnicalContact.fresh(email="ops@ours.example").save()
        assert rows_of(TechnicalContact, Subject(here, emails=frozenset({"ops@ours.example"}))).count() == 1
        Contact.objects.filter(pk=jan).delete()
    assert delivering.deliver() == 0


@pytest.mark.promise("S1")
def test_nothing_is_handed_over_in_nobodys_name_or_to_the_inside() -> None:
    names: dict[str, Any] = {"of": (), "purpose": "L5", "what": "webhook", "reference": "1"}
    with pytest.raises(NoRecipient):
        hand_over("https://example.com/", b"{}", instance_id=0, **names)
    with pytest.raises(Forbidden):
        hand_over("https://127.0.0.1/", b"{}", instance_id=7, **names)
