"""A user is a person too: the operator's data of them are found in every instance, copied and erased."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import pyzipper
from django.db import connection

from kept.consent.suppression import suppressed
from kept.desk.models import Attachment, ContactPoint, Correspondent, Message, Thread
from kept.desk.stores import ATTACHED
from kept.grants.staff import Staff
from kept.identity.membership import Invitation
from kept.identity.models import User
from kept.newsletter.models import Subscriber
from kept.outside import mail
from kept.outside.letterbox import WAITING
from kept.outside.sealed_bytes import seal
from kept.privacy.erasure import erasing, finding, package, shelf
from kept.privacy.erasure.models import State
from kept.privacy.retention.holds import Hold, HoldReason
from kept.tenancy.opening import system
from kept.web.refused import Refused
from tests.cast import World
from tests.making import browser_of


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def everywhere(mark: str) -> set[str]:
    """Tables in which a text stands, seen from the outside and from inside each instance."""
    found = set()
    from django.apps import apps

    from kept.tenancy.models import Instance

    for place in [0, *Instance.objects.values_list("pk", flat=True)]:
        with system("looking", place), connection.cursor() as cursor:
            for model in apps.get_models():
                if model._meta.managed and not model._meta.proxy:
                    asked = f'SELECT count(*) FROM "{model._meta.db_table}" t WHERE t::text ILIKE %s'  # noqa: S608
                    cursor.execute(asked, [f"%{mark}%"])
                    if cursor.fetchone()[0]:
                        found.add(model._meta.db_table)
    return found


def test_a_user_is_found_by_an_address_in_every_instance(world: World) -> None:
    browser_of(world, "bob").get("/ours/")
    subject = finding.subject_of(emails=["Bob@ours.example"])
    assert subject.keys == {"identity.user": (world.ours.bob.user_id,)}
    found = {one.reference for one in finding.everything(subject)}
    assert {"identity.user", "identity.membership", "identity.session", "account.emailaddress", "audit.entry"} <= found


@pytest.mark.promise("R6")
def test_a_user_is_erased_in_every_instance_and_their_mail_does_not_leave(world: World) -> None:
    browser_of(world, "bob").get("/ours/")
    with system("tests", world.theirs.instance.pk):
        Invitation.objects.create(
            email="bob@ours.example", token_hash="x", invited_by=world.theirs.mallory, expires_at="2030-01-01T00:00Z"
        )
    WAITING.put(mail.Letter("L1", "email", "bob@ours.example", "Hello", "Bob"))
    WAITING.put(mail.Letter("L1", "email", "carol@ours.example", "Hello", "Carol"))
    before = everywhere("bob")
    assert {"identity_user", "identity_membership", "account_emailaddress", "identity_invitation"} <= before
    certificate = erasing.erase(finding.subject_of(emails=["bob@ours.example"]), reason="asked")
    assert certificate.report["left"] == []
    assert certificate.state == State.COMPLETE
    assert everywhere("bob") == set()
    assert [letter.to for letter in WAITING.letters()] == ["carol@ours.example"]
    with system("tests"):
        user = User.objects.get(pk=world.ours.bob.user_id)
        assert not user.is_active and not user.has_usable_password()
    assert everywhere("carol@ours.example") >= {"identity_user", "identity_membership"}


@pytest.mark.promise("R6")
def test_the_last_administrator_and_staff_are_not_erased_before_they_are_replaced(world: World) -> None:
    alice = finding.subject_of(emails=["alice@ours.example"])
    with pytest.raises(Refused, match="last administrator of Ours"):
        erasing.erase(alice, reason="asked")
    with system("tests"):
        Staff.objects.create(user_id=world.ours.bob.user_id, roles=["support"])
    with pytest.raises(Refused, match="work for the operator"):
        erasing.erase(finding.subject_of(emails=["bob@ours.example"]), reason="asked")
    assert "identity_user" in everywhere("alice@ours.example")


@pytest.mark.promise("R2")
def test_the_copy_of_a_user_has_no_secret_and_nothing_of_an_instance(world: World) -> None:
    made = package.make(finding.subject_of(emails=["bob@ours.example"]), language="cs")
    with system("tests"), pyzipper.AESZipFile(shelf.place(made)) as packed:
        packed.setpassword(shelf.password_once(made).encode())
        data = json.loads(packed.read("copy.json"))
        page = packed.read("copy.html").decode()
    kinds = {kind["kind"]: kind for kind in data["kinds"]}
    assert {"identity.user", "identity.membership", "account.emailaddress"} <= set(kinds)
    assert kinds["identity.user"]["rows"][0]["email"] == "bob@ours.example"
    assert "password" not in kinds["identity.user"]["rows"][0]
    assert "argon2" not in page and 'lang="cs"' in page


@pytest.mark.promise("R2")
@pytest.mark.promise("R6")
def test_correspondence_with_its_files_is_copied_and_erased(world: World) -> None:
    with system("tests"):
        jana = Correspondent.objects.create(first_name="Jana", last_name="Qzcorresponding")
        ContactPoint.objects.create(correspondent=jana, email="jana@example.com")
        thread = Thread.objects.create(correspondent=jana, channel="email", subject="Qzcorresponding asks")
        said = Message.objects.create(thread=thread, text="it is Qzcorresponding")
        Attachment.objects.create(
            message=said, name="Qzcorresponding.txt", media_type="text/plain", size=5,
            content=seal(b"Qzcorresponding in a file", ATTACHED),
        )  # fmt: skip
        Subscriber.objects.create(email="jana@example.com")
    subject = finding.subject_of(emails=["jana@example.com"])
    assert {"desk.correspondent", "newsletter.subscriber"} <= set(subject.keys)
    made = package.make(subject, language="en")
    with pyzipper.AESZipFile(made.path) as packed:
        packed.setpassword(made.password.encode())
        files = {name: packed.read(name) for name in packed.namelist()}
    assert b"Qzcorresponding in a file" in b"".join(
        content for name, content in files.items() if name.startswith("files/")
    )
    assert "qzcorresponding" not in " ".join(files).lower()
    assert b"it is Qzcorresponding" in files["copy.json"]
    certificate = erasing.erase(subject, reason="asked")
    assert (certificate.state, certificate.report["left"]) == (State.COMPLETE, [])
    assert everywhere("qzcorresponding") == set() and everywhere("jana@example.com") == set()
    assert suppressed("jana@example.com", "L4")


@pytest.mark.promise("R6")
def test_who_is_held_for_a_claim_is_not_erased_before_the_hold_is_released(world: World) -> None:
    with system("tests"):
        reader = Subscriber.objects.create(email="jana@example.com")
        hold = Hold.objects.create(
            kind="newsletter.subscriber", key=str(reader.pk), reason=HoldReason.CLAIM, since="2026-01-01T00:00Z"
        )
    with pytest.raises(Refused, match="legal claim"):
        erasing.erase(finding.subject_of(emails=["jana@example.com"]), reason="asked")
    with system("tests"):
        assert Subscriber.objects.filter(pk=reader.pk).exists()
        hold.release(by=world.ours.alice.user)
    assert erasing.erase(finding.subject_of(emails=["jana@example.com"]), reason="asked").state == State.COMPLETE
