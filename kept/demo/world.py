"""The demo world: made once, told as often as asked. Passwords and keys are drawn anew for each data folder."""

from __future__ import annotations

import json
import os
import random
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from kept.crm.contacts.models import Contact
from kept.demo import house, lockbox, people, requests, service, story
from kept.demo.people import Drawing
from kept.grants.models import SecurityLevel
from kept.grants.staff import Staff, StaffRole
from kept.identity.keys import ApiKey
from kept.identity.membership import Role
from kept.identity.models import Membership
from kept.public.founding import admit, found_instance, make_user, shared_level
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

FILE = "demo.json"
# instance: slug, name, companies, contacts; people: e-mail, name, surname, role, what they are for
WORLDS: tuple[tuple[tuple[str, str, int, int], tuple[tuple[str, str, str, str, str], ...]], ...] = (
    (
        ("havlicek", "Strojírny Havlíček", 90, 260),
        (
            ("marketa@havlicek.example", "Markéta", "Havlíčková", Role.ADMIN, "administrator"),
            ("petr@havlicek.example", "Petr", "Novák", Role.FULL, "seller"),
            ("ondrej@havlicek.example", "Ondřej", "Janda", Role.RESTRICTED, "colleague without rights"),
            ("vera@havlicek.example", "Věra", "Králová", Role.READONLY, "accountant, may only read"),
        ),
    ),
    (
        ("pennine", "Pennine Bearings", 30, 80),
        (("harriet@pennine.example", "Harriet", "Lockwood", Role.ADMIN, "a stranger, in the other instance"),),
    ),
)
# the operator's own people: e-mail, name, surname, roles, what they are for
STAFF: tuple[tuple[str, str, str, tuple[str, ...], str], ...] = (
    (
        "irena@operator.example",
        "Irena",
        "Dvořáková",
        (StaffRole.PRIVACY, StaffRole.EDITOR),
        "privacy officer of the operator, at /operator/",
    ),
    (
        "tomas@operator.example",
        "Tomáš",
        "Beran",
        (StaffRole.ADMIN, StaffRole.SUPPORT, StaffRole.ON_CALL),
        "runs the service and supports, at /operator/",
    ),
)


def exists() -> bool:
    """Whether the demo world is there."""
    return Instance.objects.filter(slug=WORLDS[0][0][0]).exists()


def tell() -> dict[str, Any]:
    """What the demo world consists of, with its logins: as it was written down when it was made."""
    path = _file()
    return json.loads(path.read_text()) if path.exists() else {"instances": [], "users": []}


def make() -> dict[str, Any]:
    """Make both instances, their people and a year of life. Returns and writes down the logins."""
    told: dict[str, Any] = {"instances": [], "users": []}
    for (slug, name, companies, contacts), cast in WORLDS:
        with system("demo", by="command", purpose="demo world"):
            _cast(slug, name, cast, told)
        instance = Instance.objects.get(slug=slug)
        users = [user for user in told["users"] if user["instance"] == slug]
        told["instances"].append({"slug": slug, "name": name, "url": instance.url, "users": users})
        with system("demo", instance.pk, by="command", purpose="demo world"):
            _live(companies, contacts, seed=slug)
            if slug == WORLDS[0][0][0]:
                email = Contact.objects.exclude(email="").order_by("pk").values_list("email", flat=True)[0]
                requests.of_customer(instance, email, timezone.now())
    with system("demo", by="command", purpose="demo world"):
        told["staff"] = [_hire(*one) for one in STAFF]
        service.make()
        house.make(timezone.now())
        requests.of_operator(Staff.objects.order_by("pk")[0].user_id, timezone.now())
    lockbox.make(Instance.objects.get(slug=WORLDS[0][0][0]))
    _write_down(told)
    return told


def _hire(email: str, first: str, last: str, roles: tuple[str, ...], what: str) -> dict[str, Any]:
    """One of the operator's people, with the undertaking signed."""
    password = "-".join(secrets.choice(WORDS) for _ in range(4))
    user = make_user(email, first, last, password)
    house.let_in(user, roles, timezone.now())
    return {"roles": list(roles), "what": what, "email": email, "name": user.full_name, "password": password}


def _cast(slug: str, name: str, cast: Any, told: dict[str, Any]) -> None:
    for place, (email, first, last, role, what) in enumerate(cast):
        password = "-".join(secrets.choice(WORDS) for _ in range(4))
        user = make_user(email, first, last, password)
        if place == 0:
            instance = found_instance(user, name, "en", slug=slug)
        with system("demo", instance.pk, by="command", purpose="demo world"):
            member = Membership.objects.get(user=user) if place == 0 else admit(user, shared_level(), role)
            _key, secret = ApiKey.issue(member, "demo")
        told["users"].append(
            {
                "instance": slug,
                "role": role,
                "what": what,
                "email": email,
                "name": user.full_name,
                "password": password,
                "api_key": secret,
            }
        )


def _live(companies: int, contacts: int, *, seed: str) -> None:
    sellers = list(Membership.objects.filter(role__in=[Role.ADMIN, Role.FULL]).order_by("pk"))
    level = SecurityLevel.objects.get(locked=True)
    draw = Drawing(random.Random(seed), timezone.now(), level, sellers, people.lists())
    firms = people.companies(draw, companies)
    story.tell(draw, people.contacts(draw, firms, contacts))


def _write_down(told: dict[str, Any]) -> None:
    handle = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(told, file, indent=1)


def _file() -> Path:
    return Path(settings.DATA_DIR) / FILE


WORDS = [
    "lime",
    "quiet",
    "river",
    "stone",
    "apple",
    "winter",
    "copper",
    "meadow",
    "lantern",
    "orchard",
    "pebble",
    "walnut",
    "harbour",
    "maple",
    "saddle",
    "violet",
    "thimble",
    "badger",
    "cedar",
    "drizzle",
    "ember",
    "falcon",
    "ginger",
    "hazel",
    "island",
    "juniper",
    "kettle",
    "linen",
    "marble",
    "nettle",
    "otter",
    "parsley",
    "quill",
    "rowan",
    "sparrow",
    "thistle",
    "umber",
    "valley",
    "willow",
    "yonder",
    "acorn",
    "barley",
    "clover",
    "dapple",
    "fennel",
    "garnet",
    "heather",
    "ivory",
]
