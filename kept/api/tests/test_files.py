"""Files through the API: sent, attached, fetched with a ticket that is good once, and pictures beside names."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from kept.api.files import forget
from kept.api.models import Ticket
from kept.api.tests.test_activities import body as activity
from kept.crm.files.models import Attachment
from kept.tenancy.opening import system
from tests.cast import World

FIRM = {"name": "Papírna", "rating": "A", "state": "B_ACTUAL", "role": "A_SUBSCRIBER"}


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "PNG")
    return out.getvalue()


def send(program: Any, path: str, content: bytes, name: str = "offer.txt", **headers: str) -> Any:
    form = {"file": SimpleUploadedFile(name, content)}
    return Client().post(f"/api/v2/{path}", form, headers={**program.headers(), **headers})


def test_a_file_is_sent_attached_fetched_once_and_deleted(program: Any) -> None:
    bob = program("bob")
    firm = bob.made("company/", FIRM)
    sent = send(bob, "fileUpload", b"What we offer")
    assert sent.status_code == 200, sent.content
    assert set(sent.json()) == {"uuid", "fileName", "contentType", "fileSize"}
    made = bob.put(f"attachment/company/{firm}/", sent.json())
    assert made.status_code == 201, made.content
    file = bob.one(f"company/{firm}/")["attachments"][0]["file"]
    assert (file["fileName"], file["size"], file["contentType"]) == ("offer.txt", 13, "text/plain")
    head = bob.get(f"fileHeader/{file['id']}/").json()
    path = f"/api/v2/fileBody/{head['uuid']}/{head['accessToken']}/{head['instanceName']}/"
    body = Client().get(path, {"fileName": "x", "contentType": "text/html"})
    assert body.getvalue() == b"What we offer"
    assert body["Content-Type"] == "text/plain" and body["Content-Disposition"].startswith("attachment")
    assert Client().get(path).status_code == 404
    assert bob.put(f"attachment/company/{firm}/", sent.json()).status_code == 400
    assert bob.delete(f"attachment/{file['id']}/").json() == {"success": True}
    assert bob.one(f"company/{firm}/")["attachments"] == []
    assert bob.get(f"fileHeader/{file['id']}/").status_code == 404


def test_a_link_is_attached_and_nonsense_is_refused(program: Any) -> None:
    bob = program("bob")
    eva = bob.made("person/", {"lastName": "Nová"})
    made = bob.put(f"attachment/person/{eva}/", {"link": "https://example.com/a", "linkName": "Contract"})
    assert made.status_code == 201
    assert bob.one(f"person/{eva}/")["attachments"][0]["link"] == "https://example.com/a"
    for wrong in (
        {},
        {"uuid": "x"},
        {"link": 5},
        {"link": "javascript:alert(1)"},
        {"folderId": 3, "link": "https://a.cz"},
    ):
        assert bob.put(f"attachment/person/{eva}/", wrong).status_code == 400, wrong
    assert bob.put("attachment/planet/1/", {"link": "https://a.cz"}).status_code == 404
    assert bob.post("fileUpload", {"file": "x"}).status_code == 400
    assert send(bob, "fileUpload", b"MZ\x00\x01", "run.exe").status_code == 400
    assert send(bob, "fileUpload", b"").status_code == 400


@pytest.mark.promise("D3", "L5")
def test_nobody_else_attaches_reads_or_redeems_what_is_not_theirs(program: Any, world: World) -> None:
    bob, alice, mallory = program("bob"), program("alice"), program("mallory")
    firm, theirs = bob.made("company/", FIRM), mallory.made("company/", FIRM)
    sent = send(bob, "fileUpload", b"What we offer").json()
    assert alice.put(f"attachment/company/{firm}/", sent).status_code == 400
    assert mallory.put(f"attachment/company/{theirs}/", sent).status_code == 400
    id = bob.put(f"attachment/company/{firm}/", sent).json()["data"]["id"]
    assert mallory.get(f"fileHeader/{id}/").status_code == 404
    assert mallory.delete(f"attachment/{id}/").status_code == 404
    head = bob.get(f"fileHeader/{id}/").json()
    with system("tests", world.theirs.instance.pk):
        slug = world.theirs.instance.slug
    assert Client().get(f"/api/v2/fileBody/{head['uuid']}/{head['accessToken']}/{slug}/").status_code == 404
    with system("tests", world.ours.instance.pk):
        Ticket.objects.update(at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    path = f"/api/v2/fileBody/{head['uuid']}/{head['accessToken']}/{world.ours.instance.slug}/"
    assert Client().get(path).status_code == 404


def test_a_picture_stands_beside_the_name(program: Any) -> None:
    bob = program("bob")
    eva, firm = bob.made("person/", {"lastName": "Nová"}), bob.made("company/", FIRM)
    for path, key in ((f"person/{eva}", "photo"), (f"company/{firm}", "logo")):
        assert bob.one(f"{path}/")[key] is None
        assert send(bob, f"{path}/image/", b"no picture").status_code == 400
        assert send(bob, f"{path}/image/", b"\x89PNG\r\n\x1a\nbroken", "a.png").status_code == 400
        assert send(bob, f"{path}/image/", png(), "face.png").json() == {"success": True}
        shown = bob.one(f"{path}/")[key]
        assert shown["contentType"] == "image/png"
        for size in ("icon", "image"):
            answer = bob.get(f"{size}/{shown['id']}/").json()
            assert answer["imgData"].startswith("data:image/") and answer["fileName"] == "face.png"
        assert bob.delete(f"{path}/image/").json() == {"success": True}
        assert bob.one(f"{path}/")[key] is None


def test_the_same_key_sends_a_file_once(program: Any, world: World) -> None:
    bob = program("bob")
    first = send(bob, "fileUpload", b"once", **{"Idempotency-Key": "k1"})
    again = send(bob, "fileUpload", b"once", **{"Idempotency-Key": "k1"})
    assert first.json() == again.json() and again["Idempotency-Replayed"] == "true"
    assert send(bob, "fileUpload", b"other", **{"Idempotency-Key": "k1"}).status_code == 400


def test_what_was_sent_and_never_attached_goes_after_a_day(program: Any, world: World) -> None:
    bob = program("bob")
    firm = bob.made("company/", FIRM)
    sent = send(bob, "fileUpload", b"What we offer").json()
    bob.put(f"attachment/company/{firm}/", send(bob, "fileUpload", b"kept").json())
    assert forget() == 0
    with system("tests", world.ours.instance.pk):
        Attachment.objects.update(at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert forget() == 1
    assert bob.put(f"attachment/company/{firm}/", sent).status_code == 400
    assert len(bob.one(f"company/{firm}/")["attachments"]) == 1


@pytest.mark.promise("L5")
def test_a_file_is_put_into_a_field_replaced_and_deleted(program: Any) -> None:
    alice, bob = program("alice"), program("bob")
    body = {"label": "Signed contract", "groupName": "Extras", "dataType": "FILE"}
    field = alice.put("customField/config/company/", body).json()["data"]["fieldName"]
    firm, other = bob.made("company/", FIRM), bob.made("company/", FIRM)
    shown = None
    for name in ("first.txt", "second.txt"):
        sent = send(bob, "fileUpload", b"What we signed", name).json()
        made = bob.put(f"attachment/company/{firm}/{field}/", sent)
        assert made.status_code == 201, made.content
        before, shown = shown, bob.one(f"company/{firm}/")["customFields"][field]
        assert shown == {"id": made.json()["data"]["id"], "contentType": "text/plain", "fileName": name, "size": 14}
    assert before is not None and bob.get(f"fileHeader/{before['id']}/").status_code == 404
    one = bob.one(f"company/{firm}/")
    assert one["attachments"] == []
    listed = bob.get("company/", id=firm).json()["data"][0]
    assert listed["customFields"] == {field: shown}
    head = bob.get(f"fileHeader/{shown['id']}/").json()
    path = f"/api/v2/fileBody/{head['uuid']}/{head['accessToken']}/{head['instanceName']}/"
    assert Client().get(path).getvalue() == b"What we signed"
    assert bob.post(f"company/{firm}/", {"customFields": one["customFields"], "notice": "x"}).status_code == 200
    assert bob.post(f"company/{other}/", {"customFields": {field: shown["id"]}}).status_code == 200
    assert bob.one(f"company/{other}/")["customFields"] == {}, "a number alone takes nobody else's file"
    assert bob.one(f"company/{firm}/")["customFields"] == {field: shown}
    assert bob.delete(f"attachment/{shown['id']}/").json() == {"success": True}
    assert bob.one(f"company/{firm}/")["customFields"] == {}


@pytest.mark.promise("D3")
def test_a_field_takes_only_a_file_of_ones_own_and_only_a_field_for_files(program: Any) -> None:
    alice, bob, carol, mallory = program("alice"), program("bob"), program("carol"), program("mallory")
    body = {"label": "Signed contract", "groupName": "Extras"}
    field, text = (
        alice.put("customField/config/company/", body | {"dataType": kind}).json()["data"]["fieldName"]
        for kind in ("FILE", "STRING")
    )
    firm, theirs = bob.made("company/", FIRM), mallory.made("company/", FIRM)
    sent = send(bob, "fileUpload", b"What we signed").json()
    assert bob.put(f"attachment/company/{firm}/{text}/", sent).status_code == 404
    assert bob.put(f"attachment/company/{firm}/nothing/", sent).status_code == 404
    assert bob.put(f"attachment/company/{firm}/{field}/", {"link": "https://example.com"}).status_code == 400
    assert alice.put(f"attachment/company/{firm}/{field}/", sent).status_code == 400
    assert carol.put(f"attachment/company/{firm}/{field}/", sent).status_code == 500
    assert mallory.put(f"attachment/company/{theirs}/{field}/", sent).status_code == 404
    assert alice.post(f"company/{firm}/lock/").status_code == 200
    assert bob.put(f"attachment/company/{firm}/{field}/", sent).status_code == 500
    assert alice.post(f"company/{firm}/unlock/").status_code == 200
    assert bob.put(f"attachment/company/{firm}/{field}/", sent).status_code == 201


@pytest.mark.promise("D3", "L5")
@pytest.mark.parametrize("kind", ["task", "meeting", "phoneCall", "letter"])
def test_an_activity_takes_files_as_a_company_does(program: Any, kind: str) -> None:
    bob, mallory = program("bob"), program("mallory")
    one = bob.made(f"{kind}/", activity(bob, kind))
    assert bob.one(f"{kind}/{one}/")["attachments"] == []
    made = bob.put(f"attachment/{kind}/{one}/", send(bob, "fileUpload", b"What we offer").json())
    assert made.status_code == 201, made.content
    linked = bob.put(f"attachment/{kind}/{one}/", {"link": "https://example.com/a", "linkName": "Contract"})
    assert linked.status_code == 201
    file, link = bob.one(f"{kind}/{one}/")["attachments"]
    assert (file["file"]["fileName"], link["link"]) == ("offer.txt", "https://example.com/a")
    other = "meeting" if kind != "meeting" else "letter"
    assert bob.put(f"attachment/{other}/{one}/", {"link": "https://example.com"}).status_code == 404
    assert mallory.get(f"fileHeader/{file['id']}/").status_code == 404
    head = bob.get(f"fileHeader/{file['id']}/").json()
    path = f"/api/v2/fileBody/{head['uuid']}/{head['accessToken']}/{head['instanceName']}/"
    assert Client().get(path).getvalue() == b"What we offer"
    assert bob.delete(f"attachment/{file['id']}/").json() == {"success": True}
    assert [row["id"] for row in bob.one(f"{kind}/{one}/")["attachments"]] == [link["id"]]
    assert bob.delete(f"{kind}/{one}/").status_code == 200
    assert bob.delete(f"attachment/{link['id']}/").status_code == 404, "an activity in the bin is not there"


def test_a_file_of_an_activity_is_not_one_that_waits(program: Any, world: World) -> None:
    bob = program("bob")
    call = bob.made("phoneCall/", activity(bob, "phoneCall"))
    bob.put(f"attachment/phonecall/{call}/", send(bob, "fileUpload", b"What we offer").json())
    with system("tests", world.ours.instance.pk):
        Attachment.objects.update(at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert forget() == 0
    assert len(bob.one(f"phoneCall/{call}/")["attachments"]) == 1
