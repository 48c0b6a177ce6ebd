"""The acts of a desk: each asks in a dialog what it must say, and is then written down."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.policy import clock
from kept.policy.keeps import keeps
from kept.privacy.requests import answering, queue
from kept.privacy.requests.desk.doors import Desk, one_or_404
from kept.privacy.requests.desk.forms import WORDS, ActForm
from kept.privacy.requests.doing import do, identify, lift, note
from kept.privacy.requests.request import DataSubjectRequest
from kept.privacy.requests.states import OFFICER, Act, possible
from kept.web.pages import done, page

BESIDE = ("note", "responsible", "look", "lift")
TITLES: dict[str, Any] = {
    Act.ASK_IDENTITY: gettext_lazy("Ask by letter who it is"),
    Act.VERIFY: gettext_lazy("We know who asks"),
    Act.TAKE: gettext_lazy("Take it into work"),
    Act.ASK_MORE: gettext_lazy("Ask back"),
    Act.GO_ON: gettext_lazy("The person answered"),
    Act.EXTEND: gettext_lazy("Make the term longer"),
    Act.ANSWER: gettext_lazy("Do it, and answer"),
    Act.REFUSE: gettext_lazy("Refuse"),
    Act.WITHDRAW: gettext_lazy("The person took it back"),
    Act.APPEAL: gettext_lazy("The person is not content"),
    "note": gettext_lazy("Write a note"),
    "responsible": gettext_lazy("Who is responsible"),
    "look": gettext_lazy("Ask all stores"),
    "lift": gettext_lazy("Lift the lock"),
}
WITHOUT_WORDS = frozenset({Act.ASK_IDENTITY, Act.TAKE, "look"})


@keeps("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8")
def act(request: HttpRequest, desk: Desk, id: int, act: str) -> HttpResponse:
    """Ask, then do."""
    if act not in TITLES:
        raise Http404
    one = one_or_404(id)
    if act not in BESIDE and Act(act) not in possible(one.course(), OFFICER, clock.today()):
        return done(request, desk.at(one), _("This is not possible with the request as it stands."))
    form = ActForm(request.POST if request.method == "POST" else None, one=one, act=act, people=desk.officers())
    if request.method == "POST" and form.is_valid():
        return done(request, desk.at(one), _perform(desk, one, act, form))
    context = {
        "form": form,
        "one": one,
        "title": TITLES[act],
        "action": desk.at(one, act),
        "back_url": desk.at(one),
        "desk": desk,
        "says_enough": act in WORDS or act == "responsible",
        "does": DOES.get(one.right, "") if act == Act.ANSWER else "",
    }
    return page(request, "requests/desk/act.html", context, status=422 if form.errors else 200)


def _perform(desk: Desk, one: DataSubjectRequest, act: str, form: ActForm) -> str:
    """Do a valid act. Returns what is said of it."""
    if act == "note":
        note(one, form.words, by=desk.hand)
        return _("The note is written down.")
    if act == "responsible":
        one.responsible_id = int(form.cleaned_data["who"]) if form.cleaned_data["who"] else None
        one.save(update_fields=["responsible_id"])
        return _("Kept.")
    if act == "lift":
        lift(one, form.words, by=desk.hand)
        return _("The lock is being lifted.")
    if act == "look":
        queue.look(one)
        return _("All stores are being asked.")
    return _act_of_course(desk, one, Act(act), form)


def _act_of_course(desk: Desk, one: DataSubjectRequest, act: Act, form: ActForm) -> str:
    if act is Act.ANSWER:
        answering.start(one, form.words, by=desk.hand)
        return _("It is being done. The person is told when it is.")
    if act is Act.ASK_IDENTITY:
        queue.ask_identity(one)
        return _("A letter is on its way.")
    if act is Act.VERIFY:
        identify(one, form.words, by=desk.hand)
        return _("Written down: we know who asks.")
    do(one, act, by=desk.hand, reason=form.words, code=form.cleaned_data.get("code", ""))
    return _("Done. The person is told by letter.") if act not in WITHOUT_WORDS else _("Done.")


DOES: dict[str, Any] = {
    "R1": gettext_lazy("The use for this purpose stops at once."),
    "R2": gettext_lazy("A copy is made over every store, encrypted, and lies ready for the person for a few days."),
    "R3": gettext_lazy("What you corrected is written, and the person is told."),
    "R4": gettext_lazy("All that is held of the person is locked: stored, and used for nothing else."),
    "R5": gettext_lazy("What the person gave us is packed in open formats and lies ready for a few days."),
    "R6": gettext_lazy("All is erased, in every store, and cannot be brought back. What a law keeps is named."),
    "R7": gettext_lazy("The consent ends at once."),
    "R8": gettext_lazy("The person gets your words, and the address of the authority."),
}
