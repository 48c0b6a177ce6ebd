"""A program at the door of the API, with a key of one of the cast: for the tests of the API and of its contract."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from django.test import Client

from kept.api import limits
from kept.crm.contacts.models import Contact
from kept.identity.keys import ApiKey
from kept.tenancy.opening import system
from tests.cast import Cast, World


@dataclass
class Program:
    """Calls the API with a key, as a client would."""

    secret: str
    email: str = ""
    instance: str = ""
    person: int = 0  # the contact of the member whose key it is

    def headers(self) -> dict[str, str]:
        if not self.email:
            return {"Authorization": f"Bearer {self.secret}"}
        basic = base64.b64encode(f"{self.email}:{self.secret}".encode()).decode()
        return {"Authorization": f"Basic {basic}", "X-Instance-Name": self.instance}

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        data = b"" if body is None else body if isinstance(body, bytes) else orjson.dumps(body)
        return Client().generic(
            method, f"/api/v2/{path}", data, "application/json", headers=self.headers(), query_params=query or None
        )

    def get(self, path: str, **query: Any) -> Any:
        return self.call("GET", path, **query)

    def put(self, path: str, body: Any = None) -> Any:
        return self.call("PUT", path, body)

    def post(self, path: str, body: Any = None) -> Any:
        return self.call("POST", path, body)

    def delete(self, path: str, body: Any = None) -> Any:
        return self.call("DELETE", path, body)

    def made(self, path: str, body: Any) -> int:
        answer = self.put(path, body)
        assert answer.status_code == 201, answer.content
        return int(answer.json()["data"]["id"])

    def ids(self, path: str, **query: Any) -> list[int]:
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.content
        return [row["id"] for row in answer.json()["data"]]

    def one(self, path: str) -> dict[str, Any]:
        answer = self.get(path)
        assert answer.status_code == 200, answer.content
        return dict(answer.json()["data"])


def key_for(cast: Cast, name: str, *, basic: bool = False) -> Program:
    """A key of one of the cast, who also gets the contact by which the API names an owner."""
    with system("tests", cast.instance.pk):
        member = cast.members[name]
        _key, secret = ApiKey.issue(member, f"{name}'s program")
        own = Contact.objects.filter(membership=member).first()
        if own is None:
            own = Contact.fresh(last_name=name.title(), membership=member, security_level=cast.level)
            own.index()
            own.save()
    return Program(secret, member.email if basic else "", cast.instance.slug if basic else "", own.pk)


@pytest.fixture
def program(world: World) -> Callable[..., Program]:
    """program("bob") for ours, program("mallory") for theirs."""
    limits.forget()

    def of(name: str, **how: Any) -> Program:
        return key_for(world.ours if name in world.ours.members else world.theirs, name, **how)

    return of
