"""The end of an instance, for its administrators: ask for it, take it back, take the data along, let them go sooner."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.identity.again import again
from kept.policy import clock
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.privacy.ending import asking, jobs
from kept.privacy.ending.forms import EndForm
from kept.privacy.ending.models import GRACE, MOST_DAYS, Ending, State
from kept.tenancy.models import Instance
from kept.web.pages import done, page


@allow("instance.manage")
def overview(request: HttpRequest) -> HttpResponse:
    """Where it stands, and what may be done now."""
    ending = asking.current(_here(request).pk)
    days = [] if ending is None else [clock.day_of(ending.closes_at), clock.day_of(ending.ends_at)]
    context = {
        "ending": ending, "days": days, "state": ending.state if ending else "", "grace": GRACE, "most": MOST_DAYS,
        "export_url": export_url(_here(request)), "steps": steps(ending),
    }  # fmt: skip
    return page(request, "ending/overview.html", context)


@allow("instance.manage")
@again(second=True)
@keeps("L1")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the end, with the name typed."""
    instance, ending = _here(request), asking.current(_here(request).pk)
    if ending is not None:
        return done(request, _home(request), _("Its end has been asked for already."))
    form = EndForm(request.POST if request.method == "POST" else None, instance=instance)
    if form.is_bound and form.is_valid():
        made = asking.ask(instance, by=request.user, keep_days=form.cleaned_data["keep_days"])
        jobs.tell.defer(ending_id=made.pk, what="asked")
        return done(request, _home(request), _("Asked for. Everybody here is told; it can be taken back."))
    context = {
        "form": form, "title": _("End this instance?"), "verb": _("Ask for its end"), "action": request.path,
        "back_url": _home(request), "grace": GRACE, "export_url": export_url(instance), "sooner": False,
    }  # fmt: skip
    return page(request, "ending/ask.html", context)


@allow("instance.manage")
@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Go on with it. Any administrator may."""
    ending = asking.current(_here(request).pk)
    if ending is None:
        return done(request, _home(request), _("Nobody has asked for its end."))
    asking.take_back(ending, by=request.user)
    jobs.tell.defer(ending_id=ending.pk, what="taken_back")
    return done(request, _home(request), _("Taken back. It goes on."))


@allow("instance.manage")
@again(second=True)
def sooner(request: HttpRequest) -> HttpResponse:
    """Let the data of a closed instance go sooner than was chosen."""
    instance, ending = _here(request), asking.current(_here(request).pk)
    if ending is None or ending.state != State.CLOSED:
        raise Http404
    form = EndForm(request.POST if request.method == "POST" else None, instance=instance, most=ending.keep_days)
    if form.is_bound and form.is_valid():
        asking.sooner(ending, form.cleaned_data["keep_days"])
        return done(request, _home(request), _("Its data will go sooner."))
    context = {
        "form": form, "title": _("Let the data go sooner?"), "verb": _("Let them go sooner"), "action": request.path,
        "back_url": _home(request), "grace": GRACE, "export_url": export_url(instance), "sooner": True,
    }  # fmt: skip
    return page(request, "ending/ask.html", context)


def steps(ending: Ending | None) -> list[dict[str, Any]]:
    """Asked, closed, gone; which of them are behind us."""
    now = [State.ASKED, State.CLOSED, State.ENDED].index(ending.state) if ending else -1
    labels = [_("asked for"), _("closed, to be taken along"), _("gone")]
    return [
        {"label": label, "state": "done" if at < now else "now" if at == now else ""} for at, label in enumerate(labels)
    ]


def export_url(instance: Instance) -> str:
    """Where everything can be taken along, if there is such a page."""
    path = f"{instance.url}settings/leaving/"
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path


def _here(request: HttpRequest) -> Instance:
    found: Instance = request.instance  # type: ignore[attr-defined]
    return found


def _home(request: HttpRequest) -> str:
    return reverse("ending_instance:overview", kwargs={"instance": _here(request).slug})
