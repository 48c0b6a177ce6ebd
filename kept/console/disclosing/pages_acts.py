"""What an officer does with a demand: examine, agree, hand over, refuse, bar, tell by letter; and its papers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.console.disclosing import doing
from kept.console.disclosing.forms import BarForm, PaperForm
from kept.console.disclosing.handing import SEALED, password_once
from kept.console.disclosing.jobs import hand, look_at
from kept.console.disclosing.models import Demand, HandedOver, Paper
from kept.console.disclosing.pages import HOME, demand_or_404, me_of, shown
from kept.console.disclosing.states import Act
from kept.identity.again import again
from kept.outside.disk import ending
from kept.outside.sealed_bytes import seal, unseal
from kept.policy import clock
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.web.pages import done, page
from kept.web.refused import Refused

WHOLE = "*"  # a file has no columns


@allow("staff.disclosures")
@keeps("S2")
def examine(request: HttpRequest, id: int) -> HttpResponse:
    """Test the ground, and choose the least of what is held."""
    one = demand_or_404(id)
    wrong, reason = "", request.POST.get("reason", "").replace("\x00", "")[:2000]
    ticked = set(request.POST.getlist("part"))
    if request.method == "POST":
        try:
            doing.examine(one, chosen_of(one, ticked), by=me_of(request), reason=reason)
        except Refused as refused:
            wrong = str(refused.message)
        else:
            return done(request, f"{HOME}{id}/", _("Examined. A second person has to agree."))
    kinds = [
        (
            kind,
            [(f"{kind['kind']}|{name}", label, f"{kind['kind']}|{name}" in ticked) for name, label in columns_of(kind)],
        )
        for kind in one.found
    ]
    context = {"one": one, "kinds": kinds, "reason": reason, "wrong": wrong}
    return page(request, "disclosing/examine.html", context, status=422 if wrong else 200)


def columns_of(kind: dict[str, Any]) -> list[tuple[str, str]]:
    """What may be ticked of a kind: its columns, or a file whole."""
    return [(one["name"], one["label"]) for one in kind["columns"]] or [(WHOLE, _("the whole file"))]


def chosen_of(one: Demand, ticked: set[str]) -> dict[str, list[str]]:
    """What was ticked and is there to be chosen."""
    found = {
        kind["kind"]: [name for name, _label in columns_of(kind) if f"{kind['kind']}|{name}" in ticked]
        for kind in one.found
    }
    return {kind: names for kind, names in found.items() if names}


@allow("staff.disclosures")
@again()
@keeps("S2")
def review(request: HttpRequest, id: int) -> HttpResponse:
    """Agree as a second person."""
    return _asked(
        request, id, _("Do you agree?"), _("Agree"),
        _("You are the second person. Does the law demand it, and is it the least?"),
        lambda one, reason: doing.review(one, by=me_of(request), reason=reason), _("Two of you agree."),
    )  # fmt: skip


@allow("staff.disclosures")
def send_back(request: HttpRequest, id: int) -> HttpResponse:
    """Have it examined again."""
    return _asked(
        request, id, _("Send it back?"), _("Send it back"), _("It is examined again, and what was chosen is forgotten."),
        lambda one, reason: doing.send_back(one, by=me_of(request), reason=reason), _("It is to be examined again."),
    )  # fmt: skip


@allow("staff.disclosures")
@keeps("S2")
def refuse(request: HttpRequest, id: int) -> HttpResponse:
    """Hand nothing over."""
    return _asked(
        request, id, _("Refuse it?"), _("Refuse"), _("Nothing is handed over. The reason stays with the demand."),
        lambda one, reason: doing.refuse(one, by=me_of(request), reason=reason), _("Refused. Nothing was handed over."),
    )  # fmt: skip


@allow("staff.disclosures")
@again()
@keeps("S2")
def hand_over(request: HttpRequest, id: int) -> HttpResponse:
    """Have what was agreed to packed and handed over."""

    def begin(one: Demand, reason: str) -> None:
        doing.may_hand_over(one)
        one.trouble, one.handing_at = "", clock.now()
        one.save(update_fields=["trouble", "handing_at"])
        hand.defer(demand_id=one.pk, user_id=me_of(request))

    return _asked(
        request, id, _("Hand it over?"), _("Hand it over"),
        _("What two of you agreed to is packed under a password, and the person is told unless an order forbids it."),
        begin, _("It is being packed."), why=False,
    )  # fmt: skip


@allow("staff.disclosures")
@keeps("S2")
def tell(request: HttpRequest, id: int) -> HttpResponse:
    """Write down that the person was told in another way than by our mail."""
    return _asked(
        request, id, _("Was the person told?"), _("Write it down"), _("When and how: by a letter, on the phone."),
        lambda one, reason: doing.told(one, by=me_of(request), reason=reason), _("Written down. The demand is closed."),
    )  # fmt: skip


@allow("staff.disclosures")
def bar(request: HttpRequest, id: int) -> HttpResponse:
    """Write down an order that forbids to tell the person."""
    one = demand_or_404(id)
    form = BarForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        doing.bar(one, said["barred_until"], said["bar_order"], by=me_of(request))
        return done(request, f"{HOME}{id}/", _("Until then nobody hears of it."))
    context = {
        "form": form, "title": _("An order forbids to tell"), "action": request.path, "back_url": f"{HOME}{id}/",
        "verb": _("Write it down"), "says": "", "why": False, "wrong": "",
    }  # fmt: skip
    return page(request, "disclosing/ask.html", context, status=422 if form.errors else 200)


def _asked(
    request: HttpRequest, id: int, title: str, verb: str, says: str, act: Callable[[Demand, str], None], said: str,
    *, why: bool = True,
) -> HttpResponse:  # fmt: skip
    """Ask once more, with a reason; then do it."""
    one = demand_or_404(id)
    wrong, reason = "", request.POST.get("reason", "")
    if request.method == "POST":
        try:
            act(one, reason)
        except Refused as refused:
            wrong = str(refused.message)
        else:
            return done(request, f"{HOME}{id}/", said)
    context = {
        "one": one, "title": title, "verb": verb, "says": says, "why": why, "wrong": wrong, "reason": reason, "form": "",
        "action": request.path, "back_url": f"{HOME}{id}/",
    }  # fmt: skip
    return page(request, "disclosing/ask.html", context, status=422 if wrong else 200)


@allow("staff.disclosures")
@require_POST
def look(request: HttpRequest, id: int) -> HttpResponse:
    """Have what is held looked up again."""
    one = demand_or_404(id)
    one.looked_at, one.trouble = None, ""
    one.save(update_fields=["looked_at", "trouble"])
    look_at.defer(demand_id=one.pk, user_id=me_of(request))
    return done(request, f"{HOME}{id}/", _("What is held is being looked up."))


@allow("staff.disclosures")
@require_POST
def add_paper(request: HttpRequest, id: int) -> HttpResponse:
    """Keep a document that came with it, sealed."""
    one = demand_or_404(id)
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, one, form, status=422)
    file = form.cleaned_data["paper"]
    content = file.read()
    Paper.objects.create(
        demand=one, name=file.name[:200], size=len(content), sha256=hashlib.sha256(content).hexdigest(),
        content=seal(content, SEALED), added_by=me_of(request),
    )  # fmt: skip
    doing.step(one, Act.PAPER, by=me_of(request), reason=file.name[:200])
    return done(request, f"{HOME}{id}/", _("The paper is kept, encrypted."))


@allow("staff.disclosures")
def paper(request: HttpRequest, id: int, paper: int) -> HttpResponse:
    """A paper, as it came. It is never shown in the page: nobody knows what is in it."""
    found = Paper.objects.filter(pk=paper, demand_id=id).first()
    if found is None:
        raise Http404
    answer = HttpResponse(unseal(found.content, SEALED), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="paper-{found.pk}{ending(found.name)}"'
    return answer


@allow("staff.disclosures")
@require_POST
@again()
def password(request: HttpRequest, id: int) -> HttpResponse:
    """The password of the package, this once."""
    one = demand_or_404(id)
    made = HandedOver.objects.filter(demand=one).first()
    if made is None:
        raise Http404
    return shown(request, one, password=password_once(made))
