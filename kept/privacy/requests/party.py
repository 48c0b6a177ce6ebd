"""Party: who answers a request, and which authority stands above: the operator, or a customer. A2, R8."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kept.policy.controller import controller
from kept.policy.keeps import keeps
from kept.privacy.requests.here import controller_here
from kept.privacy.requests.office import Office
from kept.tenancy.models import Instance


@dataclass(frozen=True, slots=True)
class Authority:
    """The supervisory authority, as a person needs it to write there."""

    name: str
    address: str
    url: str


@dataclass(frozen=True, slots=True)
class Party:
    """A controller in the reader's language. `portal` is where its portal begins."""

    instance_id: int
    name: str
    email: str
    person: str
    words: str
    portal: str
    is_open: bool
    authority: Authority


@keeps("A2", "R8")
def party_here() -> Party:
    """The controller at whose door we are."""
    number = controller_here()
    if not number:
        us = controller()
        return Party(0, us.name, us.email, "", "", "/your-data/", True, authority_for(us.country))
    instance = Instance.objects.get(pk=number)
    office = Office.objects.first() or Office()
    return Party(
        number, instance.name, office.email, office.name, office.words, f"/your-data/{instance.slug}/", office.is_open,
        authority_for(instance.country),
    )  # fmt: skip


@keeps("A2")
def authority_for(country: str) -> Authority:
    """The authority of the operator's country; for others the list that names them all."""
    ours = controller()
    if country == ours.country:
        name = ours.authority.name.in_((get_language() or "en")[:2])
        return Authority(name, ours.authority.address, ours.authority.url)
    return Authority(
        _("The data protection authority of your country"),
        _("the list of all of them is kept by the European Data Protection Board"),
        "https://www.edpb.europa.eu/about-edpb/about-edpb/members_en",
    )
