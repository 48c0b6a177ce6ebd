"""The doorway: every request passes here. It opens transaction and Access together, finds out who comes in,
into which instance, with which rights, and lets nobody through a door that is not marked for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve

from kept.audit import access
from kept.audit.access import Access
from kept.grants import closed
from kept.grants.rights import Rights, arm, rights_of
from kept.grants.staff import arm_staff, staff_of, take_off
from kept.identity import again
from kept.identity.mine import entered
from kept.policy.doors import PUBLIC, SIGNED_IN, admitted_by
from kept.policy.keeps import keeps
from kept.tenancy.opening import opened, tell_database

Answer = Callable[[HttpRequest], HttpResponse]
STRANGER = Rights(member=None, permissions=frozenset())
UNDERTAKING = ("staff.enter", PUBLIC)  # the mark of the pages that open before all others do
NOWHERE = "nowhere"  # the log of reads says so of an address that leads to no door: it may hold what somebody typed
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
UNDERTAKE = "/operator/undertaking/"


@keeps("D3", "D5")
class Doorway:
    """Middleware around sessions, so that reading the session and the user happens inside the passage too."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in settings.PATHS_WITHOUT_DATABASE:
            return self._answer_alone(request)
        passage = Access(door=_called(request), by="public")
        programs = for_programs(request)
        with opened(passage, told=False):
            request.access = passage  # type: ignore[attr-defined]
            response = self._answer_program(request) if programs else self.get_response(request)
            if getattr(request, "broke_off", False):
                passage.forget()
                transaction.set_rollback(True)
        if passage.by == "staff":
            take_off()
        return response

    def _answer_alone(self, request: HttpRequest) -> HttpResponse:
        """Straight to a door that must answer without the database: no session, no form, no passage."""
        match = request.resolver_match = resolve(request.path_info)
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer

    def _answer_program(self, request: HttpRequest) -> HttpResponse:
        """Straight to the door: sessions, forms and languages of browsers are nothing to a program. What breaks here
        leaves the passage as an exception, which undoes it."""
        match = request.resolver_match = resolve(request.path_info)
        refusal = self.process_view(request, match.func, match.args, match.kwargs)
        if refusal is not None:
            return refusal
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Whatever a broken passage wrote is undone; nothing it read is shown."""
        request.broke_off = True  # type: ignore[attr-defined]

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Identify, arm, and check the mark of the door."""
        passage = access.current()
        if passage is None:
            return None
        needs = admitted_by(view) or others_admit(request)
        if needs is None:
            raise PermissionDenied("This door is not marked, so it stays shut.")
        passage.door = _called(request)
        enter = getattr(view, "enter", None)
        if enter is not None:  # a door with its own lock: the API, calendar feeds
            answer: HttpResponse | None = enter(request, passage, needs)
            return answer
        if for_programs(request):
            tell_database(passage, "")
        slug = kwargs.pop("instance", None)
        if needs == (PUBLIC,) and slug is None:
            passage.rights = STRANGER
            return None
        return self._admit(request, passage, needs, slug)

    def _admit(
        self, request: HttpRequest, passage: Access, needs: tuple[str, ...], slug: str | None
    ) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        passage.by, passage.user_id = "user", user.pk
        passage.rights = STRANGER
        if slug is None:
            tell_database(passage, "")
            if needs[0].startswith("staff."):
                return enter_operator(request, passage, needs)
            if needs not in ((SIGNED_IN,), (PUBLIC,)):
                raise PermissionDenied
            return None
        enter_instance(request, passage, slug)
        if not passage.rights.may(*needs):
            raise PermissionDenied
        if request.instance.asks_second_step:  # type: ignore[attr-defined]
            asked = again.ask(request, second=True, within=again.ANY_TIME)
            if asked is not None:
                return asked
        return closed.refusal(request, request.instance)  # type: ignore[attr-defined]


def _called(request: HttpRequest) -> str:
    """Method and name of the door, else how its address is made; never what was asked, in which anything may stand."""
    match = request.resolver_match
    method = request.method if request.method in METHODS else "OTHER"
    return f"{method} {(match.view_name or match.route) if match else NOWHERE}"


def for_programs(request: HttpRequest) -> bool:
    """Whether a path is of the API, whose doors have their own lock and need neither session nor page."""
    return request.path_info.startswith(settings.PATHS_OF_PROGRAMS)


def enter_instance(request: HttpRequest, passage: Access, slug: str) -> None:
    """Open the instance for its member. To anybody else it looks as if there were none: Http404."""
    owner = getattr(request.session, "owner", None)
    if owner is None or owner.pk != passage.user_id:  # signed in by this very request: the database does not know yet
        tell_database(passage, "")
    places, instance, member = entered(passage.user_id or 0, slug)
    if instance is None or member is None:
        raise Http404
    passage.instance_id = instance.pk
    arm(passage, rights_of(member))
    request.places = places  # type: ignore[attr-defined]
    request.instance = instance  # type: ignore[attr-defined]
    request.member = member  # type: ignore[attr-defined]


def enter_operator(request: HttpRequest, passage: Access, needs: tuple[str, ...]) -> HttpResponse | None:
    """Open the operator's door for a member of staff. To anybody else it looks as if there were none: Http404."""
    staff = staff_of(passage.user_id or 0)
    if staff is None:
        raise Http404
    if not staff.is_ready and needs != UNDERTAKING:  # a knock: they came in as anybody, and stay so
        return redirect(UNDERTAKE)
    arm_staff(passage, staff)
    request.staff = staff  # type: ignore[attr-defined]
    if not passage.rights.may(*needs):
        raise PermissionDenied
    return None


def others_admit(request: HttpRequest) -> tuple[str, ...] | None:
    """Marks of pages that come with packages, by name."""
    match = request.resolver_match
    return settings.DOORS_OF_OTHERS.get(match.view_name) if match else None
