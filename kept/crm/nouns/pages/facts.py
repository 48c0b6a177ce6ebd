"""The facts of a record in their groups, each with what the page needs to show and to change it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from kept.crm.nouns.fields import EMPTY, Field
from kept.crm.nouns.noun import NOUNS
from kept.crm.nouns.pages.dossier import Dossier
from kept.crm.nouns.references import Reference
from kept.web import formats


@dataclass(slots=True)
class Fact:
    """One fact as the page shows it."""

    name: str
    label: str
    kind: str
    value: str = ""
    url: str = ""
    edit_url: str = ""
    missing: str = ""
    held: bool = False
    why_url: str = ""
    in_dialog: bool = False  # it is changed in a dialog, not where it stands

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.value and not self.held


@dataclass(slots=True)
class Group:
    """A section of facts: what is known stands open, what is empty waits below."""

    key: str
    title: str
    known: list[Fact] = field(default_factory=list)
    unknown: list[Fact] = field(default_factory=list)


def groups_of(dossier: Dossier, *, not_asked: frozenset[str] = frozenset()) -> list[Group]:
    """All groups of a record. The first shows every fact, the others only those that are known.

    `not_asked` names kinds of facts (`private`) that no reason on record needs: such a fact is not offered.
    """
    titles = {"custom": _("Fields of our own"), **dict(dossier.noun.groups)}
    groups = {key: Group(key, str(title)) for key, title in dossier.noun.groups}
    first = dossier.noun.groups[0][0]
    header = {*dossier.noun.title_fields, "tags"}
    for name, one in dossier.fields.items():
        if one.group == "state" or (name in header and name != "tags"):
            continue
        group = groups.setdefault(one.group, Group(one.group, str(titles.get(one.group) or one.group)))
        made = fact_of(dossier, one, not_asked=one.needs in not_asked)
        (group.known if made.value or one.group == first else group.unknown).append(made)
    _hold_back(dossier, groups)
    return [group for group in groups.values() if group.known or group.unknown]


def _hold_back(dossier: Dossier, groups: dict[str, Group]) -> None:
    """A group that the person may not see is said to be there, and why; whether it holds anything is not said."""
    hidden = {one.group for one in dossier.noun.fields if one.name not in dossier.fields}
    why = dossier.url("who")
    for key in hidden:
        fact = Fact("", groups[key].title, "held", held=True, why_url=why)
        groups[key].known.append(fact)


def fact_of(dossier: Dossier, one: Field, *, not_asked: bool = False) -> Fact:
    """A fact as the page shows it now."""
    value = dossier.show(one.name)
    fact = Fact(one.name, str(one.label), one.kind, value, url=link_of(dossier, one, value))
    if not_asked and not value:
        fact.missing = _("not asked: no reason here needs it")
    elif one.kind == "file":
        fact.in_dialog = True
        if dossier.may_edit and dossier.access.rights.may("files.create"):
            fact.edit_url = dossier.url("field-file", field=one.name)
    elif dossier.may_edit and one.editable:
        seen = seal(dossier.record.pk, one, dossier.values.get(one.name))
        fact.edit_url = f"{dossier.url('fact', field=one.name)}?seen={seen}"
    if one.kind == "phone" and value:
        fact.value = formats.phone(value)
    elif one.kind == "link":
        fact.value = value.removeprefix("https://").removeprefix("http://").rstrip("/")
    return fact


def link_of(dossier: Dossier, one: Field, value: str) -> str:
    """Where a fact leads: a mail, a call, a page, a record."""
    if not value:
        return ""
    if isinstance(one, Reference):
        pk = dossier.values.get(one.name)
        if not dossier.access.rights.may(NOUNS[one.to].permission("view")):
            return ""
        return reverse(f"{NOUNS[one.to].plural}:record", kwargs={"instance": dossier.slug, "id": pk})
    if one.kind == "file":
        if not dossier.access.rights.may("files.view"):
            return ""
        return reverse("file", kwargs={"instance": dossier.slug, "id": dossier.values[one.name]})
    if one.kind == "email":
        return f"mailto:{value}"
    if one.kind == "phone":
        return "tel:" + "".join(sign for sign in value if sign.isdigit() or sign == "+")
    if one.kind == "link":
        return value if value.lower().startswith(("http://", "https://")) else f"https://{value}"
    return ""


def seal(pk: int, one: Field, value: Any) -> str:
    """A short seal of a value as it was seen, for the address of its form: it tells a change and nothing else."""
    plain = None if value in EMPTY else one.plain(value)
    return salted_hmac("kept.fact", f"{pk}|{one.name}|{plain!r}").hexdigest()[:16]
