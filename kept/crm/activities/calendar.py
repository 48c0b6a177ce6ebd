"""The calendar: a week of talks and promises, day by day; and the acts on one talk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.audit.access import Access
from kept.audit.together import Together
from kept.crm.activities import attaching, talking
from kept.crm.activities.ical import calendar_of
from kept.crm.activities.models import Participant, Talk, TalkKind, Task
from kept.crm.activities.noun import TALKS
from kept.crm.activities.story import ICONS, OPEN
from kept.crm.activities.talk_form import TalkForm, initial_of, next_hour
from kept.crm.activities.tasks import back_of, week_end
from kept.crm.activities.tasks import mine as my_tasks
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import slug_of, url_of
from kept.grants.records import get_or_404
from kept.policy.doors import allow
from kept.web.pages import done, page

WEEK = dt.timedelta(days=7)
MOST = 400  # of one week


@dataclass(slots=True)
class Line:
    """One thing of a day: a talk or a promise."""

    row: Any
    at: dt.datetime
    icon: str
    state: str  # of the line in the margin
    talk: bool = True


@dataclass(slots=True)
class Day:
    """A day and what is on it."""

    day: dt.date
    today: bool
    lines: list[Line] = field(default_factory=list)


@allow("tasks.view")
def week(request: HttpRequest) -> HttpResponse:
    """A week: mine, or everybody's that I may see."""
    access: Access = request.access  # type: ignore[attr-defined]
    today = timezone.localdate()
    end = week_end(_asked(request) or today, request.user.week_start)  # type: ignore[union-attr]
    first, everybody = end - WEEK + dt.timedelta(days=1), request.GET.get("whose") == "all"
    whose = "&whose=all" if everybody else ""
    context = {
        "days": days(access, first, today, everybody=everybody), "first": first, "last": end, "everybody": everybody,
        "before": f"?day={first - WEEK}{whose}", "after": f"?day={first + WEEK}{whose}", "now": f"?{whose[1:]}",
        "mine_url": f"?day={first}", "all_url": f"?day={first}&whose=all", "slug": slug_of(request),
        "may_add": access.rights.may("tasks.create"), "may_edit": access.rights.may("tasks.edit"),
        "here": f"{request.path}?day={first}{whose}", "this_week": first <= today <= end,
    }  # fmt: skip
    return page(request, "activities/calendar.html", context)


def days(access: Access, first: dt.date, today: dt.date, *, everybody: bool = False) -> list[Day]:
    """The seven days from a first one, with what is on them, in the order of time."""
    found = {
        first + dt.timedelta(days=n): Day(first + dt.timedelta(days=n), first + dt.timedelta(days=n) == today)
        for n in range(7)
    }
    start = timezone.make_aware(dt.datetime.combine(first, dt.time()))
    end = timezone.make_aware(dt.datetime.combine(first + WEEK, dt.time()))
    talks = (talking.seen(access) if everybody else talking.mine(access)).filter(
        scheduled_from__gte=start, scheduled_from__lt=end
    )
    talks = attaching.marked(talks, "talk", access)
    lines = [talk_line(one) for one in talks.order_by("scheduled_from", "pk")[:MOST]]
    due = attaching.marked(my_tasks(access), "task", access)
    due = due.filter(deadline__gte=start, deadline__lt=end, status__in=OPEN)
    lines += [task_line(one) for one in due.order_by("deadline", "pk")[:MOST]]
    for line in sorted(lines, key=lambda line: line.at):
        found[timezone.localtime(line.at).date()].lines.append(line)
    return list(found.values())


def talk_line(talk: Talk) -> Line:
    """A talk in its day: held, still to come, or past and nobody said whether it took place."""
    now, start = timezone.now(), talk.scheduled_from or talk.created_at
    if talk.status not in OPEN:
        state = ""
    elif (talk.scheduled_till or start) < now:
        state = "none"
    else:
        state = "soon" if timezone.localtime(start).date() == timezone.localdate() else "yes"
    return Line(talk, start, ICONS.get(talk.kind, "people"), state)


