"""Where who asked fetches the package: a link that tells nothing, and an archive that opens with a password told apart."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from kept.console.disclosing import doing
from kept.console.disclosing.handing import archive_of
from kept.console.disclosing.models import HandedOver
from kept.console.disclosing.states import Act
from kept.policy import clock
from kept.policy.controller import controller
from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps
from kept.web.pages import page


@allow(PUBLIC)
@keeps("S2")
def fetch(request: HttpRequest, link: UUID) -> HttpResponse:
    """The page, and on its button the file. Programs that look at links fetch nothing."""
    made = HandedOver.objects.filter(link=link).select_related("demand").first()
    archive = archive_of(made) if made is not None else None
    if made is None or archive is None:
        raise Http404
    if request.method != "POST":
        context = {"one": made.demand, "made": made, "controller": controller()}
        return page(request, "disclosing/fetch.html", context)
    if made.fetched_at is None:
        doing.step(made.demand, Act.FETCH, by=None)
    made.fetched_at = clock.now()
    made.save(update_fields=["fetched_at"])
    answer = HttpResponse(archive, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{made.demand.written_ref}.zip"'
    return answer
