"""Operation: one method on one path, declared with whom it admits and what it takes and gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import URLPattern, re_path

from kept.audit.access import Access

if TYPE_CHECKING:
    from kept.api.vocabulary import Words

TOKEN = re.compile(r"\{(\w+)\}")
NAMES = {"ext", "entity", "field", "list", "tag", "kind", "uuid"}  # path tokens that are words; all others are numbers


@dataclass(frozen=True, slots=True)
class Caller:
    """The program at the door: its key, its member, its instance."""

    key_id: int
    key_name: str
    member_id: int
    user_id: int
    instance_id: int
    slug: str
    instance_name: str
    time_zone: str
    language: str


@dataclass(slots=True)
class Call:
    """One call of an operation: the request, and what the operation may need to know of it."""

    request: HttpRequest
    operation: Operation
    access: Access
    caller: Caller
    words: Words

    @property
    def query(self) -> Any:
        """The query string."""
        return self.request.GET


@dataclass(frozen=True)
class Operation:
    """What the dispatcher, the documents and the tests know of an operation.

    `run(call, **tokens)` returns the body of the answer, or a whole response. `needs` are permissions.
    `body` and `gives` name schemas of `kept.api.schemas`, or are schemas themselves."""

    id: str
    method: str
    path: str  # "person/{id}/"
    needs: tuple[str, ...]
    run: Callable[..., Any]
    says: str
    body: Any = None
    takes: str = "application/json"  # the kind of the body
    gives: Any = None
    status: int = 200
    problems: tuple[int, ...] = ()
    query: tuple[tuple[str, str, str], ...] = ()  # what a list is asked by: name, type, words
    tag: str = ""
    bare: bool = False  # answered without the envelope
    also: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def pattern(self) -> str:
        """The path as Django matches it, with or without its last slash: a redirect would lose the body."""
        bare = self.path.rstrip("/")
        return "^" + TOKEN.sub(lambda m: f"(?P<{m[1]}>{_shape(m[1])})", bare) + "/?$"


def _shape(token: str) -> str:
    return "[^/]+" if token in NAMES else "[0-9]{1,18}"


def patterns(operations: Iterable[Operation]) -> list[URLPattern]:
    """One address a path, which knows the operations of all its methods."""
    from kept.api.dispatch import endpoint

    by_path: dict[str, list[Operation]] = {}
    for one in operations:
        by_path.setdefault(one.pattern, []).append(one)
    return [re_path(pattern, endpoint(ops), name=ops[0].path.rstrip("/")) for pattern, ops in by_path.items()]


def bound(run: Callable[..., Any], resource: Any) -> Callable[..., Any]:
    """An act written once for all resources, for one of them."""

    def act(call: Call, **tokens: Any) -> Any:
        return run(call, resource, **tokens)

    return act
