"""The files of an archive, and what came in it to be read: its log, and its earlier lives."""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import gettext as _

from kept.outside import files
from kept.outside.scanning import Infected
from kept.privacy.leaving import earlier
from kept.privacy.leaving.exporting import file_rows, member_of
from kept.privacy.leaving.progress import Progress
from kept.privacy.leaving.travelling import Travel
from kept.privacy.leaving.trouble import MOST_TOLD, Refused
from kept.privacy.leaving.under_way import Bringing


def files_of(made: Bringing, one: Travel, progress: Progress) -> None:
    """Each file that a row speaks of, checked by what stands in it, sealed with the key of here."""
    said = one.files
    expected = {}
    for row in file_rows(one):
        name = member_of(one, row)
        if name in made.archive.members:
            expected[name] = row
        elif name in made.left_out():
            one.model.objects.filter(pk=row["id"]).delete()  # a row that speaks of nothing would open for nobody
        elif said is not None:
            made.tell(one.name, row["id"], [_("its file is missing")])
    spare = {n for n in made.archive.members if n.startswith("files/") and not n.startswith("files/index.")} - set(
        expected
    )
    for name in sorted(spare)[:MOST_TOLD]:
        made.tell(name, 0, [_("no row speaks of this file")])
    for name, row in expected.items():
        wrong = _file(made, one, name, row)
        if wrong:
            made.tell(name, row["id"], [wrong])
        progress.add(0)


def _file(made: Bringing, one: Travel, name: str, row: dict[str, Any]) -> str:
    said: Any = one.files
    size = made.archive.members[name]["bytes"]
    if size > said.limit():
        return _("is larger than what is taken here")
    with made.archive.member(name) as member:
        content = member.read(size + 1)
        while len(content) < size and (more := member.read(size - len(content))):
            content += more
    if size != row[said.size] or (row[said.digest] and made.archive.members[name]["sha256"] != row[said.digest]):
        return _("is not the file that its row speaks of")
    if said.media_of(io.BytesIO(content)) != row[said.media]:
        return _("is not of the kind that its row says")
    key = row[said.key]
    made.laid.about_to(key)
    try:
        files.write(made.instance_id, key, [content])
    except Infected as wrong:
        return str(wrong)
    made.files += 1
    return ""


def log_and_earlier_lives(made: Bringing, progress: Progress) -> None:
    """What came to be read is kept as it came."""
    names = [name for name in made.archive.members if name.startswith(("log/", "earlier/")) and name.endswith(".jsonl")]
    life = earlier.next_life([name for name in names if name.startswith("earlier/")])
    if len(names) > earlier.MOST:
        raise Refused(_("This archive speaks of too many earlier lives."))
    for name in names:
        rows = made.archive.members[name].get("rows") or 0
        with made.archive.member(name) as member:
            here = name if name.startswith("earlier/") else f"{life}/{name.removeprefix('log/')}"
            earlier.keep(here, member, rows, made.laid.about_to)
        progress.add(rows)
