"""A person moves to another Kept: what they provided goes under a seal, is shown first, and a touched one is refused."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import pyzipper
from django.core.files.uploadedfile import SimpleUploadedFile

from kept.consent.suppression import suppress
from kept.crm.contacts.models import Contact
from kept.crm.contacts.noun import CONTACTS
from kept.privacy.erasure import finding, package
from kept.privacy.erasure.handover import Untrue, taken
from kept.tenancy.opening import system
from tests.cast import World
from tests.making import browser_of, made

TAKE = "/theirs/privacy/handover/"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def copy(world: World) -> dict[str, bytes]:
    """The files of a contact's copy."""
    made(
        world, CONTACTS, first_name="Jana", last_name="Dvořáková", email="jana@example.com", city="Plzeň",
        notice="difficult, says Bob",
    )  # fmt: skip
    subject = finding.subject_of(instance_id=world.ours.instance.pk, emails=["jana@example.com"])
    done = package.make(subject, language="en")
    with pyzipper.AESZipFile(done.path) as packed:
        packed.setpassword(done.password.encode())
        return {name: packed.read(name) for name in packed.namelist()}


def sent(content: bytes) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("handover.json", content, "application/json")}


@pytest.mark.promise("R5")
def test_the_copy_is_in_open_formats_and_fits_its_schema(copy: dict[str, bytes]) -> None:
    data, schema = json.loads(copy["copy.json"]), json.loads(copy["copy.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "kinds": [{"kind": 7}]}, schema)
    assert copy["portable/people.vcf"].decode().startswith("BEGIN:VCARD\r\nVERSION:4.0\r\nN:Dvořáková;Jana;;;\r\n")
    assert "jana@example.com" in copy["csv/contacts.contact.csv"].decode("utf-8-sig")


@pytest.mark.promise("R5")
def test_what_others_noted_is_not_handed_over(copy: dict[str, bytes]) -> None:
    assert "difficult" in copy["copy.json"].decode()
    assert "difficult" not in copy["portable/handover.json"].decode()
    assert "Plzeň" in copy["portable/handover.json"].decode()


@pytest.mark.promise("R5")
def test_another_kept_shows_the_person_and_takes_them_over(world: World, copy: dict[str, bytes]) -> None:
    mallory = browser_of(world, "mallory")
    seen = mallory.post(TAKE, sent(copy["portable/handover.json"])).content.decode()
    assert "jana@example.com" in seen and "whole" in seen
    with system("tests", world.theirs.instance.pk):
        assert not Contact.objects.exists()
    words = html.unescape(re.search(r'name="words" value="([^"]+)"', seen).group(1))  # type: ignore[union-attr]
    assert mallory.post(TAKE, {"words": words, "act": "take"}).status_code == 302
    with system("tests", world.theirs.instance.pk):
        contact = Contact.objects.get()
        assert (contact.first_name, contact.last_name, contact.city) == ("Jana", "Dvořáková", "Plzeň")
        assert contact.notice == ""


@pytest.mark.promise("R5")
@pytest.mark.parametrize("harm", ["a word", "the key", "no seal", "no JSON", "nothing"])
def test_a_hand_over_that_was_touched_is_refused(world: World, copy: dict[str, bytes], harm: str) -> None:
    whole = copy["portable/handover.json"].decode()
    document = json.loads(whole)
    seal = document["seal"]
    broken = {
        "a word": whole.replace("Plzeň", "Praha"),
        "the key": json.dumps({**document, "seal": {**seal, "public_key": "A" * 43 + "="}}),
        "no seal": json.dumps({name: value for name, value in document.items() if name != "seal"}),
        "no JSON": whole[:-20],
        "nothing": "",
    }[harm]
    with pytest.raises(Untrue):
        taken(broken.encode())
    answer = browser_of(world, "mallory").post(TAKE, {"words": broken, "act": "take"})
    assert answer.status_code == 422
    with system("tests", world.theirs.instance.pk):
        assert not Contact.objects.exists()


@pytest.mark.promise("R6")
def test_who_asked_not_to_be_kept_is_not_taken_over(world: World, copy: dict[str, bytes]) -> None:
    with system("tests", world.theirs.instance.pk):
        suppress("jana@example.com", instance_id=world.theirs.instance.pk)
    words = copy["portable/handover.json"].decode()
    mallory = browser_of(world, "mallory")
    assert "asked not to be kept" in mallory.post(TAKE, {"words": words}).content.decode()
    mallory.post(TAKE, {"words": words, "act": "take"})
    with system("tests", world.theirs.instance.pk):
        assert not Contact.objects.exists()
