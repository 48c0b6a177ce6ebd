"""What each role may do: the published table. A permission is `noun.act`, or an act on the instance."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from kept.identity.membership import Role

NOUNS = ("companies", "contacts", "tasks", "notes", "files")
READ = ("view", "private")
WRITE = ("create", "edit", "delete")
MANY = ("export", "import", "bulk", "merge", "anonymise")
INSTANCE: dict[str, LazyText | str] = {
    "instance.manage": _("manage the instance"),
    "members.manage": _("manage people and rights"),
    "fields.manage": _("manage fields, lists and tags"),
    "log.view": _("see who looked"),
    "views.share": _("share views"),
    "privacy.manage": _("handle requests, terms and choices of people"),
}


@dataclass(frozen=True, slots=True)
class RoleTable:
    """A role's acts on every noun, and its acts on the instance."""

    acts: frozenset[str]
    instance: frozenset[str]

    def permissions(self) -> frozenset[str]:
        """All permissions of the role, written out."""
        return frozenset(f"{noun}.{act}" for noun in NOUNS for act in self.acts) | self.instance


ROLES: dict[str, RoleTable] = {
    Role.ADMIN: RoleTable(frozenset(READ + WRITE + MANY), frozenset(INSTANCE)),
    Role.FULL: RoleTable(frozenset(READ + WRITE + MANY) - {"anonymise"}, frozenset({"log.view", "views.share"})),
    Role.READONLY: RoleTable(frozenset({"view"}), frozenset({"log.view"})),
    Role.RESTRICTED: RoleTable(frozenset(), frozenset()),
}


def all_permissions() -> frozenset[str]:
    """Every permission there is; a door that names another one is refused by the checks."""
    return ROLES[Role.ADMIN].permissions()
