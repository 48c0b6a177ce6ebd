"""A correspondent: what they are called, how they are reached, which user they are, and who else they turned out to be."""

from __future__ import annotations

from io import BytesIO

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from kept.desk import correspondents, noticing
from kept.desk.forms import NameForm, PhotoForm, WayForm
from kept.desk.locked import refuse_locked
from kept.desk.models import CallBack, ContactPoint, Correspondent, Photo, Thread
from kept.desk.pages_inbox import HOME
from kept.desk.stores import PHOTO
from kept.identity.models import User
from kept.identity.user import normal_email
from kept.outside.sealed_bytes import seal, unseal
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.tenancy.ids import id_of
from kept.web.pages import done, page
from kept.web.refused import Refused

SIDE = 256
LARGEST = 5 * 1024 * 1024


def address(id: int) -> str:
    """Where a correspondent's page is."""
    return f"{HOME}people/{id}/"


@allow("staff.desk")
@keeps("C8")
def person(request: HttpRequest, id: int) -> HttpResponse:
    """All that we know of them."""
    return _shown(request, _found(id))


@allow("staff.desk")
def name(request: HttpRequest, id: int) -> HttpResponse:
    """What they are called."""
    found = _found(id)
    form = NameForm(request.POST if request.method == "POST" else None, instance=found)
    if form.is_valid():
        form.save()
        correspondents.corrected(found, form.changed_data)
        return done(request, address(id), _("Kept."))
    return (
        _shown(request, _found(id), status=422, form=form) if request.method == "POST" else done(request, address(id))
    )


@allow("staff.desk")
@keeps("C8")
def add(request: HttpRequest, id: int) -> HttpResponse:
    """One more way to them."""
    found = _found(id)
    form = WayForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            with transaction.atomic():
                correspondents.add(found, form.cleaned_data["way"], form.cleaned_data["value"])
            return done(request, address(id), _("Kept."))
        except IntegrityError:
            form.add_error("value", _("Another correspondent has this address. Merge the two if they are one."))
    return _shown(request, found, status=422, way_form=form) if request.method == "POST" else done(request, address(id))


@allow("staff.desk")
def forget(request: HttpRequest, id: int, point: int) -> HttpResponse:
    """Remove a way to them; it can be taken back."""
    found = get_object_or_404(ContactPoint, pk=point, correspondent=id)
    if request.method == "POST":
        request.session["forgotten_way"] = [id, found.way, getattr(found, found.way)]
        found.delete()
        return done(request, address(id), _("Removed."), undo_url=f"{address(id)}take-back/")
    return done(request, address(id))


@allow("staff.desk")
def take_back(request: HttpRequest, id: int) -> HttpResponse:
    """Have the removed way again."""
    whose, way, value = request.session.get("forgotten_way") or (0, "", "")
    if request.method == "POST" and whose == id:
        del request.session["forgotten_way"]
        correspondents.add(_found(id), way, value)
        return done(request, address(id), _("It is back."))
    return done(request, address(id))


@allow("staff.desk")
@keeps("C8")
def photo(request: HttpRequest, id: int) -> HttpResponse:
    """Their photograph: shown small, kept sealed, without what a camera adds to it."""
    found = _found(id)
    if request.method == "POST":
        form = PhotoForm(request.POST, request.FILES)
        if not form.is_valid():
            return _shown(request, found, status=422, photo_form=form)
        small = _small(form.cleaned_data["photo"])
        if small is None:
            form.add_error("photo", _("This is no picture that we can read. Send a PNG, JPEG or WebP of at most 5 MB."))
            return _shown(request, found, status=422, photo_form=form)
        Photo.objects.update_or_create(correspondent=found, defaults={"content": seal(small, PHOTO)})
        return done(request, address(id), _("Kept."))
    kept = get_object_or_404(Photo, correspondent=found)
    return HttpResponse(unseal(bytes(kept.content), PHOTO), content_type="image/png")


@allow("staff.desk")
def link(request: HttpRequest, id: int) -> HttpResponse:
    """Say which user they are, by the e-mail of their login; an empty one takes the link away."""
    found = _found(id)
    if request.method != "POST":
        return done(request, address(id))
    email = normal_email(request.POST.get("email", "").replace("\x00", ""))
    user = User.objects.filter(email=email).first() if email else None
    if email and user is None:
        raise Refused(_("No user has this e-mail as their login."))
    try:
        if user is not None:
            correspondents.link(found, user)
    except IntegrityError:
        raise Refused(_("Another correspondent has this address. Merge the two if they are one.")) from None
    if user is None:
        Correspondent.objects.filter(pk=id).update(user=None)
    return done(request, address(id), _("Linked.") if user else _("Not linked any more."))


@allow("staff.desk")
@keeps("C8")
def merge(request: HttpRequest, id: int) -> HttpResponse:
    """Make another correspondent one with this one. It cannot be taken apart again, so it asks."""
    found = _found(id)
    if request.method == "POST":
        other = _other(found, request.POST.get("other", ""))
        correspondents.merge(found, other)
        return done(request, address(id), _("They are one now."))
    asked = request.GET.get("q", "")
    known = [one for one in correspondents.callers(asked)[0] if one.pk != id] if asked else []
    context = {"them": found, "q": asked[:254], "known": known, "title": _("Merge with whom?"), "back_url": address(id)}
    return page(request, "desk/merge.html", context)


def _other(found: Correspondent, key: str) -> Correspondent:
    number = id_of(key)
    if number is None or number == found.pk:
        raise Refused(_("Choose who is the same person."))
    refuse_locked(number)
    return get_object_or_404(Correspondent, pk=number)


def _found(id: int) -> Correspondent:
    known = Correspondent.objects.select_related("user").prefetch_related("contactpoint_set")
    found: Correspondent = get_object_or_404(known, pk=id)
    refuse_locked(found.pk)
    return found


def _small(file: object) -> bytes | None:
    try:
        if getattr(file, "size", 0) > LARGEST:
            return None
        with Image.open(file, formats=("PNG", "JPEG", "WEBP")) as picture:  # type: ignore[arg-type]
            if picture.width * picture.height > 50_000_000:
                return None
            small = ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGB"), (SIDE, SIDE))
        out = BytesIO()
        small.save(out, "PNG")
        return out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _shown(request: HttpRequest, found: Correspondent, *, status: int = 200, **forms: object) -> HttpResponse:
    context = {
        "them": found,
        "threads": Thread.objects.filter(correspondent=found).order_by("-last_at")[:50],
        "calls": CallBack.objects.filter(correspondent=found).order_by("-asked_at")[:10],
        "version": noticing.collected_under(found.created_at),
        "form": NameForm(instance=found),
        "way_form": WayForm(),
        "photo_form": PhotoForm(),
        "photo": Photo.objects.filter(correspondent=found).exists(),
        **forms,
    }
    return page(request, "desk/person.html", context, status=status)
