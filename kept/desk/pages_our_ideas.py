"""The desk's side of ideas: from somebody's words to an idea in ours, published, moved on, its owners told."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.desk import ideas
from kept.desk.forms import IdeaForm, MoveForm
from kept.desk.locked import refuse_locked
from kept.desk.models import Idea, Message, Suggestion, Thread
from kept.desk.pages_inbox import HOME, tabs
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.tenancy.ids import id_of
from kept.web.pages import done, page
from kept.web.refused import Refused

IDEAS = f"{HOME}ideas/"


@allow("staff.desk")
def listed(request: HttpRequest) -> HttpResponse:
    """All ideas, published or not, the latest first."""
    found = Idea.objects.annotate(votes=Count("vote", distinct=True), owners=Count("suggestion", distinct=True))
    context = {"rows": list(found.order_by("-pk")[:200]), "tabs": tabs(request, "ideas")}
    return page(request, "desk/our_ideas.html", context)


@allow("staff.desk")
@keeps("C8", "U5")
def new(request: HttpRequest) -> HttpResponse:
    """Put an idea into our own words; `thread` names the talk that it came from, whose person is told."""
    thread = _talk(request.GET.get("thread", ""))
    form = IdeaForm(request.POST if request.method == "POST" else None, initial=_first_words(thread))
    if request.method == "POST" and form.is_valid():
        made: Idea = form.save()
        if thread is not None:
            ideas.take_on(thread, made)
        return done(request, f"{IDEAS}{made.pk}/", _("Kept. Publish it when its words name nobody."))
    known = Idea.objects.order_by("-pk")[:100] if thread is not None else []
    context = {"form": form, "thread": thread, "words": _words(thread), "known": known}
    return page(request, "desk/our_idea_new.html", context, status=422 if form.errors else 200)


@allow("staff.desk")
@keeps("U5")
def join(request: HttpRequest) -> HttpResponse:
    """The talk is about an idea that we have already."""
    thread = _talk(request.POST.get("thread", ""))
    key = id_of(request.POST.get("idea"))
    if request.method != "POST" or thread is None:
        return done(request, IDEAS)
    if key is None:
        raise Refused(_("Choose an idea."))
    idea = get_object_or_404(Idea, pk=key)
    ideas.take_on(thread, idea)
    return done(request, f"{IDEAS}{idea.pk}/", _("It belongs to this idea now."))


@allow("staff.desk")
def one(request: HttpRequest, id: int) -> HttpResponse:
    """An idea: its words, whose it was, what became of it."""
    return _shown(request, get_object_or_404(Idea, pk=id))


@allow("staff.desk")
def edit(request: HttpRequest, id: int) -> HttpResponse:
    """Mend its words."""
    found = get_object_or_404(Idea, pk=id)
    form = IdeaForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        return done(request, f"{IDEAS}{id}/", _("Kept."))
    return page(request, "desk/our_idea_new.html", {"form": form, "idea": found}, status=422 if form.errors else 200)


@allow("staff.desk")
def publish(request: HttpRequest, id: int) -> HttpResponse:
    """Show it to everybody."""
    found = get_object_or_404(Idea, pk=id)
    if request.method == "POST":
        ideas.publish(found)
        return done(request, f"{IDEAS}{id}/", _("Published."), undo_url=f"{IDEAS}{id}/hide/")
    return done(request, f"{IDEAS}{id}/")


@allow("staff.desk")
def hide(request: HttpRequest, id: int) -> HttpResponse:
    """Show it to nobody but us."""
    found = get_object_or_404(Idea, pk=id)
    if request.method == "POST":
        ideas.hide(found)
        return done(request, f"{IDEAS}{id}/", _("Hidden."), undo_url=f"{IDEAS}{id}/publish/")
    return done(request, f"{IDEAS}{id}/")


@allow("staff.desk")
@keeps("C8", "U5")
def move(request: HttpRequest, id: int) -> HttpResponse:
    """What became of it: its owners are told."""
    found = get_object_or_404(Idea, pk=id)
    form = MoveForm(request.POST if request.method == "POST" else None, initial={"state": found.state})
    if request.method == "POST" and form.is_valid():
        told = ideas.move(found, form.cleaned_data["state"], form.cleaned_data["words"])
        said = ngettext("Kept. %(n)d person is told.", "Kept. %(n)d people are told.", told) % {"n": told}
        return done(request, f"{IDEAS}{id}/", said)
    return _shown(request, found, form, status=422 if form.errors else 200)


def _shown(request: HttpRequest, found: Idea, form: MoveForm | None = None, *, status: int = 200) -> HttpResponse:
    owners = Suggestion.objects.filter(idea=found).select_related("thread__correspondent").order_by("pk")
    context = {
        "idea": found,
        "steps": list(found.steps.all()),
        "owners": list(owners.prefetch_related("thread__correspondent__contactpoint_set")[:100]),
        "votes": found.vote_set.count(),
        "form": form or MoveForm(initial={"state": found.state}),
    }
    return page(request, "desk/our_idea.html", context, status=status)


def _talk(key: str) -> Thread | None:
    number = id_of(key)
    if number is None:
        return None
    found: Thread = get_object_or_404(Thread.objects.select_related("correspondent"), pk=number)
    refuse_locked(found.correspondent_id)
    return found


def _words(thread: Thread | None) -> str:
    if thread is None:
        return ""
    said = Message.objects.filter(thread=thread, direction=Message.IN).order_by("pk").first()
    return said.text if said else ""


def _first_words(thread: Thread | None) -> dict[str, Any]:
    return {"language": thread.correspondent.language if thread else "en"}
