"""The pages of an instance's own periods: what would go is seen before a period is kept, and can be brought back after."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from kept.policy import clock
from kept.policy.doors import allow
from kept.privacy.retention.kinds import KINDS
from kept.privacy.retention.rules import MOST_MONTHS, Batch, Rule, RuleEnd
from kept.web.pages import done, page

SHOWN = 50
NUMBER = {"required": gettext_lazy("Enter a number."), "invalid": gettext_lazy("Enter a number.")}


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """Which records, after how many months without anything new, and what then."""

    months = forms.IntegerField(
        label=gettext_lazy("Months without anything new"), min_value=1, max_value=MOST_MONTHS, error_messages=NUMBER
    )
    warn_days = forms.IntegerField(
        label=gettext_lazy("Warn the administrators so many days before"), min_value=1, max_value=90,
        error_messages=NUMBER,
    )  # fmt: skip
    word = forms.CharField(
        label=gettext_lazy("Only those with this tag"), max_length=80, required=False,
        help_text=gettext_lazy("For files: with this word in the name, such as CV. Empty: all of them."),
    )  # fmt: skip

    class Meta:
        model = Rule
        fields = ["kind", "word", "months", "end", "warn_days", "spare_reasons"]
        widgets = {"kind": forms.Select, "end": forms.Select}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.key, kind.label) for kind in KINDS.values()]
        self.fields["kind"] = forms.ChoiceField(label=gettext_lazy("Which records"), choices=kinds)

    def clean(self) -> dict[str, Any]:
        """A kind can only end as its records can."""
        found: dict[str, Any] = super().clean() or {}
        kind = KINDS.get(found.get("kind", ""))
        if kind and found.get("end") and found["end"] not in kind.ends:
            self.add_error("end", _("Files cannot be made anonymous: choose the bin."))
        return found


@allow("privacy.manage")
def terms(request: HttpRequest) -> HttpResponse:
    """All periods of the instance, with what comes next."""
    rules = list(Rule.objects.order_by("stopped_at", "pk"))
    waiting = {batch.rule_id: batch for batch in Batch.objects.filter(done_at=None).defer("ids")}
    lines = [{"rule": rule, "kind": KINDS[rule.kind].label, "batch": waiting.get(rule.pk)} for rule in rules]
    context = {
        "lines": [line for line in lines if line["rule"].stopped_at is None],
        "stopped": [line for line in lines if line["rule"].stopped_at is not None],
        "slug": _slug(request),
    }
    return page(request, "retention/terms.html", context)


@allow("privacy.manage")
def new_rule(request: HttpRequest) -> HttpResponse:
    """A new period: first what would go, then keep it."""
    return _edit(request, Rule.fresh(months=36, kind="contact", end=RuleEnd.BIN))


@allow("privacy.manage")
def edit_rule(request: HttpRequest, id: int) -> HttpResponse:
    """Another length. What was warned of by the old one is forgotten, and warned of anew."""
    return _edit(request, _found(id))


def _edit(request: HttpRequest, rule: Rule) -> HttpResponse:
    form = RuleForm(request.POST if request.method == "POST" else None, instance=rule)
    back = reverse("retention_instance:terms", kwargs={"instance": _slug(request)})
    if form.is_bound and form.is_valid() and request.POST.get("act") == "keep":
        rule = form.save(commit=False)
        if rule.pk:
            Batch.objects.filter(rule=rule, done_at=None).delete()
        else:
            rule.made_at, rule.made_by = clock.now(), request.member  # type: ignore[attr-defined]
        rule.keep()
        return done(request, _url(request, rule), _("Period kept. Nothing goes before the warning."))
    shown = preview(request, form.instance) if not form.is_bound or form.is_valid() else None
    context = {"form": form, "rule": rule, "preview": shown, "back_url": back}
    return page(request, "retention/rule_form.html", context)


@allow("privacy.manage")
def rule_page(request: HttpRequest, id: int) -> HttpResponse:
    """One period: what it will end and when, and what it did."""
    rule = _found(id)
    batches = list(Batch.objects.filter(rule=rule).defer("ids").order_by("-acts_on", "-pk")[:SHOWN])
    context = {
        "rule": rule,
        "kind": KINDS[rule.kind],
        "preview": preview(request, rule) if rule.stopped_at is None else None,
        "batches": batches,
        "slug": _slug(request),
    }
    return page(request, "retention/rule.html", context)


@allow("privacy.manage")
@require_POST
def stop_rule(request: HttpRequest, id: int) -> HttpResponse:
    """Stop a period, or start it again with `on=no`. What was warned of stays."""
    rule = _found(id)
    on = request.GET.get("on") != "no"
    rule.stopped_at = clock.now() if on else None
    rule.keep()
    Batch.objects.filter(rule=rule, done_at=None).delete()
    undo = f"{request.path}?on=no" if on else request.path
    said = _("The period is stopped: nothing goes by it.") if on else _("The period runs again.")
    return done(request, reverse("retention_instance:terms", kwargs={"instance": _slug(request)}), said, undo_url=undo)


@allow("privacy.manage")
@require_POST
def bring_back(request: HttpRequest, id: int, batch: int) -> HttpResponse:
    """Take out of the bin what a period put there."""
    found = Batch.objects.filter(rule_id=id, pk=batch).exclude(done_at=None).select_related("rule").first()
    if found is None:
        raise Http404
    number = KINDS[found.rule.kind].undo(found, request.access)  # type: ignore[attr-defined]
    said = ngettext("%(n)s record is back.", "%(n)s records are back.", number) % {"n": number}
    return done(request, _url(request, found.rule), said if number else _("Nothing of it is in the bin any more."))


def preview(request: HttpRequest, rule: Rule) -> dict[str, Any]:
    """What a period would end when its first warning is over: how many, and the first of them by name."""
    day = clock.today() + timedelta(days=rule.warn_days)
    ids = KINDS[rule.kind].due(rule, day)
    rows = KINDS[rule.kind].show(ids[:SHOWN], _slug(request), request.access)  # type: ignore[attr-defined]
    return {"day": day, "number": len(ids), "rows": rows, "more": max(len(ids) - SHOWN, 0)}


def _found(id: int) -> Rule:
    rule: Rule | None = Rule.objects.filter(pk=id).first()
    if rule is None:
        raise Http404
    return rule


def _slug(request: HttpRequest) -> str:
    return str(request.instance.slug)  # type: ignore[attr-defined]


def _url(request: HttpRequest, rule: Rule) -> str:
    return reverse("retention_instance:rule", kwargs={"instance": _slug(request), "id": rule.pk})
