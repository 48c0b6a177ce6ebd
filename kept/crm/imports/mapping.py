"""Proposing which column is what: as last time, by the head, by how other programs call it, by what stands in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from kept.crm.imports.models import Mapping
from kept.crm.imports.synonyms import HEADS, bare
from kept.crm.imports.targets import EXTERNAL_ID, IDS, LEFT_OUT, REPEATABLE, SPLITS, may_split
from kept.crm.nouns.fields import Field
from kept.crm.nouns.noun import Noun

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}$")
PHONE = re.compile(r"[+(]?[\d][\d\s()/.-]{7,}$")
LINK = re.compile(r"https?://\S+$", re.IGNORECASE)
DATE = re.compile(r"(\d{4}-\d\d?-\d\d?|\d\d?\. ?\d\d?\. ?\d{4}|\d\d?/\d\d?/\d{4})$")
NUMBER = re.compile(r"-?\d{1,12}([.,]\d+)?$")


def propose(noun: Noun, heads: Sequence[str], samples: Sequence[Sequence[str]], fields: dict[str, Field]) -> list[str]:
    """A target for each column; "" leaves it out. What was chosen last time for the same heads comes first."""
    remembered = recall(noun, heads, fields)
    if remembered is not None:
        return remembered
    proposed: list[str] = []
    for place, head in enumerate(heads):
        cells = [row[place] for row in samples if place < len(row) and row[place].strip()]
        proposed.append(_target(noun, head, cells, fields, proposed))
    return _without_whole_name(_with_whole_name(noun, proposed, samples, fields))


def _target(noun: Noun, head: str, cells: list[str], fields: dict[str, Field], taken: list[str]) -> str:
    for target in (_by_head(noun, head, fields), _by_content(cells, fields)):
        if target and (target not in taken or target in REPEATABLE[:2]) and is_target(noun, target, fields):
            return target
    return LEFT_OUT


def _by_head(noun: Noun, head: str, fields: dict[str, Field]) -> str:
    wanted = bare(head)
    for name, one in fields.items():
        names = (one.label, name.replace("_", " "), one.wire.rsplit(".", 1)[-1])
        if wanted in {bare(str(label)) for label in names}:
            return name
    for key, label in IDS.items():
        if wanted == bare(str(label)):
            return key
    return HEADS[noun.key].get(wanted, "")


def _by_content(cells: list[str], fields: dict[str, Field]) -> str:
    if not cells:
        return ""
    for pattern, target in ((EMAIL, "email"), (LINK, "website"), (PHONE, "phone")):
        if target in fields and sum(bool(pattern.match(cell.strip())) for cell in cells) >= 0.8 * len(cells):
            return "" if pattern is PHONE and _all_days(cells) else target
    return ""


def _all_days(cells: list[str]) -> bool:
    return all(DATE.match(cell.strip()) for cell in cells)


def _with_whole_name(
    noun: Noun, proposed: list[str], samples: Sequence[Sequence[str]], fields: dict[str, Field]
) -> list[str]:
    """A column called "Name" holds whole names where no column has the last ones and most cells are of several words."""
    if "first_name" not in proposed or {"last_name", "+name"} & set(proposed) or not is_target(noun, "+name", fields):
        return proposed
    place = proposed.index("first_name")
    cells = [row[place].split() for row in samples if place < len(row) and row[place].strip()]
    several = sum(len(words) > 1 for words in cells)
    return [*proposed[:place], "+name", *proposed[place + 1 :]] if 2 * several > len(cells) else proposed


def _without_whole_name(proposed: list[str]) -> list[str]:
    """A whole name is left out when its parts are there already."""
    if "last_name" in proposed:
        return [LEFT_OUT if target == "+name" else target for target in proposed]
    return proposed


def is_target(noun: Noun, target: str, fields: dict[str, Field]) -> bool:
    """Whether a column may become this for this person."""
    split = SPLITS.get(noun.key, {}).get(target)
    return target in fields or target in IDS or (split is not None and may_split(split, fields))


def type_of(cells: Sequence[str]) -> str:
    """Which of the twelve types a new field for these cells would have."""
    cells = [cell.strip() for cell in cells if cell.strip()]
    if not cells:
        return "STRING"
    for pattern, kind in ((DATE, "DATE"), (LINK, "HYPERLINK")):
        if all(pattern.match(cell) for cell in cells):
            return kind
    if all(cell.lower() in {"yes", "no", "true", "false", "ano", "ne"} for cell in cells):
        return "BOOLEAN"
    if all(NUMBER.match(cell) and not re.match(r"0\d", cell) for cell in cells):
        return "BIG_DECIMAL"
    return "TEXT" if max(map(len, cells)) > 250 else "STRING"


def digest(heads: Sequence[str]) -> str:
    """The same for the same heads in the same order."""
    return hashlib.sha256("\x1f".join(bare(head) for head in heads).encode()).hexdigest()


def recall(noun: Noun, heads: Sequence[str], fields: dict[str, Field]) -> list[str] | None:
    """What was chosen for these heads last time, as far as it still exists."""
    known = Mapping.objects.filter(kind=noun.key, heads=digest(heads)).first()
    if known is None:
        return None
    targets = [str(target) for target in known.mapping.get("targets", [])]
    if len(targets) != len(heads):
        return None
    return [target if is_target(noun, target, fields) else LEFT_OUT for target in targets]


def remember(noun: Noun, heads: Sequence[str], targets: Sequence[str]) -> None:
    """Keep the choice for the next file with these heads."""
    Mapping.objects.update_or_create(
        instance_id=Mapping.fresh().instance_id,
        kind=noun.key,
        heads=digest(heads),
        defaults={"mapping": {"targets": list(targets)}},
    )


__all__ = ["EXTERNAL_ID", "digest", "is_target", "propose", "recall", "remember", "type_of"]
