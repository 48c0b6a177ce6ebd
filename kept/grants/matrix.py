"""The published table: what each role may do, and for one member what role, groups and grants come to."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy

from kept.grants.rights import rights_of
from kept.grants.roles import INSTANCE, ROLES, all_permissions
from kept.identity.membership import Membership, Role

NOUN_WORDS: dict[str, LazyText] = {
    "companies": gettext_lazy("companies"),
    "contacts": gettext_lazy("contacts"),
    "tasks": gettext_lazy("tasks"),
    "notes": gettext_lazy("notes"),
    "files": gettext_lazy("files"),
}
ACT_WORDS: dict[str, LazyText] = {
    "view": gettext_lazy("See %(noun)s"),
    "private": gettext_lazy("See private facts of %(noun)s"),
    "create": gettext_lazy("Add %(noun)s"),
    "edit": gettext_lazy("Edit %(noun)s"),
    "delete": gettext_lazy("Delete %(noun)s"),
    "export": gettext_lazy("Export %(noun)s"),
    "import": gettext_lazy("Import %(noun)s"),
    "bulk": gettext_lazy("Change many %(noun)s at once"),
    "merge": gettext_lazy("Merge %(noun)s"),
    "anonymise": gettext_lazy("Make %(noun)s anonymous"),
}


class Line(NamedTuple):
    """A permission, in words, and who holds it."""

    permission: str
    words: str
    held: list[bool]


class May(NamedTuple):
    """A permission of a member."""

    permission: str
    words: str
    held: bool
    by_role: bool


def words_of(permission: str) -> str:
    """A permission as a person reads it."""
    noun, _dot, act = permission.partition(".")
    if permission in INSTANCE:
        text = str(INSTANCE[permission])
        return text[:1].upper() + text[1:]
    if act in ACT_WORDS:
        return str(ACT_WORDS[act]) % {"noun": NOUN_WORDS.get(noun, noun)}
    return permission


def ordered() -> list[str]:
    """All permissions, noun by noun, those of the instance last."""
    nouns, acts = list(NOUN_WORDS), list(ACT_WORDS)

    def place(permission: str) -> tuple[int, int, str]:
        noun, _dot, act = permission.partition(".")
        if permission in INSTANCE:
            return len(nouns) + 1, list(INSTANCE).index(permission), ""
        return (
            nouns.index(noun) if noun in nouns else len(nouns),
            acts.index(act) if act in acts else len(acts),
            permission,
        )

    return sorted(all_permissions(), key=place)


def table() -> tuple[list[str], list[Line]]:
    """The roles' names, and a line for each permission."""
    roles = list(Role)
    held = {role: ROLES[role].permissions() for role in roles}
    lines = [Line(one, words_of(one), [one in held[role] for role in roles]) for one in ordered()]
    return [str(role.label) for role in roles], lines


def single_permissions(member: Membership) -> list[May]:
    """All permissions, and whether this member holds each, by the role or otherwise."""
    held, by_role = rights_of(member).permissions, ROLES[member.role].permissions()
    return [May(one, words_of(one), one in held, (one in by_role) == (one in held)) for one in ordered()]
