"""Settings: the tags in use. A new name goes through all records at once, and can be undone."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kept.audit.access import Access
from kept.crm.acts.starting import LONG, begin
from kept.crm.fields.forms import TagForm
from kept.crm.fields.pages_fields import noun_of
from kept.crm.fields.tabs import address, tabs
from kept.crm.fields.use import uses_of_tag
from kept.crm.nouns import changing
from kept.crm.nouns.changing_many import tag_many
from kept.crm.nouns.noun import NOUNS, Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.models import Operation, Tag
from kept.policy.doors import allow
from kept.web.pages import done, go, page


def tag_of(id: int) -> Tag:
    """A tag of the open instance, or Http404."""
    found: Tag | None = Tag.objects.filter(pk=id).first()
    if found is None or found.kind not in NOUNS:
        raise Http404
    return found


def here(request: HttpRequest, kind: str) -> str:
    """The address of a noun's tags."""
    return address(request, "tags") + f"?kind={kind}"


@allow("fields.manage")
def tags(request: HttpRequest) -> HttpResponse:
    """The tags of a noun, each with how many records carry it."""
    noun = noun_of(request.GET.get("kind", "contact"))
    found = Tag.objects.filter(kind=noun.key).order_by("name")[:1000]
    kinds = [
        {"label": one.label_plural, "url": here(request, one.key), "current": one is noun}
        for one in NOUNS.values()
        if one.groups
    ]
    context = {
        "tabs": tabs(request, "tags"), "kinds": kinds, "noun": noun,
        "tags": [{"tag": one, "uses": uses_of_tag(noun, one.name)} for one in found],
    }  # fmt: skip
    return page(request, "fields/tags.html", context)


@allow("fields.manage")
def tag(request: HttpRequest, id: int) -> HttpResponse:
    """Another name for a tag; the name of another tag joins the two."""
    one = tag_of(id)
    form = TagForm(request.POST or None, initial={"name": one.name})
    if form.is_bound and form.is_valid():
        name, old = form.cleaned_data["name"], one.name
        if name != old and (later := _later(request, NOUNS[one.kind], old, [name])):
            _rename(one, name)
            return later
        act, changed = _through_all(request, NOUNS[one.kind], old, [name] if name != old else [])
        _rename(one, name)
        said = ngettext(
            "#%(old)s is #%(new)s now, on %(n)s record.", "#%(old)s is #%(new)s now, on %(n)s records.", changed
        )
        return done(
            request,
            here(request, one.kind),
            said % {"old": old, "new": name, "n": changed},
            undo_url=_undo(request, act),
        )
    context = {
        "tabs": tabs(request, "tags"),
        "form": form,
        "title": f"#{one.name}",
        "back_url": here(request, one.kind),
    }
    return page(request, "fields/rename.html", context, status=422 if form.errors else 200)


@allow("fields.manage")
@require_POST
def remove(request: HttpRequest, id: int) -> HttpResponse:
    """Take a tag off all records."""
    one = tag_of(id)
    if later := _later(request, NOUNS[one.kind], one.name, []):
        one.delete()
        return later
    act, changed = _through_all(request, NOUNS[one.kind], one.name, [])
    one.delete()
    said = ngettext("#%(name)s is taken off %(n)s record.", "#%(name)s is taken off %(n)s records.", changed)
    return done(request, here(request, one.kind), said % {"name": one.name, "n": changed}, undo_url=_undo(request, act))


def _through_all(request: HttpRequest, noun: Noun, old: str, new: list[str]) -> tuple[Operation, int]:
    """Put the new tag in the place of the old one on every record that this person may change."""
    access: Access = request.access  # type: ignore[attr-defined]
    fields = noun.all_fields(Vocabulary(me=access.member_id))
    act = changing.operation(access, f"{noun.plural}.retagged", noun)
    if not access.rights.may(noun.permission("edit")):
        return act, 0
    return act, tag_many(noun, list(_with(noun, old, access)), new, [old], fields, access, act).changed


def _later(request: HttpRequest, noun: Noun, old: str, new: list[str]) -> HttpResponse | None:
    """The same by the worker, where it is on more records than a page can wait for; its page shows how far it is."""
    access: Access = request.access  # type: ignore[attr-defined]
    if not all(access.rights.may(noun.permission(act)) for act in ("bulk", "edit")):
        return None
    if _with(noun, old, access)[: LONG + 1].count() <= LONG:
        return None
    begun = begin(noun, "tag", list(_with(noun, old, access).order_by("pk")), {"add": new, "remove": [old]}, access)
    return go(reverse("acts:page", kwargs={"instance": request.instance.slug, "id": begun.pk}), request=request)  # type: ignore[attr-defined]


def _with(noun: Noun, tag: str, access: Access) -> Any:
    """The numbers of the records with a tag that this person sees."""
    return noun.model.objects.kept().visible_to(access).filter(tags__contains=[tag]).values_list("pk", flat=True)


def _rename(tag: Tag, name: str) -> None:
    """The word that is offered, unless the other one is there already."""
    if name == tag.name:
        return
    try:
        with transaction.atomic():
            tag.name = name
            tag.save(update_fields=["name"])
    except IntegrityError:
        Tag.objects.filter(pk=tag.pk).delete()


def _undo(request: HttpRequest, act: Operation) -> str:
    return reverse("undo", kwargs={"instance": request.instance.slug, "id": act.pk})  # type: ignore[attr-defined]
