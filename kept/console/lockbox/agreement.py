"""The agreement in plain words, in both languages, made from the scope alone; and the digest of what was said."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.console.lockbox.models import Agreement, Operation
from kept.console.lockbox.scope import ACTS, ALL, COPY, CORRECT, OWNER, TAG, Scope
from kept.policy.controller import controller
from kept.policy.keeps import keeps
from kept.privacy.kinds import kind


def texts(operation: Operation, scope: Scope, price: str, customer: str) -> dict[str, list[str]]:
    """The agreement by language."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = [*_sentences(operation, scope, price, customer)]
    return found


@keeps("D8")
def digest(said: dict[str, list[str]], scope: dict[str, Any], price: str) -> str:
    """SHA-256 over words, scope and price: what is accepted is this and nothing else."""
    whole = json.dumps([said, scope, price], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def as_stored(agreement: Agreement) -> bool:
    """Whether words, scope and price are still those that the digest was made of."""
    return digest(agreement.texts, agreement.scope, agreement.price) == agreement.digest


def said(agreement: Agreement) -> list[str]:
    """The agreement in the reader's language."""
    language = (translation.get_language() or "en").split("-")[0]
    found: list[str] = agreement.texts.get(language) or agreement.texts["en"]
    return found


def _sentences(operation: Operation, scope: Scope, price: str, customer: str) -> Iterator[str]:
    names = {"operator": controller().name, "customer": customer}
    yield _("%(operator)s does %(what)s for %(customer)s: %(why)s") % {
        **names, "what": operation.get_kind_display(), "why": operation.why,
    }  # fmt: skip
    for thing, facts in scope.chosen():
        labels = ", ".join(str(fact.label) for fact in facts)
        yield _("Of %(records)s it reaches: %(fields)s. Nothing else of them.") % {
            "records": kind(thing.kind), "fields": labels,
        }  # fmt: skip
    yield f"{_which(scope)} {_most(scope.rows)}"
    acts = [ACTS[act] for act in scope.acts]
    yield _("What may be done: %(acts)s.") % {"acts": ", ".join(map(str, acts))}
    if CORRECT not in scope.acts:
        yield _("Nothing is changed.")
    if COPY in scope.acts:
        yield _("The copy lies encrypted with a key of its own, and is destroyed with that key at the end.")
    hours = ngettext("%(n)d hour", "%(n)d hours", scope.hours) % {"n": scope.hours}
    yield _("It is open for %(hours)s from when you accept, and ends by itself. Either side ends it sooner at any time.") % {"hours": hours}  # fmt: skip
    yield _(
        "You see every statement as it is run. At the end all access and copies are removed, and you get a certificate."
    )
    yield _("Price: %(price)s.") % {"price": price} if price else _("It costs nothing.")


def _which(scope: Scope) -> str:
    if scope.by == ALL:
        return _("All records of these kinds that the accepting administrator may see.")
    if scope.by == TAG:
        return _("Records with the tag “%(tag)s”.") % {"tag": scope.value}
    if scope.by == OWNER:
        return _("Records of the owner with number %(number)s.") % {"number": scope.value}
    return _("Records with the numbers %(numbers)s.") % {"numbers": ", ".join(map(str, scope.value))}


def _most(rows: int) -> str:
    return ngettext("At most %(n)d record.", "At most %(n)d records.", rows) % {"n": rows}


def named(thing_kind: str) -> str:
    """A kind of records as a heading."""
    return capfirst(kind(thing_kind))