def task_line(task: Task) -> Line:
    """A promise on the day when it is due."""
    today, day = timezone.localdate(), timezone.localtime(task.deadline).date()
    state = "none" if task.deadline < timezone.now() else "soon" if day == today else "yes"
    return Line(task, task.deadline, "task", state, talk=False)


@allow("tasks.create")
def new(request: HttpRequest) -> HttpResponse:
    """Plan a talk with anybody."""
    back = request.POST.get("back") or request.GET.get("back", "")
    access: Access = request.access  # type: ignore[attr-defined]
    form = TalkForm(request.POST or None, access, slug_of(request), initial=next_hour(_asked(request)))
    if form.is_bound and form.is_valid() and attaching.fit(request, form):
        talk = talking.plan(form.values(), access)
        talking.sit_down(talk, *form.seats())
        attaching.attach(request, TALKS[TalkKind(talk.kind)], talk)
        day = timezone.localtime(talk.scheduled_from).date()
        home = f"{_home(request)}?day={day}"
        return done(
            request, back_of_talk(request, talk, home), _("Planned."), undo_url=_url(request, "delete", talk.pk)
        )
    context = {
        "title": _("Plan a meeting or a call"), "form": form, "action": request.get_full_path(),
        "back_url": back if back.startswith(f"/{slug_of(request)}/") else _home(request), "verb": _("Plan"),
        **attaching.asked_for(access),
    }  # fmt: skip
    return page(request, "activities/activity.html", context)


