"""Finding a person in an instance and acting for them: a copy, a lock, an erasure. For who handles such wishes by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kept.policy.stores import Subject
from kept.privacy.erasure import erasing, jobs, package, restricting, wording
from kept.privacy.erasure.finding import everything, subject_of
from kept.privacy.erasure.pages import here, to
from kept.privacy.kinds import kind
from kept.web.pages import done, page
from kept.web.refused import Refused

COPY, LOCK, LIFT, ERASE = "copy", "lock", "lift", "erase"


class PersonForm(forms.Form):
    """Whom to look for."""

    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        error_messages={"required": gettext_lazy("Type the address under which they are known here.")},
    )


class EraseForm(PersonForm):
    """Why, and that it is meant."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200, help_text=gettext_lazy("Without any name."))
    sure = forms.BooleanField(
        label=gettext_lazy("I mean it: this cannot be undone"),
        error_messages={"required": gettext_lazy("Tick this, or leave it as it is.")},
    )


def find(request: HttpRequest) -> HttpResponse:
    """Look for a person, see what every store holds of them, and act."""
    act = request.POST.get("act", "")
    form = EraseForm(request.POST) if act == ERASE else PersonForm(request.POST or None)
    context: dict[str, Any] = {
        "form": form if act != ERASE else PersonForm(request.POST),
        "list_url": to(request, "list"),
    }
    if not (form.is_bound and form["email"].data):
        return page(request, "erasure/find.html", context)
    if not form.is_valid() and act != ERASE:
        return page(request, "erasure/find.html", context, status=422)
    if form.is_valid() and act in (COPY, LOCK, LIFT, ERASE):
        return _act(request, act, _subject(request, form.cleaned_data["email"]), form.cleaned_data.get("reason", ""))
    email = form.cleaned_data.get("email") or form["email"].data
    found = _found(_subject(request, email)) if "email" not in form.errors else []
    erase = form if act == ERASE else EraseForm(initial={"email": email})
    context |= {"searched": True, "found": found, "email": email, "erase_form": erase}
    return page(request, "erasure/find.html", context, status=422 if act == ERASE else 200)


def _subject(request: HttpRequest, email: str) -> Subject:
    return subject_of(instance_id=here(request), emails=[email])


def _found(subject: Subject) -> list[dict[str, Any]]:
    return [
        {"store": wording.store_name(one.store), "what": kind(one.reference), "count": one.count,
         "purpose": one.purpose}
        for one in everything(subject)
    ]  # fmt: skip


def _act(request: HttpRequest, act: str, subject: Subject, reason: str) -> HttpResponse:
    if not subject.keys:
        raise Refused(_("Nobody is known here under this address."))
    access = request.access  # type: ignore[attr-defined]
    if act == COPY:
        made = package.make(subject, language=get_language() or "en", by=access.user_id)
        return done(request, to(request, "package", number=made.number), _("The copy is made."))
    if act == ERASE:
        asked = erasing.ask(subject, reason=reason, by=access.user_id)
        jobs.finish.later(access, certificate_id=asked.pk)
        return done(request, to(request, "certificate", number=asked.number), _("It is being erased."))
    changed = restricting.restrict(subject, act == LOCK, by=access.user_id)
    said = (
        _("Locked: %(n)s records are stored and used for nothing.")
        if act == LOCK
        else _("Lifted: %(n)s records may be used again.")
    )
    return done(request, to(request, "list"), said % {"n": changed})
