"""Who may see a record, and why: its level, its owner, and the single members and groups it is shared with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kept.audit.access import Access
from kept.crm.nouns import changing
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import slug_of, undo_url, url_of
from kept.crm.nouns.sharing import levels_for, move_to_level, share, unshare
from kept.crm.nouns.vocabulary import Vocabulary
from kept.grants.models import Group, Share
from kept.grants.records import get_or_404, may_change
from kept.grants.why import who_may_see
from kept.tenancy.ids import id_of
from kept.web.pages import done, page


class WhoForm(forms.Form):
    """Owner and level."""

    owner = forms.TypedChoiceField(label=gettext_lazy("Owner"), coerce=int, empty_value=None, required=False)
    level = forms.TypedChoiceField(
        label=gettext_lazy("Security level"), coerce=int, help_text=gettext_lazy("Everybody in the level sees it.")
    )


class ShareForm(forms.Form):
    """One more who may see it."""

    with_whom = forms.ChoiceField(label=gettext_lazy("Share it with"))
    may_edit = forms.BooleanField(label=gettext_lazy("They may change it too"), required=False)


@act("view")
def who(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """The list of who may see it; for those who may change it, the way to change that."""
    record = get_or_404(request, noun.model, id)
    access: Access = request.access  # type: ignore[attr-defined]
    words = Vocabulary(me=access.member_id)
    may = access.rights.may(noun.permission("edit")) and may_change(access, record) and record.deleted_at is None
    back = url_of(slug_of(request), noun, id)
    form = who_form(request, record, access, words)
    if request.method == "POST" and may and form.is_valid():
        before = record.owner_id
        operation = keep(noun, record, form.cleaned_data, access)
        undo = undo_url(request, operation) if operation else None
        return done(request, back, _said(record, before), undo_url=undo)
    shares = list(Share.objects.filter(kind=record._meta.db_table, record_id=id).select_related("membership", "group"))
    context: dict[str, Any] = {
        "title": _("Who may see %(name)s") % {"name": record}, "seers": who_may_see(access, record, noun.permission("view")),
        "form": form, "share_form": share_form(words), "shares": shares, "may": may, "back_url": back, "noun": noun,
        "record": record, "slug": slug_of(request), "action": request.path, "me": access.member_id,
    }  # fmt: skip
    return page(request, "nouns/who.html", context)


def who_form(request: HttpRequest, record: Any, access: Access, words: Vocabulary) -> WhoForm:
    """The form with the members and levels that there are."""
    form = WhoForm(request.POST or None, initial={"owner": record.owner_id, "level": record.security_level_id})
    form.fields["owner"].choices = [("", _("nobody")), *((one.id, one.name) for one in words.members())]  # type: ignore[attr-defined]
    form.fields["level"].choices = levels_for(access, record)  # type: ignore[attr-defined]
    return form


def share_form(words: Vocabulary) -> ShareForm:
    """The form with all members and groups."""
    form = ShareForm()
    people = [(f"m{one.id}", one.name) for one in words.members()]
    groups = [(f"g{pk}", name) for pk, name in Group.objects.order_by("name").values_list("pk", "name")]
    choices: list[Any] = [(_("Groups"), groups), (_("People"), people)] if groups else people
    form.fields["with_whom"].choices = choices  # type: ignore[attr-defined]
    return form


def keep(noun: Noun, record: Any, values: dict[str, Any], access: Access) -> Any:
    """Hand the record over and move it to its level. Returns the operation that undo takes back, if anything changed."""
    operation = None
    if values["owner"] != record.owner_id:
        operation = changing.operation(access, f"{noun.key}.edited", noun)
        fields = noun.fields_for(access, Vocabulary(me=access.member_id))
        changing.change(noun, record, {"owner": values["owner"]}, fields, access, operation)
    if values["level"] != record.security_level_id:
        operation = move_to_level(noun, record, values["level"], access, operation)
    return operation


def _said(record: Any, before: int | None) -> str:
    return _("Kept.") if record.owner_id == before else _("Handed over.")


@act("edit")
@require_POST
def add_share(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """Share with one more."""
    record = get_or_404(request, noun.model, id, to_change=True)
    with_whom = request.POST.get("with_whom", "")
    if with_whom[:1] not in ("m", "g") or id_of(with_whom[1:]) is None:
        raise Http404
    made = share(
        noun, record, with_whom[0], id_of(with_whom[1:]) or 0, request.access,  # type: ignore[attr-defined]
        may_edit=request.POST.get("may_edit") == "on",
    )  # fmt: skip
    if made is None:
        raise Http404
    return done(request, url_of(slug_of(request), noun, id), _("Shared."), undo_url=undo_url(request, made))


@act("edit")
@require_POST
def remove_share(request: HttpRequest, noun: Noun, id: int, share: int) -> HttpResponse:
    """Share no longer."""
    record = get_or_404(request, noun.model, id, to_change=True)
    taken = unshare(noun, record, share, request.access)  # type: ignore[attr-defined]
    if taken is None:
        raise Http404
    undo = undo_url(request, taken)
    return done(request, url_of(slug_of(request), noun, id), _("No longer shared."), undo_url=undo)


ROUTES: Routes = [
    ("<int:id>/who/", who, "who"),
    ("<int:id>/who/share/", add_share, "share"),
    ("<int:id>/who/share/<int:share>/remove/", remove_share, "unshare"),
]
