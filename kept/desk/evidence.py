"""Live figures of the support desk."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from kept.desk import noticing
from kept.desk.forms import CallBackForm, ChatForm, ContactForm, SuggestionForm
from kept.desk.locked import locked
from kept.desk.models import Chat, ContactPoint, IdeaStep, Message, Suggestion
from kept.desk.numbers import normal
from kept.policy.keeps import Figure, evidence
from kept.policy.register import REGISTER
from kept.policy.terms import Channel
from kept.privacy.notices import current
from kept.web.figures import asked_by, share

FORMS: dict[str, Any] = {"chat": ChatForm, "contact": ContactForm, "idea": SuggestionForm}
ASKS = {"message": "correspondence", "idea": "correspondence", "email": "email", "name": "name"}
WAYS_IN = {
    "email": "desk_operator:inbox",
    "telephone": "desk:call_back",
    "chat": "desk:chat",
    "idea_maker": "desk:ideas",
    "web_conference": "desk_operator:inbox",
    "newsletter": "newsletter:sign_up",
    "social_network": "desk_operator:new",
}


@evidence("C2")
def call_back_asks() -> Figure:
    """What the form of a call-back asks for."""
    asked = set(CallBackForm.base_fields)
    return Figure(_("A call-back asks for"), asked_by(CallBackForm), asked == {"initials", "telephone"})


@evidence("U2")
def numbers_known() -> Figure:
    """Telephone numbers of correspondents that a caller would be known by."""
    left = ContactPoint.objects.exclude(telephone="")
    number, known = left.count(), left.exclude(number="").count()
    one = {normal("777 123 456"), normal("+420777123456"), normal("00420 777-123-456")}
    return Figure(_("Numbers by which a caller is known"), share(known, number), known == number and len(one) == 1)


@evidence("C2")
def forms_declared() -> Figure:
    """Forms for strangers that the register declares."""
    names = [form.id for form in REGISTER.forms]
    return Figure(_("Forms for strangers, all declared"), str(len(names)), "call-back" in names and "contact" in names)


@evidence("C8")
def channels_with_a_way_in() -> Figure:
    """The channels that the register names, and those without a way into the desk."""
    without = sorted(one.code for one in Channel if one.code not in WAYS_IN)
    return Figure(_("Channels, and those without a way to the desk"), f"{len(Channel)}, {len(without)}", not without)


@evidence("C8")
def strangers_asked() -> Figure:
    """Fields of the forms for a chat, a message and an idea that the register does not declare."""
    more = [name for name_of, form in FORMS.items() for name in _undeclared(name_of, form)]
    return Figure(_("Fields of chat and ideas beyond the register"), str(len(more)), not more)


def _undeclared(id: str, form: Any) -> list[str]:
    declared = {category.code for category in REGISTER.form(id).asks}
    return [name for name in form.base_fields if ASKS.get(name) not in declared]


@evidence("U5")
def answers_brought() -> Figure:
    """Chats that ended with something of ours unseen although an address was left: it should have gone there."""
    unseen = Message.objects.filter(
        thread=OuterRef("thread"), pk__gt=OuterRef("heard"), direction=Message.OUT, channel=Channel.CHAT.code
    )
    ways = ContactPoint.objects.filter(correspondent=OuterRef("thread__correspondent")).exclude(email="")
    ended = Chat.objects.filter(ended_at__isnull=False).exclude(thread__correspondent__in=locked())
    left = ended.filter(Exists(unseen), Exists(ways)).count()
    return Figure(_("Chats that ended with an answer not brought on"), share(left, ended.count()), left == 0)


@evidence("U5")
def owners_told() -> Figure:
    """Steps of ideas of which somebody who wants to hear was not told: the last letter is older than the last step."""
    steps = IdeaStep.objects.filter(idea=OuterRef("idea")).order_by("-at").values("at")[:1]
    owners = Suggestion.objects.filter(told=True).exclude(thread__correspondent__in=locked()).annotate(step=steps)
    said = Message.objects.filter(thread=OuterRef("thread"), at__gte=OuterRef("step")).exclude(direction=Message.IN)
    ways = ContactPoint.objects.filter(correspondent=OuterRef("thread__correspondent")).exclude(email="")
    waiting = owners.filter(Exists(ways), step__isnull=False)
    left = waiting.filter(~Exists(said)).count()
    return Figure(_("Owners of ideas not told of the last step"), share(left, waiting.count()), left == 0)


@evidence("A1")
def correspondents_told_of_changes() -> Figure:
    """Correspondents without an account who still have to hear of the last change of the notice."""
    last = next((one for one in reversed(current.versions()) if one.changes), None)
    left = noticing.untold(last).count() if last else 0
    in_time = last is None or last.applies_from > current.today()
    return Figure(_("Correspondents still to be told of a change"), str(left), left == 0 or in_time)