@act("view", "tasks.create")
def meet(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """Plan a talk with a record."""
    record = get_or_404(request, noun.model, id)
    access: Access = request.access  # type: ignore[attr-defined]
    form = TalkForm(request.POST or None, access, slug_of(request), record=record, initial=next_hour())
    back = f"{url_of(slug_of(request), noun, id)}#story"
    if form.is_bound and form.is_valid() and attaching.fit(request, form):
        talk = talking.plan(form.values(), access, noun=noun, record=record)
        talking.sit_down(talk, *form.seats())
        attaching.attach(request, TALKS[TalkKind(talk.kind)], talk)
        undo = f"{_url(request, 'delete', talk.pk)}?back={back.partition('#')[0]}"
        return done(request, back, _("Planned."), undo_url=undo)
    context = {
        "title": _("Plan a meeting or a call"), "form": form, "action": request.path, "back_url": back, "verb": _("Plan"),
        **attaching.asked_for(access),
    }  # fmt: skip
    return page(request, "activities/activity.html", context)


@allow("tasks.edit")
def edit(request: HttpRequest, id: int) -> HttpResponse:
    """Change a talk, say who came and what came of it."""
    talk = talk_or_404(request, id)
    access: Access = request.access  # type: ignore[attr-defined]
    together, noun = Together(), TALKS[TalkKind(talk.kind)]
    below = attaching.below(noun, id, access, together)
    seated = together.ask(Participant.objects.filter(talk=talk))
    form = TalkForm(request.POST or None, access, slug_of(request), talk=talk, initial=initial_of(talk, seated))
    back = back_of_talk(request, talk)
    if form.is_bound and form.is_valid() and attaching.fit(request, form):
        talking.change(talk, form.values(), access)
        talking.sit_down(talk, *form.seats())
        attaching.attach(request, noun, talk)
        return done(request, back, _("Changed."))
    context: dict[str, Any] = {
        "title": talk.title, "form": form, "action": request.get_full_path(), "back_url": back, "verb": _("Keep"),
        "slug": slug_of(request), **attaching.shown(below, access, form.words),
    }  # fmt: skip
    if access.rights.may("tasks.delete"):
        context |= {"remove_url": f"{_url(request, 'delete', id)}?back={back}", "remove": _("Delete")}
    return page(request, "activities/activity.html", context)


@allow("tasks.view")
def ics(request: HttpRequest, id: int) -> HttpResponse:
    """The talk as a file for a calendar."""
    talk: Talk = get_or_404(request, Talk, id)
    if talk.deleted_at is not None:
        raise Http404
    request.access.wrote("exported", "activities.talk", [talk.pk])  # type: ignore[attr-defined]
    response = HttpResponse(
        calendar_of(talk, request.get_host().partition(":")[0]), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{talk.kind}-{talk.pk}.ics"'
    return response


@allow("tasks.edit")
@require_POST
def held(request: HttpRequest, id: int) -> HttpResponse:
    """It took place."""
    talk = talk_or_404(request, id)
    talking.hold(talk, request.access)  # type: ignore[attr-defined]
    back = back_of_talk(request, talk)
    said = _("“%(title)s” took place.") % {"title": talk.title}
    return done(request, back, said, undo_url=f"{_url(request, 'reopen', id)}?back={back.partition('#')[0]}")


@allow("tasks.edit")
@require_POST
def reopen(request: HttpRequest, id: int) -> HttpResponse:
    """It did not, after all."""
    talk = talk_or_404(request, id)
    talking.hold(talk, request.access, held=False)  # type: ignore[attr-defined]
    return done(request, back_of_talk(request, talk), _("Open again."))


@allow("tasks.delete")
@require_POST
def delete(request: HttpRequest, id: int) -> HttpResponse:
    """Into the bin."""
    talk = talk_or_404(request, id)
    talking.put_away(talk, request.access)  # type: ignore[attr-defined]
    back = back_of_talk(request, talk)
    undo = f"{_url(request, 'restore', id)}?back={back.partition('#')[0]}"
    return done(request, back, _("“%(title)s” deleted.") % {"title": talk.title}, undo_url=undo)


@allow("tasks.delete")
@require_POST
def restore(request: HttpRequest, id: int) -> HttpResponse:
    """Out of the bin."""
    talk = talk_or_404(request, id, away=True)
    talking.put_away(talk, request.access, back=True)  # type: ignore[attr-defined]
    return done(request, back_of_talk(request, talk), _("Brought back."))


def talk_or_404(request: HttpRequest, id: int, *, away: bool = False) -> Talk:
    """A talk that the person may see and change."""
    talk: Talk = get_or_404(request, Talk, id, to_change=True)
    if (talk.deleted_at is not None) != away:
        raise Http404
    return talk


def back_of_talk(request: HttpRequest, talk: Any, home: str = "") -> str:
    """Where the person came from, else the talk's record, else the calendar."""
    asked = request.POST.get("back") or request.GET.get("back", "")
    if home and asked.startswith(_home(request)):
        return home + ("&whose=all" if "whose=all" in asked else "")  # the week that it is in, not the one before it
    if asked or (not home and (talk.contact_id or talk.company_id)):
        return back_of(request, talk)
    return home or _home(request)


def _asked(request: HttpRequest) -> dt.date | None:
    """The day that the address names, if it is one that calendars reach."""
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if day and 1900 < day.year < 2200 else None


def _home(request: HttpRequest) -> str:
    return reverse("calendar:week", kwargs={"instance": slug_of(request)})


def _url(request: HttpRequest, name: str, pk: int) -> str:
    return reverse(f"calendar:{name}", kwargs={"instance": slug_of(request), "id": pk})


ROUTES: Routes = [("<int:id>/meet/", meet, "meet")]
urlpatterns = [
    path("", week, name="week"),
    path("new/", new, name="new"),
    path("<int:id>/", edit, name="edit"),
    path("<int:id>/ics/", ics, name="ics"),
    path("<int:id>/held/", held, name="held"),
    path("<int:id>/reopen/", reopen, name="reopen"),
    path("<int:id>/delete/", delete, name="delete"),
    path("<int:id>/restore/", restore, name="restore"),
]
