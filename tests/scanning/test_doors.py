"""An upload and a mail with a file that the scanner knows; and the same while it is away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kept.crm.contacts.noun import CONTACTS
from kept.crm.files.models import Attachment
from kept.desk.models import Attachment as MailFile
from kept.desk.models import Message
from kept.desk.reading import read
from kept.desk.talking import take_in
from kept.grants.staff import StaffRole
from kept.outside.jobs import look_again
from kept.tenancy.opening import system
from tests.cast import World, at_the_door
from tests.making import browser_of, made
from tests.scanners import EICAR, scanner
from tests.staff import hire


@pytest.fixture
def socket(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.DATA_DIR = tmp_path
    with tempfile.TemporaryDirectory(prefix="scan") as short:
        place = Path(short) / "s"
        settings.SCANNER = {"address": f"unix:{place}", "away": "wait"}
        yield place


def send(client: Client, pk: int, content: bytes) -> Any:
    return client.post(f"/ours/contacts/{pk}/files/new/", {"files": SimpleUploadedFile("note.txt", content)})


def kept(world: World) -> list[Attachment]:
    with at_the_door(world.ours, "bob"):
        return list(Attachment.objects.order_by("pk"))


@pytest.mark.promise("D9")
def test_an_upload_that_is_found_is_refused_on_its_page_and_another_is_taken(world: World, socket: Path) -> None:
    bob, pk = browser_of(world, "bob"), made(world, CONTACTS, last_name="Dvořáková")
    with scanner(socket):
        page = send(bob, pk, EICAR)
        assert page.status_code == 200 and "Eicar-Test" in page.content.decode()
        assert kept(world) == []
        assert send(bob, pk, b"harmless 4711").status_code == 302
    assert b"".join(bob.get(f"/ours/files/{kept(world)[0].pk}/download/")) == b"harmless 4711"


@pytest.mark.promise("D9")
def test_an_upload_while_it_is_away_is_kept_but_opens_for_nobody_until_it_was_checked(
    world: World, socket: Path
) -> None:
    bob, pk = browser_of(world, "bob"), made(world, CONTACTS, last_name="Dvořáková")
    told = bob.post(
        f"/ours/contacts/{pk}/files/new/", {"files": SimpleUploadedFile("n.txt", b"harmless 4711")}, follow=True
    )
    assert "being checked" in told.content.decode()
    row = kept(world)[0]
    for path in ("", "download/", "preview/"):
        answer = bob.get(f"/ours/files/{row.pk}/{path}")
        assert b"harmless 4711" not in answer.content and answer.status_code in (404, 409), path
    assert "being checked" in bob.get(f"/ours/files/{row.pk}/download/").content.decode()
    with scanner(socket):
        look_again(instance_id=row.instance_id, key=str(row.key))
    assert b"".join(bob.get(f"/ours/files/{row.pk}/download/")) == b"harmless 4711"


def arrives(content: bytes, number: int) -> Message:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = "jana@n.example", "Files", f"<{number}@n.example>"
    mail.set_content("See the file.")
    mail.add_attachment(content, maintype="text", subtype="plain", filename="offer.txt")
    incoming = read(mail.as_bytes())
    assert incoming is not None
    with system("tests"):
        found = take_in(incoming)
    assert found is not None
    return found


@pytest.mark.promise("D9")
def test_a_file_in_a_mail_that_is_found_is_named_and_not_kept(world: World, socket: Path) -> None:
    with scanner(socket):
        assert "offer.txt" in arrives(EICAR, 1).text
        with system("tests"):
            assert not MailFile.objects.exists()
        assert "offer.txt" not in arrives(b"harmless 4711", 2).text
        with system("tests"):
            assert MailFile.objects.count() == 1


@pytest.mark.promise("D9")
def test_a_file_of_a_mail_comes_out_only_past_the_scanner(world: World, socket: Path) -> None:
    arrives(EICAR, 1)  # it was away when the mail came
    with system("tests"):
        file = MailFile.objects.get()
    support = hire(world, "bob", StaffRole.SUPPORT)
    away = support.get(f"/operator/desk/files/{file.pk}/")
    with scanner(socket):
        back = support.get(f"/operator/desk/files/{file.pk}/")
    assert away.status_code == back.status_code == 409
    assert "cannot be checked" in away.content.decode() and "Eicar-Test" in back.content.decode()
    assert EICAR not in away.content + back.content
