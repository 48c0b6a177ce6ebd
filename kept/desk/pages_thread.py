"""A talk: what was said, an answer, a note, whose turn it is, who takes care."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.desk import chatting, talking
from kept.desk.checked import refuse_unchecked
from kept.desk.forms import SayForm
from kept.desk.locked import refuse_locked
from kept.desk.models import Appointment, Attachment, Chat, Idea, Message, Thread
from kept.desk.pages_inbox import HOME
from kept.desk.stores import ATTACHED
from kept.grants.staff import ROLES_OF_STAFF, Staff
from kept.outside.sealed_bytes import unseal
from kept.policy import clock
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.policy.terms import Channel
from kept.tenancy.ids import id_of
from kept.web.pages import done, page

State = Thread.State
TOLD = {Channel.EMAIL.code: gettext_lazy("The answer is on its way."), Channel.CHAT.code: gettext_lazy("Said.")}


@allow("staff.desk")
@keeps("C8")
def thread(request: HttpRequest, id: int) -> HttpResponse:
    """The talk, and who it is with."""
    return _shown(request, _found(id), SayForm())


@allow("staff.desk")
@keeps("C8")
def answer(request: HttpRequest, id: int) -> HttpResponse:
    """Answer, or make a note that they do not see."""
    found = _found(id)
    form = SayForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return done(request, f"{HOME}{id}/")
    if not form.is_valid():
        return _shown(request, found, form, status=422)
    user: Any = request.user
    if "note" in request.POST:
        talking.say(found, Message.NOTE, form.cleaned_data["text"], by=user)
        return done(request, f"{HOME}{id}/", _("Noted. They do not see it."))
    message = talking.answer(found, form.cleaned_data["text"], by=user)
    return done(request, f"{HOME}{id}/", TOLD[message.channel] if message.channel in TOLD else _("Written down."))


@allow("staff.desk")
@keeps("C8")
def more(request: HttpRequest, id: int) -> HttpResponse:
    """What was said since the page last asked, while they chat; nothing is read while there is nothing new."""
    after = id_of(request.GET.get("after"))
    newest = Message.objects.filter(thread=id).order_by("-pk").values_list("pk", flat=True).first() or 0
    if after is not None and newest <= after:
        return HttpResponse(status=204)
    found = _found(id)
    context = {"thread": found, "them": found.correspondent, **_said(found, after or 0)}
    return page(request, "desk/thread.html", context, block="more")


@allow("staff.desk")
@keeps("C8")
def end_chat(request: HttpRequest, id: int) -> HttpResponse:
    """End the chat: what they did not see any more goes by e-mail, where they left one."""
    found = _found(id)
    chat = Chat.objects.filter(thread=found, ended_at=None).first()
    if request.method == "POST" and chat is not None:
        user: Any = request.user
        chatting.end(chat, by=user)
        return done(request, f"{HOME}{id}/", _("The chat has ended. The talk stays."))
    return done(request, f"{HOME}{id}/")


@allow("staff.desk")
def state(request: HttpRequest, id: int, what: str) -> HttpResponse:
    """Close, leave to them, or open again; each can be taken back."""
    found = _found(id)
    if what not in State.values:
        raise Http404
    if request.method != "POST" or found.state == what:
        return done(request, f"{HOME}{id}/")
    before = found.state
    talking.set_state(found, what)
    told = {State.CLOSED: _("Closed."), State.OPEN: _("It is our turn."), State.WAITING: _("It is their turn.")}
    return done(request, f"{HOME}{id}/", told[State(what)], undo_url=f"{HOME}{id}/state/{before}/")


@allow("staff.desk")
def assign(request: HttpRequest, id: int) -> HttpResponse:
    """Say who takes care of it."""
    found = _found(id)
    if request.method == "POST":
        chosen = request.POST.get("user", "")
        found.assigned_id = next((pk for pk, _name in agents() if str(pk) == chosen), None)
        found.save(update_fields=["assigned"])
        return done(request, f"{HOME}{id}/", _("It is theirs.") if found.assigned_id else _("It is nobody’s."))
    return done(request, f"{HOME}{id}/")


@allow("staff.desk")
@keeps("C8")
def attachment(request: HttpRequest, id: int) -> HttpResponse:
    """A file that came with a message, to be saved, never to be shown by the browser."""
    found = get_object_or_404(Attachment.objects.select_related("message__thread"), pk=id)
    refuse_locked(found.message.thread.correspondent_id)
    content = unseal(bytes(found.content), ATTACHED)
    refuse_unchecked(content)
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return answer


def agents() -> list[tuple[int, str]]:
    """Staff who answer correspondents."""
    found = Staff.objects.filter(ended_at=None, undertaken_at__isnull=False).select_related("user").order_by("pk")
    may = [one for one in found if any("staff.desk" in ROLES_OF_STAFF.get(role, ()) for role in one.roles)]
    return [(one.user_id, one.user.full_name) for one in may]


def _found(id: int) -> Thread:
    known = Thread.objects.select_related("correspondent__user", "assigned")
    found: Thread = get_object_or_404(known, pk=id)
    refuse_locked(found.correspondent_id)
    return found


def _said(found: Thread, after: int = 0) -> dict[str, Any]:
    files: dict[int, list[Attachment]] = {}
    for file in Attachment.objects.filter(message__thread=found).defer("content").order_by("pk"):
        files.setdefault(file.message_id, []).append(file)
    messages = list(Message.objects.filter(thread=found, pk__gt=after).select_related("by"))
    last = max((one.pk for one in messages), default=after)
    chat = Chat.objects.filter(thread=found).first()
    return {"said": [(one, files.get(one.pk, [])) for one in messages], "last": last, "chat": chat}


def _shown(request: HttpRequest, found: Thread, form: SayForm, *, status: int = 200) -> HttpResponse:
    others = Thread.objects.filter(correspondent=found.correspondent).exclude(pk=found.pk).order_by("-last_at")[:5]
    context = {
        "thread": found,
        "them": found.correspondent,
        "others": others,
        "form": form,
        "staff": agents(),
        "meetings": list(Appointment.objects.filter(thread=found).order_by("-starts_at")),
        "now": clock.now(),
        "idea": Idea.objects.filter(suggestion__thread=found).first(),
        **_said(found),
    }
    return page(request, "desk/thread.html", context, status=status)
