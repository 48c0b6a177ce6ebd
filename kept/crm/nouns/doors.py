"""Doors of nouns: a view written once for all nouns, marked with an act, and bound to each noun it serves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from kept.crm.nouns.noun import Noun
from kept.policy.doors import allow

View = Callable[..., HttpResponseBase]
Routes = Sequence[tuple[str, View, str]]


def act(name: str, *also: str) -> Callable[[View], View]:
    """Mark a view of nouns with the act it needs: view, create, edit, delete, export, import, bulk, merge, anonymise;
    and with whole permissions it needs besides, such as `notes.create`.

    >>> @act("edit")
    ... def edit(request, noun, id): ...
    """

    def mark(view: View) -> View:
        view.act = name  # type: ignore[attr-defined]
        view.also = also  # type: ignore[attr-defined]
        return view

    return mark


def bound(view: View, noun: Noun) -> View:
    """The view for one noun, as a door that asks for that noun's permission."""

    @wraps(view)
    def door(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        return view(request, noun, **arguments)

    return allow(noun.permission(view.act), *view.also)(door)  # type: ignore[attr-defined]


def patterns(noun: Noun, routes: Routes) -> list[URLPattern]:
    """Addresses of a noun from (route, view, name) triples."""
    return [path(route, bound(view, noun), name=name) for route, view, name in routes]
