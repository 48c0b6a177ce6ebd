"""A correspondent: found by any written form of a number, with all ways to them, merged when two are one."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from kept.consent.people import Someone
from kept.desk import correspondents
from kept.desk.models import ContactPoint, Correspondent, Photo, Thread
from kept.desk.numbers import normal
from kept.grants.staff import StaffRole
from kept.identity.models import User
from kept.outside.disclosures import note
from kept.policy.terms import Channel
from kept.privacy.requests.models import ToldOn
from kept.tenancy.opening import system
from tests.cast import World
from tests.staff import hire

DESK = "/operator/desk/"
WRITTEN = ("777123456", "777 123 456", "+420777123456", "00420 777-123-456", "(+420) 777/123.456", "420 777 123 456")


@pytest.fixture
def desk(world: World) -> Client:
    return hire(world, "bob", StaffRole.SUPPORT)


def a_correspondent(
    client: Client, way: str = "telephone", value: str = "777 123 456", channel: str = "telephone"
) -> int:
    """Somebody written down by hand; returns their number."""
    words = {"channel": channel, "way": way, "value": value, "text": "Hello", "subject": "A thing"}
    answer = client.post(f"{DESK}new/", words)
    assert answer.status_code == 302, answer.content.decode()
    with system("tests"):
        return int(Thread.objects.latest("pk").correspondent_id)


@pytest.mark.promise("U2")
@pytest.mark.parametrize("written", WRITTEN)
def test_a_caller_is_found_by_any_written_form_of_a_number(world: World, desk: Client, written: str) -> None:
    with system("tests"):
        User.objects.filter(email="alice@ours.example").update(phone="+420 777 123 456")
        User.objects.filter(email="carol@ours.example").update(phone="+420 777 123 457")
    a_correspondent(desk, value="777 123 456")
    page = desk.get(f"{DESK}caller/", {"q": written}).content.decode()
    assert "alice@ours.example" in page and "carol@ours.example" not in page
    assert "Correspondents" in page
    assert "We do not know them" in desk.get(f"{DESK}caller/", {"q": "777 999 999"}).content.decode()


@pytest.mark.promise("U2")
def test_the_end_of_a_number_is_enough_and_a_foreign_one_is_not_mistaken(desk: Client) -> None:
    a_correspondent(desk)
    assert "Correspondents" in desk.get(f"{DESK}caller/?q=123456").content.decode()
    assert "We do not know them" in desk.get(f"{DESK}caller/?q=%2B44777123456").content.decode()
    assert normal("+44 (0)20 7946 0018") == "442079460018"


@pytest.mark.promise("C8")
@pytest.mark.parametrize("channel", [one.code for one in Channel])
def test_every_channel_of_the_register_can_be_written_down(desk: Client, channel: str) -> None:
    a_correspondent(desk, channel=channel)
    assert str(Channel.of(channel).text) in desk.get(DESK).content.decode()


@pytest.mark.promise("C8")
def test_every_way_to_a_person_is_kept_and_can_be_removed_and_taken_back(desk: Client) -> None:
    here = f"{DESK}people/{a_correspondent(desk)}/"
    ways = {
        "email": "jana@n.example",
        "telephone": "+44 20 7946 0018",
        "skype_name": "jana.n",
        "profile_url": "https://social.example/jana",
        "postal_address": "Lipová 1, Brno",
    }
    for way, value in ways.items():
        desk.post(f"{here}ways/", {"way": way, "value": value})
    page = desk.get(here).content.decode()
    assert all(value in page for value in ways.values())
    with system("tests"):
        point = ContactPoint.objects.get(email="jana@n.example")
    desk.post(f"{here}ways/{point.pk}/remove/")
    assert "jana@n.example" not in desk.get(here).content.decode().replace("Removed", "")
    desk.post(f"{here}take-back/")
    assert "jana@n.example" in desk.get(here).content.decode()


@pytest.mark.parametrize(
    ("way", "value"),
    [
        ("email", "jana"),
        ("telephone", "abc"),
        ("profile_url", "javascript:alert(1)"),
        ("nonsense", "x"),
        ("skype_name", ""),
    ],
)
def test_a_way_that_cannot_be_is_refused_and_not_lost(desk: Client, way: str, value: str) -> None:
    here = f"{DESK}people/{a_correspondent(desk)}/"
    answer = desk.post(f"{here}ways/", {"way": way, "value": value})
    assert answer.status_code == 422
    assert f'value="{value}"' in answer.content.decode() or not value
    with system("tests"):
        assert ContactPoint.objects.count() == 1


@pytest.mark.promise("C8")
def test_a_photograph_is_kept_small_and_sealed(desk: Client) -> None:
    here = f"{DESK}people/{a_correspondent(desk)}/"
    raw = BytesIO()
    Image.new("RGB", (900, 600), "red").save(raw, "JPEG")
    desk.post(f"{here}photo/", {"photo": SimpleUploadedFile("j.jpg", raw.getvalue())})
    shown = desk.get(f"{here}photo/")
    assert shown["Content-Type"] == "image/png"
    with Image.open(BytesIO(shown.content)) as picture:
        assert picture.size == (256, 256)
    with system("tests"):
        assert b"PNG" not in bytes(Photo.objects.get().content)
    for wrong in (b"", b"GIF89a", b"<svg onload=x()>", raw.getvalue()[:200]):
        assert desk.post(f"{here}photo/", {"photo": SimpleUploadedFile("j.svg", wrong)}).status_code == 422


@pytest.mark.promise("C8")
def test_two_that_are_one_are_merged_with_all_that_was_said(desk: Client) -> None:
    one = a_correspondent(desk)
    other = a_correspondent(desk, "email", "jana@n.example")
    here = f"{DESK}people/{one}/"
    assert f'value="{other}"' in desk.get(f"{here}merge/?q=jana").content.decode()
    assert desk.post(f"{here}merge/", {"other": one}).status_code == 409
    desk.post(f"{here}merge/", {"other": other})
    page = desk.get(here).content.decode()
    assert "jana@n.example" in page and "+420 777 123 456" in page and page.count("A thing") == 2
    with system("tests"):
        assert Correspondent.objects.count() == 1


def test_a_correspondent_is_linked_to_the_user_they_are(world: World, desk: Client) -> None:
    here = f"{DESK}people/{a_correspondent(desk)}/"
    desk.post(f"{here}user/", {"email": "ALICE@ours.example"})
    assert "alice@ours.example" in desk.get(here).content.decode()
    assert desk.post(f"{here}user/", {"email": "nobody@x.example"}).status_code == 409
    desk.post(f"{here}name/", {"first_name": "Jana", "last_name": "Nováková", "language": "cs"})
    assert "Jana Nováková" in desk.get(DESK).content.decode()


@pytest.mark.promise("R3")
def test_a_name_corrected_at_the_desk_is_told_to_whoever_received_the_old_one(world: World) -> None:
    desk = hire(world, "bob", StaffRole.SUPPORT)
    with system("tests"):
        them = correspondents.by_email("jana@n.example", name="Jana Novakova")
        note(Someone(email="jana@n.example"), "Posta Relay GmbH", "email", "L2", "letter", "3f2a")
    form = {"first_name": "Jana", "last_name": "Nováková", "language": "en"}
    for _twice in range(2):
        assert desk.post(f"{DESK}people/{them.pk}/name/", form).status_code == 302
    with system("tests"):
        told = ToldOn.objects.get()
        assert (told.recipient, told.email) == ("Posta Relay GmbH", "jana@n.example")
        assert "Nováková" in told.text and "Novakova" not in told.text
