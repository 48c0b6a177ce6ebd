"""Files: what is taken, how it lies, who gets it, what a preview leaves out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from kept.crm.contacts.noun import CONTACTS
from kept.crm.files.content import fitting_name, kind_of
from kept.crm.files.models import Attachment
from tests.cast import World, at_the_door
from tests.making import browser_of, made


@pytest.fixture
def bob(world: World) -> Client:
    return browser_of(world, "bob")


def jpeg(side: int = 40) -> bytes:
    """A photograph that knows where it was taken."""
    out = io.BytesIO()
    image = Image.new("RGB", (side, side // 2), "green")
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def send(client: Client, pk: int, name: str, data: bytes) -> Any:
    return client.post(f"/ours/contacts/{pk}/files/new/", {"files": SimpleUploadedFile(name, data)})


def kept(world: World) -> Attachment:
    with at_the_door(world.ours, "bob"):
        return Attachment.objects.latest("pk")


@pytest.mark.promise("L5")
def test_a_file_lies_encrypted_and_comes_back_as_it_was(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    data = b"%PDF-1.7 the plain words " * 9000
    assert send(bob, pk, "offer.pdf", data).status_code == 302
    row = kept(world)
    assert (row.content_type, row.size) == ("application/pdf", len(data))
    on_disk = next((Path(settings.DATA_DIR) / "files").rglob(str(row.key))).read_bytes()
    assert b"plain words" not in on_disk
    answer = bob.get(f"/ours/files/{row.pk}/download/")
    assert b"".join(answer) == data
    assert answer["Content-Disposition"].startswith("attachment") and "sandbox" in answer["Content-Security-Policy"]
    assert "offer.pdf" in bob.get(f"/ours/contacts/{pk}/").content.decode()
    assert bob.get(f"/ours/files/{row.pk}/").status_code == 200


@pytest.mark.promise("D3")
def test_only_who_sees_the_record_gets_its_file(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    send(bob, pk, "a.txt", b"words")
    row = kept(world)
    for path in ("", "download/", "preview/"):
        assert browser_of(world, "mallory").get(f"/theirs/files/{row.pk}/{path}").status_code == 404
        assert browser_of(world, "dan").get(f"/ours/files/{row.pk}/{path}").status_code == 403
    assert browser_of(world, "carol").get(f"/ours/files/{row.pk}/download/").status_code == 200
    assert browser_of(world, "carol").post(f"/ours/files/{row.pk}/delete/").status_code == 403


def test_a_preview_is_painted_anew_without_what_the_camera_wrote(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    assert b"SecretCamera" in jpeg()
    send(bob, pk, "photo.jpg", jpeg())
    row = kept(world)
    answer = bob.get(f"/ours/files/{row.pk}/preview/")
    assert answer["Content-Type"] == "image/jpeg" and b"SecretCamera" not in answer.content
    assert Image.open(io.BytesIO(answer.content)).size == (40, 20)
    assert bob.post(f"/ours/files/{row.pk}/picture/").status_code == 302
    assert f"/ours/files/{row.pk}/preview/" in bob.get(f"/ours/contacts/{pk}/").content.decode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.png", b"MZ\x90\x00this is a program"),
        ("notes.txt", b"#!/bin/sh\nrm -rf /"),
        ("data.bin", bytes(range(256))),
        ("archive.zip", b"PK\x03\x04broken"),
        ("empty.txt", b""),
    ],
)
def test_what_is_of_no_kind_that_we_take_is_refused_with_a_sentence(
    world: World, bob: Client, name: str, data: bytes
) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    answer = send(bob, pk, name, data)
    assert answer.status_code == 200 and name in answer.content.decode()
    with at_the_door(world.ours, "bob"):
        assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_is_refused(world: World, bob: Client, settings: Any) -> None:
    settings.FILE_LIMIT = 100
    pk = made(world, CONTACTS, last_name="Dvořáková")
    assert "is larger than" in send(bob, pk, "a.txt", b"x" * 101).content.decode()
    assert send(bob, pk, "a.txt", b"x" * 100).status_code == 302


def test_text_is_shown_as_text(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    send(bob, pk, "page.html", b"<script>alert(1)</script>")
    row = kept(world)
    assert row.name == "page.html.txt"
    assert "&lt;script&gt;alert(1)" in bob.get(f"/ours/files/{row.pk}/").content.decode()


def test_a_file_that_a_disk_lost_breaks_no_page(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    send(bob, pk, "page.txt", b"some words")
    row = kept(world)
    next((Path(settings.DATA_DIR) / "files").rglob(str(row.key))).unlink()
    assert bob.get(f"/ours/files/{row.pk}/").status_code == 200
    assert bob.get(f"/ours/files/{row.pk}/download/").status_code == 404


def test_a_link_is_kept_and_a_wicked_one_is_not(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    assert bob.post(f"/ours/contacts/{pk}/files/new/", {"link": "javascript:alert(1)"}).status_code == 200
    assert (
        bob.post(f"/ours/contacts/{pk}/files/new/", {"link": "example.com/a", "name": "Their page"}).status_code == 302
    )
    assert kept(world).link == "https://example.com/a"


def test_a_deleted_file_comes_back(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    send(bob, pk, "a.txt", b"words")
    row = kept(world)
    bob.post(f"/ours/files/{row.pk}/delete/")
    assert bob.get(f"/ours/files/{row.pk}/download/").status_code == 404
    bob.post(f"/ours/files/{row.pk}/restore/")
    assert bob.get(f"/ours/files/{row.pk}/download/").status_code == 200


def test_documents_are_known_by_their_inside() -> None:
    def document(*names: str) -> io.BytesIO:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name in names:
                archive.writestr(name, "x")
        return out

    word = kind_of(document("[Content_Types].xml", "word/document.xml"))
    assert word is not None and word.endings == ("docx",)
    assert kind_of(document("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")) is None
    assert kind_of(document("evil.exe")) is None
    assert fitting_name("../../etc/offer.exe", word) == "offer.exe.docx"
