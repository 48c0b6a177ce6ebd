"""The idea maker for anybody: what was wished for and what became of it, leave one, want one too, hear no more."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from kept.desk import ideas
from kept.desk.forms import SuggestionForm
from kept.desk.models import Idea, Vote
from kept.policy.doors import PUBLIC, SIGNED_IN, allow
from kept.policy.keeps import keeps
from kept.web.errors import too_many
from kept.web.pages import done, page

LISTED = 100


@allow(PUBLIC)
@keeps("C8")
def listed(request: HttpRequest) -> HttpResponse:
    """Published ideas, the most wanted first. No person in it."""
    state = request.GET.get("state", "")
    state = state if state in Idea.State.values else ""
    tabs = [{"label": _("All"), "url": "/ideas/", "current": not state}]
    tabs += [
        {"label": label, "url": f"/ideas/?state={value}", "current": state == value}
        for value, label in Idea.State.choices
    ]
    return page(request, "desk/ideas.html", {"rows": list(ideas.published(state)[:LISTED]), "tabs": tabs})


@allow(PUBLIC)
def one(request: HttpRequest, id: int) -> HttpResponse:
    """An idea, and what became of it."""
    found = get_object_or_404(ideas.published(), pk=id)
    return page(request, "desk/idea.html", {"idea": found, "steps": list(found.steps.all())})


@allow(PUBLIC)
@keeps("C8", "U5")
def leave(request: HttpRequest) -> HttpResponse:
    """Leave an idea: in your words, with an address."""
    form = SuggestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not ratelimit.consume(request, action="idea"):
            return too_many(request, retry_after=600)
        if form.is_valid():
            told = form.cleaned_data
            ideas.suggest(told["idea"], told["email"], language=(get_language() or "en")[:2])
            return page(request, "desk/idea_left.html", {"email": told["email"]})
    return page(request, "desk/idea_leave.html", {"form": form}, status=422 if form.errors else 200)


@allow(SIGNED_IN)
@keeps("C8")
def vote(request: HttpRequest, id: int) -> HttpResponse:
    """I want it too; once more takes it back."""
    found = get_object_or_404(Idea, pk=id, published_at__isnull=False)
    user: Any = request.user
    if request.method != "POST":
        wanted = Vote.objects.filter(idea=found, user_id=user.pk).exists()
        return page(request, "desk/idea_vote.html", {"idea": found, "wanted": wanted})
    told = _("You want it too.") if ideas.vote(found, user) else _("Your vote is taken back.")
    return done(request, f"/ideas/{id}/", told)


@csrf_exempt  # mail programs post here by themselves, with one click; the signed link is the proof
@allow(PUBLIC)
@keeps("U5")
def quiet(request: HttpRequest, token: str) -> HttpResponse:
    """Hear no more of an idea. Who follows a link that is not ours is told the same."""
    found = ideas.by_quiet_link(token)
    if found is not None and request.method == "POST":
        ideas.quiet(found)
    stopped = found is None or request.method == "POST"
    return page(request, "desk/idea_quiet.html", {"stopped": stopped, "idea": found.idea if found else None})
