"""Every model that holds something of people can be reached from its person, and leaves its rows to a store that exists."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from kept.identity.models import User
from kept.policy.holdings import InstanceData, NoPersonalData, ServiceData
from kept.policy.stores import stores
from kept.privacy.erasure.checks import without_store
from kept.privacy.erasure.ways import unreachable

EXPECTED = {
    "rows", "files", "history", "imports", "mail", "jobs", "packages", "memberships", "read log", "choices",
    "certificates", "mentions", "server logs",
}  # fmt: skip


def twin(**attributes: Any) -> Any:
    """A model that lives for one test and has no table."""
    name = f"Reached{len(apps.all_models['web'])}"
    body = {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "web"}), **attributes}
    return type(name, (models.Model,), body)


@pytest.mark.promise("R6")
def test_every_model_is_reached_from_its_person() -> None:
    every = list(apps.get_models(include_auto_created=True))
    assert unreachable(every) == []
    assert without_store(every) == []


@pytest.mark.promise("R6")
@pytest.mark.parametrize(
    ("person", "complaint"),
    [
        ("shoe", "shoe leads to nobody"),
        ("owner", "has no way owner"),
        ("level", "which is nobody's"),
        ("record", "has no columns kind and record_id"),
    ],
)
def test_a_model_that_cannot_be_reached_stops_the_build(person: str, complaint: str) -> None:
    from kept.tenancy.models import Instance

    broken = twin(
        shoe=models.TextField(),
        level=models.ForeignKey(Instance, models.CASCADE, related_name="+"),
        holds=InstanceData(person=person, notes=["shoe"], rest=["id", "level"]),
    )
    assert any(complaint in wrong for wrong in unreachable([broken]))


def test_a_model_that_can_be_reached_is_accepted() -> None:
    by_user = twin(
        user=models.ForeignKey(User, models.CASCADE, related_name="+"),
        holds=ServiceData(purposes=["L1"], person="user", rest=["id", "user"]),
    )
    by_email = twin(
        email=models.EmailField(), holds=ServiceData(purposes=["L4"], person="email", email=["email"], rest=["id"])
    )
    assert unreachable([by_user, by_email, twin(holds=NoPersonalData(because="a twin"))]) == []


def test_a_store_that_is_not_there_is_seen() -> None:
    broken = twin(
        shoe=models.TextField(), holds=InstanceData(person="self", store="attic", notes=["shoe"], rest=["id"])
    )
    assert without_store([broken]) == [
        f"{broken._meta.label_lower} leaves its rows to the store attic, which does not exist"
    ]


def test_the_stores_are_those_we_know_of() -> None:
    assert {place.name for place in stores()} >= EXPECTED
