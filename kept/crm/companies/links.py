"""Relations between companies: parent, daughter, related. Each stands on both sides, and comes and goes on both."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kept.audit.access import Access
from kept.crm.companies.models import Company, CompanyLink, LinkKind
from kept.crm.nouns import changing, rows
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.fields import Invalid
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import slug_of, undo_url, url_of
from kept.crm.nouns.references import Reference
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Operation
from kept.grants.records import get_or_404
from kept.web.pages import done, page

INVERSE = {LinkKind.PARENT: LinkKind.CHILD, LinkKind.CHILD: LinkKind.PARENT, LinkKind.FREE: LinkKind.FREE}
OTHER = Reference(name="other", label=gettext_lazy("Company"), to="company", shown="")


def join(
    noun: Noun, company: Company, other: Company, kind: str, notice: str, access: Access, act: Operation
) -> CompanyLink:
    """Relate two companies: `other` is the `kind` of `company`, and the other way round. An old relation is replaced."""
    part(noun, company, other, access, act)
    one = CompanyLink.fresh(company=company, other=other, kind=kind, notice=notice)
    rows.add(noun, company, one, access, act)
    two = CompanyLink.fresh(company=other, other=company, kind=INVERSE[LinkKind(kind)], notice=notice, twin=one)
    rows.add(noun, company, two, access, act)
    rows.change(noun, company, one, {"twin_id": two.pk}, access, act)
    return one


def part(noun: Noun, company: Company, other: Company, access: Access, act: Operation) -> bool:
    """End the relation of two companies, on both sides. Returns whether there was one."""
    found = CompanyLink.objects.filter(company=company, other=other) | CompanyLink.objects.filter(
        company=other, other=company
    )
    links = list(found.order_by("pk"))
    for link in links:
        rows.change(noun, company, link, {"twin_id": None}, access, act)
    for link in links:
        rows.remove(noun, company, link, access, act)
    return bool(links)


class LinkForm(forms.Form):
    """Which company, and what it is to this one."""

    other = forms.CharField(
        label=gettext_lazy("Company"), max_length=250, error_messages={"required": gettext_lazy("Choose a company.")}
    )
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=LinkKind.choices)
    notice = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=2000)

    def __init__(self, request: HttpRequest, company: Company) -> None:
        super().__init__(request.POST or None)
        self.company, self.chosen = company, request.POST.get("other.id", "")
        choose = reverse("companies:choose", kwargs={"instance": slug_of(request)})
        self.fields["other"].widget.attrs |= {"data-choose": choose, "autocomplete": "off"}

    def clean_other(self) -> int:
        """Another company, by its id or its name."""
        try:
            found = OTHER.clean(self.chosen or self.cleaned_data["other"], Vocabulary())
        except Invalid as wrong:
            raise forms.ValidationError(str(wrong)) from None
        if found is None or found == self.company.pk:
            raise forms.ValidationError(_("Choose another company."))
        return found


@act("edit")
def add(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """Relate the company to another."""
    company = get_or_404(request, noun.model, id, to_change=True)
    changing.refuse_locked(company)
    form = LinkForm(request, company)
    back = url_of(slug_of(request), noun, id)
    if form.is_bound and form.is_valid():
        other = get_or_404(request, noun.model, form.cleaned_data["other"])
        operation = changing.operation(request.access, "company.edited", noun)  # type: ignore[attr-defined]
        join(noun, company, other, form.cleaned_data["kind"], form.cleaned_data["notice"], request.access, operation)  # type: ignore[attr-defined]
        return done(request, back, _("They belong together now."), undo_url=undo_url(request, operation))
    context: dict[str, Any] = {
        "title": _("A company that belongs with it"), "form": form, "action": request.path, "back_url": back, "verb": _("Keep"),
    }  # fmt: skip
    return page(request, "nouns/ask.html", context)


@act("edit")
@require_POST
def remove(request: HttpRequest, noun: Noun, id: int, link: int) -> HttpResponse:
    """End a relation."""
    company = get_or_404(request, noun.model, id, to_change=True)
    changing.refuse_locked(company)
    found = CompanyLink.objects.filter(pk=link, company=company).select_related("other").first()
    if found is None:
        raise Http404
    operation = changing.operation(request.access, "company.edited", noun)  # type: ignore[attr-defined]
    part(noun, company, found.other, request.access, operation)  # type: ignore[attr-defined]
    undo = undo_url(request, operation)
    return done(request, url_of(slug_of(request), noun, id), _("The relation is gone."), undo_url=undo)


ROUTES: Routes = [
    ("<int:id>/companies/new/", add, "add-link"),
    ("<int:id>/companies/<int:link>/remove/", remove, "remove-link"),
]
