"""A person who wrote, called, sent files and reads the newsletter gets all of it, is locked, and is gone when they ask."""

from __future__ import annotations

import io
from email.message import EmailMessage
from typing import Any

import pytest
import pyzipper
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from kept.desk.models import Correspondent, Thread
from kept.desk.reading import read
from kept.desk.talking import take_in
from kept.grants.staff import StaffRole
from kept.newsletter import joining
from kept.newsletter.models import Subscriber
from kept.policy.stores import all_verified
from kept.privacy.erasure import erasing, package, restricting, shelf
from kept.privacy.erasure.finding import subject_of
from kept.tenancy.opening import system
from tests.cast import World
from tests.staff import hire

MARK = "zqmarker"
HERS = f"jana.{MARK}@n.example"
FILE = f"{MARK} in a file".encode() * 3
DESK = "/operator/desk/"


def comes(sender: str, words: str) -> None:
    """A mail with a file."""
    message = EmailMessage()
    message["From"], message["Subject"] = f"Jana {words} <{sender}>", f"About {words}"
    message.set_content(f"My words: {words}")
    message.add_attachment(
        FILE if words == MARK else b"other", maintype="text", subtype="plain", filename=f"{words}.txt"
    )
    incoming = read(message.as_bytes())
    assert incoming is not None
    with system("tests"):
        take_in(incoming)


@pytest.fixture
def desk(world: World, settings: Any, tmp_path: Any) -> Client:
    """Two people wrote, left all ways to them, want to be called and read the newsletter."""
    settings.DATA_DIR = tmp_path
    client = hire(world, "bob", StaffRole.SUPPORT)
    for sender, words, number in ((HERS, MARK, "777 123 456"), ("petr@n.example", "petr", "777 999 999")):
        comes(sender, words)
        with system("tests"):
            joining.confirm({"email": sender, "language": "en", "at": 1_790_000_000})
            here = f"{DESK}people/{Correspondent.objects.get(contactpoint__email=sender).pk}/"
        ways = {
            "telephone": number,
            "skype_name": words,
            "profile_url": f"https://s.example/{words}",
            "postal_address": words,
        }
        for way, value in ways.items():
            assert client.post(f"{here}ways/", {"way": way, "value": value}).status_code == 302
        picture = io.BytesIO()
        Image.new("RGB", (300, 300), "blue").save(picture, "PNG")
        client.post(f"{here}photo/", {"photo": SimpleUploadedFile("p.png", picture.getvalue())})
        Client().post("/call-back/", {"initials": words[:10], "telephone": number})
    return client


def she() -> Any:
    return subject_of(emails=[HERS])


def rows_with_her() -> list[str]:
    """Every table of these rooms in which her mark stands."""
    found = []
    with system("tests"):
        for model in [*apps.get_app_config("desk").get_models(), *apps.get_app_config("newsletter").get_models()]:
            if any(MARK in str(values) for values in model._default_manager.values()):
                found.append(model.__name__)
    return sorted(found)


@pytest.mark.promise("R2")
def test_her_copy_holds_all_of_hers_and_none_of_anybody_elses(desk: Client) -> None:
    assert rows_with_her() == [
        "Attachment",
        "CallBack",
        "ContactPoint",
        "Correspondent",
        "Message",
        "Subscriber",
        "Thread",
    ]
    made = package.make(she(), language="en")
    with pyzipper.AESZipFile(shelf.place(made)) as packed:
        packed.setpassword(made.password.encode())
        files = {name: packed.read(name) for name in packed.namelist()}
    assert FILE in files.values()
    assert sum(content.startswith(b"\x89PNG") for content in files.values()) == 1
    text = b" ".join(files.values())
    for words in (HERS, f"My words: {MARK}", f"About {MARK}", "+420 777 123 456", f"https://s.example/{MARK}"):
        assert words.encode() in text, words
    for others in (b"petr", b"999 999"):
        assert others not in text


@pytest.mark.promise("R6")
def test_when_she_is_erased_nothing_of_her_is_left_and_all_of_the_other(desk: Client) -> None:
    certificate = erasing.erase(she(), reason="request", by=None)
    assert certificate.complete if hasattr(certificate, "complete") else certificate
    assert rows_with_her() == []
    assert all_verified(she())[0]
    with system("tests"):
        assert Subscriber.objects.get().email == "petr@n.example"
        assert Thread.objects.get().subject == "About petr"
    assert "petr" in desk.get(DESK).content.decode()


@pytest.mark.promise("R4")
def test_while_she_is_locked_no_list_shows_her_and_nobody_writes_to_her(desk: Client, letters: Any) -> None:
    with system("tests"):
        thread = Thread.objects.get(subject=f"About {MARK}").pk
    restricting.restrict(she())
    for url in (DESK, f"{DESK}calls/", f"{DESK}caller/?q=777123456", f"{DESK}caller/?q={MARK}"):
        assert MARK not in desk.get(url).content.decode().replace(f'value="{MARK}"', ""), url
    assert desk.get(f"{DESK}{thread}/").status_code == 409
    assert desk.post(f"{DESK}{thread}/answer/", {"text": "Hello"}).status_code == 409
    assert letters() == []
    restricting.restrict(she(), False)
    assert MARK in desk.get(DESK).content.decode()
