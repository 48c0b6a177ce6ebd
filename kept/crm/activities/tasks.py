"""My promises: what is late, what is due, what comes, what is done. And the acts on one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kept.audit.access import Access
from kept.audit.together import Together
from kept.crm.activities import attaching, promising
from kept.crm.activities.models import Priority, Task
from kept.crm.activities.noun import TASKS
from kept.crm.activities.story import OPEN
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import came_from, slug_of, url_of
from kept.crm.nouns.vocabulary import Vocabulary
from kept.grants.records import get_or_404
from kept.policy.doors import allow
from kept.web.pages import done, page

DONE_SHOWN = 20
MOST = 300
WEEK = dt.timedelta(days=7)


class PromiseForm(forms.Form):
    """What, by when, by whom."""

    title = forms.CharField(
        label=gettext_lazy("What"), max_length=250,
        error_messages={"required": gettext_lazy("Say what is promised.")},
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )  # fmt: skip
    deadline = forms.DateTimeField(
        label=gettext_lazy("By when"),
        error_messages={
            "required": gettext_lazy("Say by when."),
            "invalid": gettext_lazy("Enter a day and a time, such as 2026-11-26 9:30."),
        },
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    resolver = forms.TypedChoiceField(label=gettext_lazy("By whom"), coerce=int, empty_value=None, required=False)
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), choices=Priority.choices, initial=Priority.DEFAULT)
    description = forms.CharField(
        label=gettext_lazy("Details"), required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any, words: Vocabulary, **options: Any) -> None:
        super().__init__(data, **options)
        people = [(member.id, member.name) for member in words.members()]
        self.fields["resolver"].choices = people  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """As the model has them."""
        cleaned = dict(self.cleaned_data)
        cleaned["resolver_id"] = cleaned.pop("resolver")
        return cleaned


def tomorrow() -> dt.datetime:
    """The usual deadline: tomorrow at nine."""
    return timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)


@dataclass(slots=True)
class Shelf:
    """A group of promises."""

    key: str
    title: str
    state: str  # of the line
    tasks: list[Task] = field(default_factory=list)


def shelves(tasks: list[Task], now: dt.datetime | None = None, *, week_start: int = 1) -> list[Shelf]:
    """Open promises by how near they are. A week begins on Monday, 1, to Sunday, 7."""
    today = timezone.localtime(now or timezone.now()).date()
    end = week_end(today, week_start)
    late, due = Shelf("late", _("Late"), "none"), Shelf("today", _("Today"), "soon")
    week, after = Shelf("week", _("This week"), "yes"), Shelf("after", _("Next week"), "yes")
    later = Shelf("later", _("Later"), "yes")
    for task in tasks:
        day = timezone.localtime(task.deadline).date()
        if day <= today:
            shelf = due if day == today else late
        else:
            shelf = week if day <= end else after if day <= end + WEEK else later
        shelf.tasks.append(task)
    return [shelf for shelf in (late, due, week, after, later) if shelf.tasks]


def week_end(day: dt.date, week_start: int) -> dt.date:
    """The last day of the week that a day is in."""
    return day + dt.timedelta(days=6 - (day.isoweekday() - week_start) % 7)


def mine(access: Access) -> Any:
    """Tasks that I am to do."""
    me = Q(resolver_id=access.member_id) | Q(resolver=None, owner_id=access.member_id)
    rows = Task.objects.kept().visible_to(access).filter(me)
    return rows.select_related("contact", "company").defer(
        "contact__search", "contact__custom", "company__search", "company__custom"
    )


@allow("tasks.view")
def home(request: HttpRequest) -> HttpResponse:
    """My promises."""
    access: Access = request.access  # type: ignore[attr-defined]
    words = Vocabulary(me=access.member_id)
    may_add = access.rights.may("tasks.create")
    form = PromiseForm(request.POST or None, words, initial={"deadline": tomorrow(), "resolver": access.member_id})
    if request.method == "POST" and may_add and form.is_valid() and attaching.fit(request, form):
        task = promising.promise(form.values(), access)
        attaching.attach(request, TASKS, task)
        return done(request, request.path, _("Promised."), undo_url=_task_url(request, "delete", task.pk))
    waiting = attaching.marked(mine(access), "task", access)
    open_tasks = list(waiting.filter(status__in=OPEN).order_by("deadline", "pk")[:MOST])
    finished = list(mine(access).exclude(status__in=OPEN).order_by("-completed_at")[:DONE_SHOWN])
    context = {
        "shelves": shelves(open_tasks, week_start=request.user.week_start),  # type: ignore[union-attr]
        "finished": finished, "form": form, "slug": slug_of(request),
        "may_add": may_add, "may_edit": access.rights.may("tasks.edit"), "n": len(open_tasks), "now": timezone.now(),
        **attaching.asked_for(access),
    }  # fmt: skip
    return page(request, "activities/tasks.html", context)


@act("view", "tasks.create")
def add(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """Promise something about a record."""
    record = get_or_404(request, noun.model, id)
    access: Access = request.access  # type: ignore[attr-defined]
    form = PromiseForm(
        request.POST or None, Vocabulary(me=access.member_id),
        initial={"deadline": tomorrow(), "resolver": access.member_id},
    )  # fmt: skip
    back = f"{url_of(slug_of(request), noun, id)}#story"
    if form.is_bound and form.is_valid() and attaching.fit(request, form):
        task = promising.promise(form.values(), access, noun=noun, record=record)
        attaching.attach(request, TASKS, task)
        return done(request, back, _("Promised."), undo_url=f"{_task_url(request, 'delete', task.pk)}?back={back}")
    context = {
        "title": _("Promise something"),
        "form": form,
        "action": request.path,
        "back_url": back,
        "verb": _("Promise"),
        **attaching.asked_for(access),
    }
    return page(request, "activities/activity.html", context)


@allow("tasks.edit")
def edit(request: HttpRequest, id: int) -> HttpResponse:
    """Change a promise."""
    task = task_or_404(request, id)
    access: Access = request.access  # type: ignore[attr-defined]
    together, words = Together(), Vocabulary(me=access.member_id)
    below = attaching.below(TASKS, id, access, together)
    words.know_members(together.ask(words.question_for_members()))
    initial = {name: getattr(task, name) for name in ("title", "deadline", "priority", "description")}
    form = PromiseForm(request.POST or None, words, initial={**initial, "resolver": task.resolver_id})
    if form.is_bound and form.is_valid() and attaching.fit(request, form):
        promising.change(task, form.values(), access)
        attaching.attach(request, TASKS, task)
        return done(request, back_of(request, task), _("Promise changed."))
    context: dict[str, Any] = {
        "title": task.title, "form": form, "action": request.path, "back_url": back_of(request, task), "verb": _("Keep"),
        "slug": slug_of(request), **attaching.shown(below, access, words),
    }  # fmt: skip
    if access.rights.may("tasks.delete"):
        context |= {"remove_url": _task_url(request, "delete", id), "remove": _("Delete")}
    return page(request, "activities/activity.html", context)


@allow("tasks.edit")
@require_POST
def complete(request: HttpRequest, id: int) -> HttpResponse:
    """Done."""
    task = task_or_404(request, id)
    promising.complete(task, request.access)  # type: ignore[attr-defined]
    back = back_of(request, task)
    said = _("“%(title)s” is done.") % {"title": task.title}
    return done(request, back, said, undo_url=f"{_task_url(request, 'reopen', id)}?back={back.partition('#')[0]}")


@allow("tasks.edit")
@require_POST
def reopen(request: HttpRequest, id: int) -> HttpResponse:
    """Not done after all."""
    task = task_or_404(request, id)
    promising.reopen(task, request.access)  # type: ignore[attr-defined]
    return done(request, back_of(request, task), _("Open again."))


@allow("tasks.delete")
@require_POST
def delete(request: HttpRequest, id: int) -> HttpResponse:
    """Into the bin."""
    task = task_or_404(request, id)
    promising.put_away(task, request.access)  # type: ignore[attr-defined]
    back = back_of(request, task)
    undo = f"{_task_url(request, 'restore', id)}?back={back.partition('#')[0]}"
    return done(request, back, _("Promise deleted."), undo_url=undo)


@allow("tasks.delete")
@require_POST
def restore(request: HttpRequest, id: int) -> HttpResponse:
    """Out of the bin."""
    task = task_or_404(request, id, away=True)
    promising.put_away(task, request.access, back=True)  # type: ignore[attr-defined]
    return done(request, back_of(request, task), _("Promise brought back."))


def task_or_404(request: HttpRequest, id: int, *, away: bool = False) -> Task:
    """A task that the person may see and change."""
    task: Task = get_or_404(request, Task, id, to_change=True)
    if (task.deleted_at is not None) != away:
        raise Http404
    return task


def back_of(request: HttpRequest, task: Task) -> str:
    """Where the person came from, if it is a page of ours; else the task's record, else my promises."""
    if back := came_from(request):
        return back
    for plural, pk in (("contacts", task.contact_id), ("companies", task.company_id)):
        if pk:
            return reverse(f"{plural}:record", kwargs={"instance": slug_of(request), "id": pk})
    return reverse("tasks:home", kwargs={"instance": slug_of(request)})


def _task_url(request: HttpRequest, name: str, pk: int) -> str:
    return reverse(f"tasks:{name}", kwargs={"instance": slug_of(request), "id": pk})


ROUTES: Routes = [("<int:id>/promise/", add, "promise")]
urlpatterns = [
    path("", home, name="home"),
    path("<int:id>/", edit, name="edit"),
    path("<int:id>/done/", complete, name="done"),
    path("<int:id>/reopen/", reopen, name="reopen"),
    path("<int:id>/delete/", delete, name="delete"),
    path("<int:id>/restore/", restore, name="restore"),
]
