"""Values that a page would act upon: an address that a link leads to. What comes from elsewhere is held to the same
rule as what is typed here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kept.crm.nouns.fields import Invalid
from kept.crm.nouns.kinds import Link
from kept.crm.nouns.vocabulary import Vocabulary
from kept.privacy.leaving.travelling import Row

LINK = Link(name="link", label="")


def links(*names: str) -> Callable[[Row], Iterator[str]]:
    """What is wrong with the web addresses of a row."""

    def wrong(row: Row) -> Iterator[str]:
        for name in names:
            said = wrong_link(row[name])
            if said:
                yield f"{name}: {said}"

    return wrong


def wrong_link(value: object) -> str:
    """Why a value can be no web address; "" when it can."""
    try:
        if value:
            LINK.clean(value, Vocabulary())
    except Invalid as said:
        return str(said)
    return ""
