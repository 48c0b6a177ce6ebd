"""A page answers whole or in part, and an act says what it did."""

from __future__ import annotations

import json

from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory, override_settings

from kept.web.pages import done, page, say

ROOT = {
    "base.html": "<main>{% block content %}{% endblock %}</main>",
    "list.html": "{% extends 'base.html' %}{% block content %}<h1>Contacts</h1>"
    "{% block contact_rows %}<tr>{{ name }}</tr>{% endblock %}{% endblock %}",
    "ask.html": "{% extends 'dialog.html' %}{% block asked %}Erase {{ name }}?{% endblock %}",
    "dialog.html": "{% extends 'base.html' %}{% block content %}around{% block dialog %}<form>{% block asked %}"
    "{% endblock %}</form>{% endblock %}{% endblock %}",
    "cell.html": "{% extends 'base.html' %}{% block content %}whole{% block partial %}<input>{% endblock %}"
    "{% endblock %}",
}
SMALL = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", ROOT)]},
    }
]


class Said(BaseStorage):
    """Messages that are kept nowhere."""

    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []


def ask(**headers: str) -> HttpRequest:
    request = RequestFactory().get("/", headers=headers)
    request._messages = Said(request)  # type: ignore[attr-defined]
    return request


def body(request: HttpRequest, template: str, **options) -> str:
    with override_settings(TEMPLATES=SMALL):
        engines._templates = None  # type: ignore[attr-defined]
        return page(request, template, {"name": "Tereza"}, **options).content.decode()


def test_it_comes_whole_to_a_browser_without_script():
    assert body(ask(), "list.html") == "<main><h1>Contacts</h1><tr>Tereza</tr></main>"


def test_it_brings_only_the_rows_that_htmx_swaps():
    rows = ask(**{"HX-Request": "true", "HX-Target": "contact-rows"})
    assert body(rows, "list.html") == "<tr>Tereza</tr>"


def test_it_finds_the_part_in_the_template_that_it_extends_and_fills_it_from_the_nearest():
    dialog = ask(**{"HX-Request": "true", "HX-Target": "dialog"})
    assert body(dialog, "ask.html") == "<form>Erase Tereza?</form>"


def test_it_brings_the_part_called_partial_when_the_target_has_no_name():
    assert body(ask(**{"HX-Request": "true"}), "cell.html") == "<input>"


def test_it_comes_whole_when_history_brings_it_back():
    back = ask(**{"HX-Request": "true", "HX-Target": "contact-rows", "HX-History-Restore-Request": "true"})
    assert "<main>" in body(back, "list.html")


def test_it_tells_caches_that_the_part_is_another_answer():
    with override_settings(TEMPLATES=SMALL):
        engines._templates = None  # type: ignore[attr-defined]
        assert "HX-Request" in page(ask(), "list.html")["Vary"]


def test_a_part_brings_along_what_was_done_with_its_undo():
    request = ask(**{"HX-Request": "true"})
    say(request, "Říha moved.", undo_url="/undo/7/")
    with override_settings(TEMPLATES=SMALL):
        engines._templates = None  # type: ignore[attr-defined]
        header = page(request, "cell.html")["HX-Trigger"]
    assert header.isascii()
    assert json.loads(header) == {"kept:said": {"toasts": [{"message": "Říha moved.", "undo": "/undo/7/"}]}}


def test_an_act_leads_a_plain_form_and_htmx_to_the_same_place():
    assert done(ask(), "/deals/", "Won.")["Location"] == "/deals/"
    htmx = done(ask(**{"HX-Request": "true"}), "/deals/", "Won.")
    assert (htmx.status_code, htmx["HX-Redirect"]) == (204, "/deals/")
