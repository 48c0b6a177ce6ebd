"""Addresses inside an instance: each noun's pages, alike, and what belongs to all of them."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kept.crm.activities import calendar, file_pages, notes, tasks
from kept.crm.companies import addresses, links
from kept.crm.companies import face as _company_face  # noqa: F401  declares how a company's page looks
from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts import face as _contact_face  # noqa: F401  the same for a contact's
from kept.crm.contacts import positions
from kept.crm.contacts.noun import CONTACTS
from kept.crm.exports import page as exports
from kept.crm.files import field_pages as field_files
from kept.crm.files import views as files
from kept.crm.imports import noun_page as imports
from kept.crm.nouns.doors import Routes, patterns
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages import (
    anonymise,
    choosing,
    copy,
    list_bulk,
    list_cell,
    list_filters,
    list_keeping,
    list_page,
    merge,
    new,
    record,
    record_acts,
    record_looks,
    record_who,
)
from kept.crm.nouns.pages.bin import ROUTES as BIN_ROUTES
from kept.crm.nouns.pages.bin import bin_page
from kept.crm.nouns.pages.palette import palette
from kept.crm.nouns.pages.undo import undo_page
from kept.crm.titles import choices, reasons_kept
from kept.crm.titles import views as titles

ROUTES: list[Routes] = [  # each module of pages has its own
    list_page.ROUTES,
    list_filters.ROUTES,
    list_keeping.ROUTES,
    list_cell.ROUTES,
    list_bulk.ROUTES,
    BIN_ROUTES,
    new.ROUTES,
    choosing.ROUTES,
    record.ROUTES,
    record_acts.ROUTES,
    record_looks.ROUTES,
    record_who.ROUTES,
    merge.ROUTES,
    anonymise.ROUTES,
    copy.ROUTES,
    notes.ROUTES,
    tasks.ROUTES,
    calendar.ROUTES,
    files.ROUTES,
    field_files.ROUTES,
    titles.ROUTES,
    imports.ROUTES,
    exports.ROUTES,
]
OWN: dict[str, list[Routes]] = {  # pages that one noun alone has
    "contact": [positions.ROUTES, choices.ROUTES],
    "company": [addresses.ROUTES, links.ROUTES],
}


def noun_urls(noun: Noun) -> tuple[list[URLPattern], str]:
    """All pages of a noun, under its own namespace: `contacts:list`, `contacts:record`."""
    every = [*ROUTES, *OWN.get(noun.key, [])]
    return [pattern for routes in every for pattern in patterns(noun, routes)], noun.plural


urlpatterns: list[URLPattern | URLResolver] = [
    *(path(f"{noun.plural}/", include(noun_urls(noun))) for noun in (COMPANIES, CONTACTS)),
    path("imports/", include("kept.crm.imports.urls")),
    path("acts/", include("kept.crm.acts.urls")),
    path("settings/", include("kept.crm.fields.urls")),
    path("undo/<int:id>/", undo_page, name="undo"),
    path("privacy/", include("kept.crm.privacy.urls")),
    path("bin/", bin_page, name="bin"),
    path("palette/", palette, name="palette"),
    path("tasks/", include(([*tasks.urlpatterns, *file_pages.of_tasks], "tasks"))),
    path("calendar/", include(([*calendar.urlpatterns, *file_pages.of_talks], "calendar"))),
    path("files/", include(files.urlpatterns)),
    path("settings/reasons/", include((reasons_kept.urlpatterns, "reasons"))),
]
