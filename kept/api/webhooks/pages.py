"""The pages of webhooks: an administrator makes, tries, pauses and ends the machines that are told of changes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.api.webhooks import keeping, showing, trying
from kept.api.webhooks.forms import ContactsForm, WebhookForm
from kept.api.webhooks.models import TechnicalContact, Told, Webhook
from kept.crm.fields.tabs import tabs
from kept.identity.again import again
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.web.pages import done, go, page

NEEDS = "instance.manage"


def address(request: HttpRequest, name: str = "home", **kwargs: Any) -> str:
    """The address of one of these pages."""
    return reverse(f"webhooks:{name}", kwargs={"instance": request.instance.slug, **kwargs})  # type: ignore[attr-defined]


def hook_of(id: int, *, removed: bool = False) -> Webhook:
    """A webhook of the open instance, or Http404."""
    found: Webhook | None = (Webhook.objects.all() if removed else keeping.standing()).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


@allow(NEEDS)
@again()
def home(request: HttpRequest) -> HttpResponse:
    """All there are, a new one, and who is told when one fails."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if keeping.standing().count() < keeping.MOST:
            return _made(request, form)
        form.add_error(None, _("At most %(n)s webhooks.") % {"n": keeping.MOST})
    return _home(request, form, ContactsForm(initial={"emails": "\n".join(_told())}))


@keeps("S1")
def _made(request: HttpRequest, form: WebhookForm) -> HttpResponse:
    access, secret = request.access, keeping.new_secret()  # type: ignore[attr-defined]
    hook = keeping.make(access.instance_id, secret=secret, by=access.member_id, **form.cleaned_data)
    return _one(request, hook, secret=secret)


@allow(NEEDS)
@require_POST
@again()
def contacts(request: HttpRequest) -> HttpResponse:
    """Who is told when a machine does not answer: these, and nobody else."""
    form = ContactsForm(request.POST)
    if not form.is_valid():
        return _home(request, WebhookForm(), form)
    TechnicalContact.objects.all().delete()
    for email in keeping.addresses(form.cleaned_data["emails"]):
        TechnicalContact.fresh(email=email).save(force_insert=True)
    return done(request, address(request), _("The addresses are kept."))


def _home(request: HttpRequest, form: WebhookForm, people: ContactsForm) -> HttpResponse:
    rows = showing.rows(list(Webhook.objects.order_by("pk")))
    context = {"rows": rows, "form": form, "people": people, "tabs": tabs(request, "webhooks")}
    return page(request, "webhooks/home.html", context, status=422 if form.errors or people.errors else 200)


def _told() -> list[str]:
    return list(TechnicalContact.objects.order_by("email").values_list("email", flat=True))


@allow(NEEDS)
@again()
def one(request: HttpRequest, id: int) -> HttpResponse:
    """How one does, and what it was told lately."""
    return _one(request, hook_of(id, removed=True))


def _one(request: HttpRequest, hook: Webhook, *, secret: str = "") -> HttpResponse:
    slug = request.instance.slug  # type: ignore[attr-defined]
    lately = showing.lately(hook, request.access, slug)  # type: ignore[attr-defined]
    context = {
        "hook": hook, "secret": secret, "tried": _tried(request, lately), "row": showing.rows([hook])[0], "events": showing.events(hook),
        "lately": lately, "tabs": tabs(request, "webhooks"), "here": address(request, "one", id=hook.pk),
    }  # fmt: skip
    answer = page(request, "webhooks/one.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _tried(request: HttpRequest, lately: list[showing.Said]) -> str:
    """The event of a trial that is still on its way: the page asks for its answer until it is there."""
    asked = request.GET.get("tried", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return ""
    return "" if any(not said.line.kind and said.line.pk > int(asked) for said in lately) else asked


@allow(NEEDS)
@require_POST
@again()
def attempt(request: HttpRequest, id: int) -> HttpResponse:
    """Send it something that tells of nobody."""
    hook = hook_of(id)
    last = Told.objects.filter(webhook=hook).order_by("-pk").values_list("pk", flat=True).first() or 0
    trying.run.later(request.access, webhook_id=hook.pk)  # type: ignore[attr-defined]
    return go(f"{address(request, 'one', id=id)}?tried={last}", request=request)


@allow(NEEDS)
@require_POST
@again()
def pause(request: HttpRequest, id: int) -> HttpResponse:
    """Tell it nothing for now, or go on."""
    hook = hook_of(id)
    (keeping.go_on if hook.paused_at else keeping.pause)(hook)
    said = _("Paused. What happens now waits, for a week at most.") if hook.paused_at else _("It is told again.")
    return done(request, address(request, "one", id=id), said)


@allow(NEEDS)
@require_POST
@again()
def secret(request: HttpRequest, id: int) -> HttpResponse:
    """Another secret, shown this once."""
    hook = hook_of(id)
    return _one(request, hook, secret=keeping.another_secret(hook))


@allow(NEEDS)
@require_POST
@again()
def end(request: HttpRequest, id: int) -> HttpResponse:
    """It hears no more."""
    keeping.end(hook_of(id, removed=True))
    return done(request, address(request), _("It is told no more, and what waited for it is gone."))
