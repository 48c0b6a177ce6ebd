"""Settings: the values of the lists that fields choose from."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kept.crm.fields import order
from kept.crm.fields.forms import ItemForm
from kept.crm.fields.models import PicklistItem
from kept.crm.fields.tabs import address, tabs
from kept.crm.fields.use import uses_of_items, value_lists
from kept.policy.doors import allow
from kept.web.pages import done, page


def item_of(id: int) -> PicklistItem:
    """A value of the open instance that may be changed, or Http404."""
    found: PicklistItem | None = PicklistItem.objects.filter(pk=id, locked=False).first()
    if found is None or found.list not in value_lists():
        raise Http404
    return found


@allow("fields.manage")
def lists(request: HttpRequest) -> HttpResponse:
    """All lists, with how many values each has."""
    known = value_lists()
    numbers: dict[str, int] = {}
    for name in PicklistItem.objects.filter(retired_at=None).values_list("list", flat=True):
        numbers[name] = numbers.get(name, 0) + 1
    rows = [
        {"name": name, "label": label, "n": numbers.get(name, 0), "url": address(request, "list", name=name)}
        for name, label in known.items()
    ]
    return page(request, "fields/lists.html", {"tabs": tabs(request, "lists"), "lists": rows})


@allow("fields.manage")
def one_list(request: HttpRequest, name: str) -> HttpResponse:
    """The values of one list, and a form for one more."""
    known = value_lists()
    if name not in known:
        raise Http404
    form = ItemForm(request.POST or None, list_name=name)
    if form.is_bound and form.is_valid():
        label = form.cleaned_data["label"]
        old = PicklistItem.objects.filter(list=name, label=label).first()  # a retired value comes back
        item = old or PicklistItem.fresh(
            list=name, label=label, position=PicklistItem.objects.filter(list=name).count()
        )
        item.retired_at = None
        item.save()
        return done(request, address(request, "list", name=name), _("%(name)s is in the list.") % {"name": item.label})
    uses = uses_of_items(name)
    found = PicklistItem.objects.filter(list=name).order_by("retired_at", "position", "label")
    context = {
        "tabs": tabs(request, "lists"), "label": known[name], "name": name, "form": form,
        "items": [{"item": one, "uses": uses[one.pk]} for one in found], "back_url": address(request, "lists"),
    }  # fmt: skip
    return page(request, "fields/list.html", context, status=422 if form.errors else 200)


@allow("fields.manage")
def item(request: HttpRequest, id: int) -> HttpResponse:
    """Another name for a value. The records that have it show the new one."""
    one = item_of(id)
    back = address(request, "list", name=one.list)
    form = ItemForm(request.POST or None, list_name=one.list, item=one)
    if form.is_bound and form.is_valid():
        one.label = form.cleaned_data["label"]
        one.save(update_fields=["label"])
        return done(request, back, _("It is called %(name)s now.") % {"name": one.label})
    context = {"tabs": tabs(request, "lists"), "form": form, "title": one.label, "back_url": back}
    return page(request, "fields/rename.html", context, status=422 if form.errors else 200)


@allow("fields.manage")
@require_POST
def move(request: HttpRequest, id: int) -> HttpResponse:
    """One place up or down."""
    one = item_of(id)
    order.move(
        PicklistItem.objects.filter(list=one.list, retired_at=None).order_by("position", "label", "pk"),
        one,
        request.POST.get("way", ""),
    )
    return redirect(address(request, "list", name=one.list))


@allow("fields.manage")
@require_POST
def retire(request: HttpRequest, id: int) -> HttpResponse:
    """Offer a value no more. The records that have it keep it."""
    one = item_of(id)
    one.retired_at = timezone.now()
    one.save(update_fields=["retired_at"])
    uses = uses_of_items(one.list)[one.pk]
    said = _("%(name)s is offered no more.") % {"name": one.label}
    if uses:
        said += " " + ngettext("%(n)s record keeps it.", "%(n)s records keep it.", uses) % {"n": uses}
    return done(
        request, address(request, "list", name=one.list), said, undo_url=address(request, "item-restore", id=one.pk)
    )


@allow("fields.manage")
@require_POST
def restore(request: HttpRequest, id: int) -> HttpResponse:
    """Offer a value again."""
    one = item_of(id)
    one.retired_at = None
    one.save(update_fields=["retired_at"])
    return done(request, address(request, "list", name=one.list), _("%(name)s is offered again.") % {"name": one.label})
