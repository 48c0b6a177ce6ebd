"""The ends of instances at the operator's door: which are asked for, closed or gone, and one that ends with its contract."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.identity.again import again
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.privacy.ending import asking, jobs
from kept.privacy.ending.forms import OperatorsEndForm
from kept.privacy.ending.models import GRACE, EndCertificate, Ending
from kept.tenancy.models import Instance
from kept.web.pages import done, page

MOST = 200


@allow("staff.billing")
def overview(request: HttpRequest) -> HttpResponse:
    """All endings, the latest first."""
    certificates = {one.of_id: one for one in EndCertificate.objects.exclude(ended_at=None)}
    endings = Ending.objects.select_related("of").order_by("-asked_at", "-pk")[:MOST]
    lines = [(one, certificates.get(one.of_id) if one.ended_at else None) for one in endings]
    return page(request, "ending/list.html", {"lines": lines})


@allow("staff.billing")
@again(second=True)
@keeps("L1")
def ask(request: HttpRequest) -> HttpResponse:
    """End an instance whose contract ended. Its people have the same grace and the same days."""
    typed = request.POST if request.method == "POST" else None
    slug = str(request.POST.get("slug", ""))[:40]
    instance = Instance.objects.filter(slug=slug).first() or Instance()
    form = OperatorsEndForm(typed, instance=instance)
    if form.is_bound and form.is_valid() and instance.pk:
        found = form.cleaned_data
        made = asking.ask(
            instance, by=request.user, keep_days=found["keep_days"], contract=found["contract"], by_operator=True
        )
        jobs.tell.defer(ending_id=made.pk, what="asked")
        return done(request, reverse("ending_operator:list"), _("Asked for. Its people are told."))
    context = {
        "form": form, "title": _("End an instance whose contract ended?"), "verb": _("Ask for its end"),
        "action": request.path, "back_url": reverse("ending_operator:list"), "grace": GRACE, "operator": True,
    }  # fmt: skip
    return page(request, "ending/ask.html", context)


@allow("staff.billing")
@require_POST
def take_back(request: HttpRequest, id: int) -> HttpResponse:
    """The contract goes on after all."""
    ending = Ending.objects.filter(pk=id, by_operator=True).first()
    if ending is None:
        raise Http404
    asking.take_back(ending, by=request.user)
    jobs.tell.defer(ending_id=ending.pk, what="taken_back")
    return done(request, reverse("ending_operator:list"), _("Taken back. It goes on."))
