"""The record of processing as a page for the privacy officer, and to take along: JSON, fideslang, Turtle."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation

from kept.policy.controller import controller, in_force
from kept.policy.doors import MEMBER, allow
from kept.policy.keeps import keeps
from kept.policy.register import Register
from kept.policy.text import listed
from kept.policy.transfers import EEA, fault
from kept.privacy.kinds import kind
from kept.privacy.notice_data import plain
from kept.privacy.processing import dpv, fides
from kept.privacy.processing.field_words import words_of
from kept.privacy.processing.record import Activity, activities, lapsed, places_by_purpose, security
from kept.web.pages import page


@allow("staff.notices")
@keeps("S4")
def record(request: HttpRequest) -> HttpResponse:
    """All activities, who receives what, where it goes, and what has lapsed."""
    register, language = in_force(), _language()
    context = {
        "activities": [shown(one, language) for one in activities(register)],
        "recipients": _recipients(register, language),
        "lapsed": [trouble.in_(language) for trouble in lapsed(register)],
        "security": [text.in_(language) for text in security(register)],
        "controller": controller(),
    }
    return page(request, "processing/record.html", context)


@allow("staff.notices")
def taken(request: HttpRequest, form: str) -> HttpResponse:
    """The record in another form."""
    register, operator = in_force(), controller()
    if form == "json":
        return JsonResponse(as_data(register), json_dumps_params={"ensure_ascii": False, "indent": 1})
    if form == "fides":
        return _file(fides.as_yaml(fides.manifest(register, operator)), "application/yaml", "processing.yml")
    if form == "turtle":
        return _file(dpv.as_turtle(register, operator), "text/turtle", "processing.ttl")
    raise Http404


@allow(MEMBER)
def map_of_instance(request: HttpRequest) -> HttpResponse:
    """What an instance can hold of people, field by field, and who works on it for the customer."""
    register, language = in_force(), _language()
    purpose = register.purpose("L5")
    context = {
        "places": [
            {"table": place.table, "name": kind(place.label), "fields": [
                (register.category(code).text.in_(language), ", ".join(words_of(place.label, names)))
                for code, names in place.fields.items()
            ]}
            for place in sorted(places_by_purpose()["L5"], key=lambda place: place.table)
        ],
        "recipients": [one for one in _recipients(register, language) if "L5" in one["purposes"]],
        "term": listed([retention.text for retention in purpose.retentions]).in_(language),
        "controller": controller(),
    }  # fmt: skip
    return page(request, "processing/map.html", context)


def as_data(register: Register) -> dict[str, Any]:
    """The record as JSON can say it."""
    return {
        "controller": controller().name,
        "contact": controller().email,
        "security": [plain(text) for text in security(register)],
        "activities": [
            {
                "id": one.purpose.id,
                "role": "processor" if one.as_processor else "controller",
                "title": plain(one.purpose.title),
                "basis": one.purpose.basis.code,
                "persons": [plain(text) for text in one.persons],
                "categories": [category.code for category in one.categories],
                "terms": [plain(retention) for retention in one.purpose.retentions],
                "recipients": [plain(recipient) for recipient in one.recipients],
                "places": [plain_place(place.table, place.fields) for place in one.places],
            }
            for one in activities(register)
        ],
    }


def plain_place(table: str, fields: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """A table with its fields by category."""
    return {"table": table, "fields": {code: list(names) for code, names in fields.items()}}


def shown(one: Activity, language: str) -> dict[str, Any]:
    """An activity as the page shows it."""
    return {
        "id": one.purpose.id,
        "title": one.purpose.title.in_(language),
        "as_processor": one.as_processor,
        "basis": one.purpose.basis.text.in_(language),
        "persons": listed(list(one.persons)).in_(language),
        "categories": listed([category.text for category in one.categories]).in_(language),
        "terms": "; ".join(term.in_(language) for term in one.terms),
        "recipients": ", ".join(recipient.name for recipient in one.recipients),
        "tables": [place.table for place in one.places],
    }


def _recipients(register: Register, language: str) -> list[dict[str, Any]]:
    today = datetime.now(UTC).date()
    return [
        {
            "name": one.name,
            "role": register.role(one.role).title.in_(language),
            "country": one.country,
            "contract": one.contract,
            "purposes": one.purposes,
            "safeguard": register.safeguard(one.safeguard).title.in_(language) if one.safeguard else "",
            "inside": one.country in EEA,
            "lapsed": fault(one, register.safeguards, today) is not None,
        }
        for one in register.recipients
    ]


def _language() -> str:
    return (translation.get_language() or "en").partition("-")[0]


def _file(text: str, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
