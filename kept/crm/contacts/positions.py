"""What a person is in companies: several positions, one of them the main one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kept.crm.contacts.models import Position
from kept.crm.nouns import changing, rows
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.fields import Invalid
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import slug_of, undo_url, url_of
from kept.crm.nouns.references import Reference
from kept.crm.nouns.vocabulary import Vocabulary
from kept.grants.records import get_or_404
from kept.web.pages import done, page


class PositionForm(forms.Form):
    """Which company, and what they are in it."""

    company = forms.CharField(
        label=gettext_lazy("Company"), max_length=250, error_messages={"required": gettext_lazy("Choose a company.")}
    )
    title = forms.CharField(label=gettext_lazy("Position"), max_length=200, required=False)
    notice = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, request: HttpRequest, noun: Noun, **options: Any) -> None:
        super().__init__(request.POST or None, **options)
        self.reference = next(one for one in noun.fields if isinstance(one, Reference))
        self.chosen = request.POST.get("company.id", "")
        choose = reverse("companies:choose", kwargs={"instance": slug_of(request)})
        self.fields["company"].widget.attrs |= {"data-choose": choose, "autocomplete": "off"}

    def clean_company(self) -> int:
        """The company, by the id that was chosen or by its name."""
        try:
            found = self.reference.clean(self.chosen or self.cleaned_data["company"], Vocabulary())
        except Invalid as wrong:
            raise forms.ValidationError(str(wrong)) from None
        if found is None:
            raise forms.ValidationError(_("Choose a company."))
        return found


@act("edit")
def add(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """One more position. The first is the main one."""
    contact = get_or_404(request, noun.model, id, to_change=True)
    changing.refuse_locked(contact)
    form = PositionForm(request, noun)
    if form.is_bound and form.is_valid():
        operation = changing.operation(request.access, "contact.edited", noun)  # type: ignore[attr-defined]
        first = not Position.objects.filter(contact=contact, primary=True).exists()
        row = Position.fresh(contact=contact, primary=first, **_values(form))
        rows.add(noun, contact, row, request.access, operation)  # type: ignore[attr-defined]
        return _done(request, noun, id, _("Position added."), operation)
    return _ask(request, noun, id, form, _("Add a position"))


@act("edit")
def edit(request: HttpRequest, noun: Noun, id: int, position: int) -> HttpResponse:
    """Change a position."""
    contact, row = found_or_404(request, noun, id, position)
    form = PositionForm(request, noun, initial={"company": str(row.company), "title": row.title, "notice": row.notice})
    if form.is_bound and form.is_valid():
        operation = changing.operation(request.access, "contact.edited", noun)  # type: ignore[attr-defined]
        rows.change(noun, contact, row, _values(form), request.access, operation)  # type: ignore[attr-defined]
        return _done(request, noun, id, _("Position changed."), operation)
    remove = url_of(slug_of(request), noun, id, "remove-position", position=position)
    return _ask(request, noun, id, form, _("Change the position"), remove_url=remove, remove=_("Remove"))


@act("edit")
@require_POST
def make_main(request: HttpRequest, noun: Noun, id: int, position: int) -> HttpResponse:
    """Make it the main one."""
    contact, row = found_or_404(request, noun, id, position)
    operation = changing.operation(request.access, "contact.edited", noun)  # type: ignore[attr-defined]
    for other in Position.objects.filter(contact=contact, primary=True).exclude(pk=row.pk):
        rows.change(noun, contact, other, {"primary": False}, request.access, operation)  # type: ignore[attr-defined]
    rows.change(noun, contact, row, {"primary": True}, request.access, operation)  # type: ignore[attr-defined]
    return _done(request, noun, id, _("This is the main position now."), operation)


@act("edit")
@require_POST
def remove(request: HttpRequest, noun: Noun, id: int, position: int) -> HttpResponse:
    """They are not there any more."""
    contact, row = found_or_404(request, noun, id, position)
    operation = changing.operation(request.access, "contact.edited", noun)  # type: ignore[attr-defined]
    rows.remove(noun, contact, row, request.access, operation)  # type: ignore[attr-defined]
    return _done(request, noun, id, _("Position removed."), operation)


def found_or_404(request: HttpRequest, noun: Noun, id: int, position: int) -> tuple[Any, Position]:
    """An open contact, and one of its positions in a company that the person may see."""
    contact = get_or_404(request, noun.model, id, to_change=True)
    changing.refuse_locked(contact)
    row = Position.objects.filter(pk=position, contact=contact).select_related("company").first()
    if row is None:
        raise Http404
    return contact, row


def _values(form: PositionForm) -> dict[str, Any]:
    cleaned = dict(form.cleaned_data)
    cleaned["company_id"] = cleaned.pop("company")
    return cleaned


def _ask(request: HttpRequest, noun: Noun, id: int, form: PositionForm, title: str, **more: Any) -> HttpResponse:
    back = url_of(slug_of(request), noun, id)
    context = {"title": title, "form": form, "action": request.path, "back_url": back, "verb": _("Keep"), **more}
    return page(request, "nouns/ask.html", context)


def _done(request: HttpRequest, noun: Noun, id: int, said: str, operation: Any) -> HttpResponse:
    return done(request, url_of(slug_of(request), noun, id), said, undo_url=undo_url(request, operation))


ROUTES: Routes = [
    ("<int:id>/positions/new/", add, "add-position"),
    ("<int:id>/positions/<int:position>/", edit, "edit-position"),
    ("<int:id>/positions/<int:position>/main/", make_main, "main-position"),
    ("<int:id>/positions/<int:position>/remove/", remove, "remove-position"),
]
