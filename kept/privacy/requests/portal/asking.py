"""Asking: the first page of the portal, and the one after it. Both say the same to everybody."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kept.policy.controller import in_force
from kept.policy.keeps import keeps
from kept.privacy.requests.doing import THE_PERSON, by_portal, identify, receive
from kept.privacy.requests.links import TRIES, code_fits, path_of, secret_of
from kept.privacy.requests.party import Party
from kept.privacy.requests.portal.doors import here, shut
from kept.privacy.requests.portal.forms import AskForm, CodeForm
from kept.privacy.requests.request import DataSubjectRequest
from kept.privacy.requests.states import State
from kept.web.errors import too_many
from kept.web.pages import go, page


@keeps("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8")
def ask(request: HttpRequest, party: Party) -> HttpResponse:
    """Choose what you ask, and say who you are. What is held of the address is looked up by nobody here."""
    if not party.is_open:
        return shut(request)
    user: Any = request.user
    known = user.is_authenticated
    form = AskForm(request.POST if request.method == "POST" else None, instance_id=party.instance_id, known=known)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="your_data", key=form.cleaned_data.get("email", "")):
            return too_many(request)
        return _by_user(request, form, user) if known else _by_letter(request, party, form)
    context = {"form": form, "party": party, "user": user if known else None, "deadline": _deadline()}
    return page(request, "requests/portal/ask.html", context, status=422 if form.errors else 200)


def _told(form: AskForm) -> dict[str, Any]:
    wish = form.chosen()
    language = (get_language() or "en")[:2]
    return {
        "right": wish.right,
        "purpose": wish.purpose,
        "words": form.cleaned_data["words"],
        "language": language,
    }


def _by_letter(request: HttpRequest, party: Party, form: AskForm) -> HttpResponse:
    made = by_portal(email=form.cleaned_data["email"], **_told(form))
    return go(here(party, made.ref), request=request)


@keeps("R2")
def _by_user(request: HttpRequest, form: AskForm, user: Any) -> HttpResponse:
    made = receive(by=THE_PERSON, email=user.email, name=user.full_name, **_told(form))
    identify(made, _("signed in"))
    return go(path_of(made), request=request)


@keeps("R2")
def sent(request: HttpRequest, party: Party, ref: str) -> HttpResponse:
    """A letter is on its way; who reads it elsewhere types the code. A request that never was looks the same."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not ratelimit.consume(request, action="your_data_code", key=ref):
            return too_many(request)
        if form.is_valid():
            found = _by_code(ref, form.cleaned_data["code"])
            if found is not None:
                return go(here(party, found.ref, secret_of(found)), request=request)
            form.add_error("code", _("These are not the figures of the letter. After five tries only its link opens."))
    context = {"form": form, "party": party}
    return page(request, "requests/portal/sent.html", context, status=422 if form.errors else 200)


def _by_code(ref: str, typed: str) -> DataSubjectRequest | None:
    found: DataSubjectRequest | None = DataSubjectRequest.objects.select_for_update().filter(ref=ref).first()
    waits = found is not None and found.state == State.IDENTITY and found.tries < TRIES
    fits = code_fits(found or DataSubjectRequest(ref=""), typed)
    if found is None or not waits:
        return None
    if not fits:
        found.tries += 1
        found.save(update_fields=["tries"])
        return None
    identify(found, _("code from a letter to this address"))
    return found


def _deadline() -> str:
    """The term of the register in words."""
    language = (get_language() or "en")[:2]
    return next(right for right in in_force().rights if right.id == "R2").deadline.text.in_(language)
