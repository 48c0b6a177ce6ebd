"""Chat for anybody: no account, and no cookie of its own. The address of the page is the key to it; without script it is a form."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.desk import chatting
from kept.desk.forms import ChatForm, LeaveEmailForm, LineForm
from kept.desk.locked import refuse_locked
from kept.desk.models import Chat, Thread
from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps
from kept.tenancy.ids import id_of
from kept.web.errors import too_many
from kept.web.pages import done, is_htmx, page


def address(chat: Chat) -> str:
    """Where the visitor finds their chat."""
    return f"/chat/{chat.ref}/{chatting.secret_of(chat)}/"


@allow(PUBLIC)
@keeps("C8", "U5")
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a chat: what it is about. A name and an address are theirs to leave or not."""
    form = ChatForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not ratelimit.consume(request, action="chat"):
            return too_many(request, retry_after=600)
        if form.is_valid():
            told = form.cleaned_data
            language = (get_language() or "en")[:2]
            chat = chatting.begin(told["message"], name=told["name"], email=told["email"], language=language)
            return done(request, f"{address(chat)}{_window(request)}")
    context = {"form": form, "frame": _frame(request)}
    return page(request, "desk/chat.html", context, status=422 if form.errors else 200)


def _frame(request: HttpRequest) -> str:
    """The page as a whole, or as a small window beside somebody's own page: only what is said."""
    return "desk/small.html" if "small" in request.GET else "auth.html"


def _window(request: HttpRequest) -> str:
    return "?small" if "small" in request.GET else ""


@allow(PUBLIC)
@keeps("C8")
def talk(request: HttpRequest, ref: str, secret: str) -> HttpResponse:
    """What was said, and a line to say more."""
    return _shown(request, _chat(ref, secret), LineForm(), LeaveEmailForm())


@allow(PUBLIC)
def more(request: HttpRequest, ref: str, secret: str) -> HttpResponse:
    """What was said since the page last asked; nothing is read while there is nothing new."""
    chat = _chat(ref, secret)
    if chat.ended_at is not None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    after = id_of(request.GET.get("after")) or 0
    newest = chatting.newest(chat)
    if newest <= after:
        chatting.look(chat)
        return HttpResponse(status=204)
    return _part(request, chat, after)


@allow(PUBLIC)
@require_POST
@keeps("C8")
def say(request: HttpRequest, ref: str, secret: str) -> HttpResponse:
    """Say something."""
    chat = _chat(ref, secret)
    if not ratelimit.consume(request, action="chat_line", key=chat.ref):
        return too_many(request, retry_after=60)
    form = LineForm(request.POST)
    if not form.is_valid():
        return _shown(request, chat, form, LeaveEmailForm(), status=422)
    chatting.say(chat, form.cleaned_data["text"])
    if is_htmx(request):
        return _part(request, chat, id_of(request.POST.get("after")) or 0, said=True)
    return done(request, f"{address(chat)}{_window(request)}#say")


@allow(PUBLIC)
@require_POST
@keeps("C8")
def end(request: HttpRequest, ref: str, secret: str) -> HttpResponse:
    """They have no more to say."""
    chat = _chat(ref, secret)
    chatting.end(chat)
    return done(request, f"{address(chat)}{_window(request)}", _("The chat has ended."))


@allow(PUBLIC)
@require_POST
@keeps("U5")
def leave_email(request: HttpRequest, ref: str, secret: str) -> HttpResponse:
    """Leave an address, so that the talk can go on there."""
    chat = _chat(ref, secret)
    form = LeaveEmailForm(request.POST)
    if not form.is_valid() or chat.thread.correspondent.email:
        return _shown(request, chat, LineForm(), form, status=422)
    chatting.leave_email(chat, form.cleaned_data["email"])
    return done(request, f"{address(chat)}{_window(request)}", _("We go on there when you leave."))


def _chat(ref: str, secret: str) -> Chat:
    chat = chatting.by_link(ref, secret)
    if chat is None:
        raise Http404
    refuse_locked(Thread.objects.values_list("correspondent_id", flat=True).get(pk=chat.thread_id))
    return chat


def _part(request: HttpRequest, chat: Chat, after: int, *, said: bool = False) -> HttpResponse:
    context = _context(request, chat, after) | {"form": LineForm(), "was_said": said}
    return page(request, "desk/chat_talk.html", context, block="more")


def _context(request: HttpRequest, chat: Chat, after: int) -> dict[str, Any]:
    messages = chatting.said(chat, after)
    last = messages[-1].pk if messages else after
    chatting.look(chat, heard=last)
    window = {"frame": _frame(request), "window": _window(request)}
    return {"chat": chat, "here": address(chat), "said": messages, "last": last, **window}


def _shown(
    request: HttpRequest, chat: Chat, form: LineForm, email_form: LeaveEmailForm, *, status: int = 200
) -> HttpResponse:
    them = chat.thread.correspondent
    context = _context(request, chat, 0) | {"form": form, "email_form": email_form, "email": them.email}
    return page(request, "desk/chat_talk.html", context, status=status)
