"""Addresses inside an instance: each noun's pages, alike, and what belongs to all of them."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.noun import CONTACTS
from kept.crm.exports import page as exports
from kept.crm.imports import noun_page as imports
from kept.crm.nouns.doors import Routes, patterns
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages import list_bulk, list_cell, list_filters, list_keeping, list_page
from kept.crm.nouns.pages.undo import undo_page

ROUTES: list[Routes] = [  # each module of pages has its own
    list_page.ROUTES,
    list_filters.ROUTES,
    list_keeping.ROUTES,
    list_cell.ROUTES,
    list_bulk.ROUTES,
    imports.ROUTES,
    exports.ROUTES,
]


def noun_urls(noun: Noun) -> tuple[list[URLPattern], str]:
    """All pages of a noun, under its own namespace: `contacts:list`, `contacts:record`."""
    return [pattern for routes in ROUTES for pattern in patterns(noun, routes)], noun.plural


urlpatterns: list[URLPattern | URLResolver] = [
    *(path(f"{noun.plural}/", include(noun_urls(noun))) for noun in (COMPANIES, CONTACTS)),
    path("imports/", include("kept.crm.imports.urls")),
    path("undo/<int:id>/", undo_page, name="undo"),
]
