"""Whatever is typed at the portal or the operator's desk, the answer is a clear one."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from kept.grants.staff import StaffRole
from kept.privacy.requests.desk.doing import TITLES
from kept.privacy.requests.models import DataSubjectRequest, Review
from kept.privacy.requests.tests.test_desk import DESK, entered
from kept.tenancy.opening import system
from tests.cast import World
from tests.nasty import text
from tests.staff import hire
from tests.walk import signed_in

FIELDS = (
    "wish", "email", "words", "code", "channel", "received_on", "name", "language", "identified_by", "who", "decision",
    "redacted", "line0", "show", "from",
)  # fmt: skip


@pytest.fixture
def places(world: World) -> tuple[Client, list[str]]:
    irena = hire(world, "bob", StaffRole.PRIVACY)
    here = entered(irena, wish="R3")
    entered(irena, wish="R2")
    link = signed_in(world.ours, "carol").post("/your-data/", {"wish": "R6", "words": ""})["Location"]
    with system("tests"):
        one = DataSubjectRequest.objects.order_by("pk").first()
        one.correction = [{"label": "identity.user", "pk": 1, "field": "first_name", "value": "Bob"}]
        one.save()
        review = Review.objects.create(request=one, store="rows", reference="x:1:y", text="Petr Svoboda")
    acts = [f"{here}{act}/" for act in TITLES]
    portal = [
        "/your-data/",
        "/your-data/nowhere/",
        "/your-data/r/ABCDEFGH/",
        link,
        f"{link}appeal/",
        f"{link}withdraw/",
    ]
    desk = [DESK, f"{DESK}new/", here, f"{here}correct/", f"{here}reviews/{review.pk}/", f"{here}nothing/", *acts]
    return irena, [*portal, *desk]


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_that_is_typed_breaks_a_page(places: tuple[Client, list[str]], method: str) -> None:
    client, addresses = places
    client.raise_request_exception = False
    random, wrong = Random(method), []  # noqa: S311
    for turn in range(260):
        typed: dict[str, Any] = {name: text(random)[:5000] for name in random.sample(FIELDS, 5)}
        if turn % 3 == 0:
            typed["wish"] = random.choice(["R2", "R1:L3", "R8", "R9", ""])
        url = addresses[turn % len(addresses)]
        with transaction.atomic():
            answer = getattr(client, method)(url, typed)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            wrong.append((method, url, typed))
    assert wrong == []


def test_a_number_that_no_row_can_have_is_not_found(world: World) -> None:
    irena = hire(world, "bob", StaffRole.PRIVACY)
    for number in (0, 2**63 - 1, 2**63, 10**40):
        assert irena.get(f"{DESK}{number}/").status_code == 404
        assert irena.get(f"{DESK}?show=closed&from={number}").status_code == 200
