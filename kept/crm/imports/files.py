"""The files of an import: what came, and the lines that are handed back."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kept.crm.exports.formulas import written
from kept.crm.imports.engine import Outcome
from kept.crm.imports.models import Import
from kept.crm.imports.plan import Plan
from kept.crm.imports.reading import Line, Shape, heads_of, lines_of, shape_of
from kept.crm.imports.unreadable import Unreadable
from kept.outside import files
from kept.web.refused import Refused

MEGABYTES = 100


def most_bytes() -> int:
    """The largest file that is taken; the operator may set IMPORT_MEGABYTES."""
    return int(getattr(settings, "IMPORT_MEGABYTES", MEGABYTES)) * 1_000_000


def keep(instance_id: int, chunks: Iterable[bytes], *, language: str = "en") -> tuple[uuid.UUID, Shape]:
    """Take a file in, and find out what it is. Nothing is kept of one that cannot be read. Raises Unreadable."""
    key = uuid.uuid4()
    files.write(instance_id, key, _measured(chunks))
    try:
        return key, shape_of(files.read(instance_id, key), language=language)
    except (Unreadable, Refused):
        files.delete(instance_id, key)
        raise


def _measured(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size, most = 0, most_bytes()
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise Unreadable(
                _("This file is larger than %(most)s MB, the most that is taken here. Split it, and import the parts.")
                % {"most": most // 1_000_000}
            )
        yield chunk


def there(entry: Import) -> bool:
    """Whether the file that came is still here: it was not forgotten, and a restore brought it back."""
    return files.exists(entry.instance_id, entry.file_key)


def lines(entry: Import, shape: Shape) -> Iterator[Line]:
    """All lines of an import's file, the heads first."""
    return lines_of(files.read(entry.instance_id, entry.file_key), shape)


def body(entry: Import, plan: Plan) -> Iterator[Line]:
    """The lines below the heads, as they were mended."""
    found = islice(lines(entry, plan.shape), 1, None)
    return mended(found, plan) if plan.mended else found


def mended(found: Iterable[Line], plan: Plan) -> Iterator[Line]:
    """Lines with the cells that were typed anew."""
    for number, cells in found:
        over = plan.mended.get(str(number))
        if over:
            cells = cells + [""] * (len(plan.heads) - len(cells))
            for place, value in over.items():
                cells[int(place)] = value
        yield number, cells


def heads_and_sample(entry: Import, shape: Shape, most: int = 50) -> tuple[list[str], list[list[str]]]:
    """The heads, and the first lines. Raises Unreadable when there is nothing below the heads."""
    found = lines(entry, shape)
    first = next(found, None)
    sample = [cells for _number, (_line, cells) in zip(range(most), found, strict=False)]
    if first is None:
        raise Unreadable(_("This file is empty."))
    if not sample:
        raise Unreadable(_("This file has heads of columns, and no line below them."))
    return heads_of(first[1]), sample


def keep_bad(entry: Import, plan: Plan, outcome: Outcome) -> str:
    """Put the bad lines of a run aside, each with what is wrong. Returns the key of the part, or ""."""
    if not outcome.bad:
        return ""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=plan.shape.delimiter or ",")
    for line in outcome.bad.values():
        problems = "; ".join(f"{wrong.head}: {wrong.problem}" if wrong.head else wrong.problem for wrong in line.wrong)
        writer.writerow([*(line.cells + [""] * len(plan.heads))[: len(plan.heads)], problems])
    key = uuid.uuid4()
    files.write(entry.instance_id, key, [text.getvalue().encode()])
    return str(key)


def bad_lines(entry: Import) -> Iterator[list[str]]:
    """The bad lines handed back: heads, then lines, with a last column that says why."""
    plan = Plan.read(entry.plan)
    yield [*plan.heads, _("What is wrong")]
    for key in entry.report.get("bad", ()):
        part = b"".join(files.read(entry.instance_id, uuid.UUID(key))).decode()
        yield from csv.reader(io.StringIO(part, newline=""), delimiter=plan.shape.delimiter or ",")


def forget(entry: Import, *, later: bool = True) -> None:
    """Remove all files of an import, once it is certain that the import itself goes. Not `later`: now, before its row,
    so that work by the clock that is killed between the two finds the row again."""
    for key in (str(entry.file_key), *entry.report.get("bad", ())):
        place = files.place(entry.instance_id, uuid.UUID(key))  # asked now: after the commit no instance is open
        remove = partial(place.unlink, missing_ok=True)
        transaction.on_commit(remove) if later else remove()


def encoded(rows: Iterable[list[Any]], shape: Shape) -> Iterator[bytes]:
    """Rows as bytes of a CSV like the one that came."""
    encoding = shape.encoding or "utf-8-sig"
    for row in rows:
        yield written([row], shape.delimiter or ",").encode(encoding, "replace")
        encoding = encoding.removesuffix("-sig").replace("utf-16", "utf-16-le")  # the mark stands once
