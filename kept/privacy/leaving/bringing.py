"""An archive into an empty instance: all of it or nothing, and without a difference.

Numbers stay what they were, so everything that refers to a record by its number, links too, goes on doing so. Files
are written beside, and each is told to `Laid` before; whoever undoes the transaction has it remove them.
"""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.audit.entries import write as write_log
from kept.identity.models import Membership
from kept.outside import files
from kept.outside.scanning import Infected
from kept.policy.keeps import keeps
from kept.privacy.leaving import earlier, members, numbers, own, returning, room
from kept.privacy.leaving.laid import Laid
from kept.privacy.leaving.members import Members
from kept.privacy.leaving.models import Awaited
from kept.privacy.leaving.progress import Progress
from kept.privacy.leaving.reading import BATCH
from kept.privacy.leaving.rowing import Inserting, taken
from kept.privacy.leaving.travelling import AFTER, KINDS, Row, Travel, Way, kinds
from kept.privacy.leaving.trouble import MOST_TOLD, Refused
from kept.privacy.leaving.unpacking import Unpacking
from kept.tenancy.models import Instance
from kept.tenancy.opening import check_references

MEMBERS = "identity.membership"
BEGINS = ("data/", "tables/", "files/", "log/", "earlier/")


@dataclass(slots=True)
class Bringing:
    """What is known while an archive comes in."""

    access: Access
    instance_id: int
    archive: Unpacking
    members: Members
    gone: Any  # what was erased since the archive was made, if it was made here
    laid: Laid
    rows: int = 0
    files: int = 0
    wrong: list[str] = field(default_factory=list)
    many_wrong: int = 0
    unknown_addresses: int = 0
    erased_again: int = 0

    def left_out(self) -> Collection[str]:
        """The files that stayed behind, as the manifest says."""
        said = self.archive.manifest.get("files_left_out")
        return said if isinstance(said, dict) else ()

    def tell(self, name: str, line: int, wrong: list[str]) -> None:
        """Something is wrong with a line."""
        for one in wrong:
            self.many_wrong += 1
            if len(self.wrong) < MOST_TOLD:
                self.wrong.append(_("%(file)s, line %(line)s: %(wrong)s") % {"file": name, "line": line, "wrong": one})


@keeps("R5", "L5")
def bring(access: Access, archive: Unpacking, progress: Progress, laid: Laid) -> Bringing:
    """Put the archive into the open instance. Raises Refused, and Stopped; then the transaction must be undone, and
    the files that were laid down removed."""
    founder = Membership.objects.select_for_update().get(pk=access.member_id)
    Instance.objects.select_for_update().get(pk=access.instance_id)
    here = room.in_the_way(founder)
    if here:
        listed = ", ".join(f"{number} {name}" for name, number in here)
        raise Refused(
            _("This instance is not empty: %(what)s. An archive comes into a new instance.") % {"what": listed}
        )
    _only_known(archive)
    gone = returning.gone_since(archive.manifest)
    made = Bringing(access, access.instance_id, archive, Members(founder), gone, laid)
    progress.total = sum(each.get("rows", 0) for each in archive.members.values())
    _all(made, progress)
    return made


def _all(made: Bringing, progress: Progress) -> None:
    room.make(made.members.founder)
    _kind(made, KINDS[MEMBERS], progress)
    _founder(made)
    for one in kinds(Way.TRAVELS):
        if one.label != MEMBERS:
            _kind(made, one, progress)
    if made.wrong:
        raise Refused(*made.wrong, *[""] * (made.many_wrong - len(made.wrong)))
    for one in kinds(Way.TRAVELS):
        numbers.count_on(one.model)
    Awaited.objects.bulk_create(made.members.awaited)
    members.make_way(made.members.founder.pk, made.access.member_id or 0)
    _references()
    for one in kinds(Way.TRAVELS):
        if one.files:
            _files(made, one, progress)
    _told(made, progress)
    with made.archive.member(own.MEMBER) as member:
        own.take(made.instance_id, member.read(own.MOST + 1))
    made.archive.look_at_the_rest()
    for act in AFTER:
        act(made)
    made.erased_again = returning.erase_again(made)
    if made.wrong:
        raise Refused(*made.wrong)
    write_log(made.access)


def _only_known(archive: Unpacking) -> None:
    """Every kind that travels is in it, and nothing that we do not know."""
    wanted = {f"{one.name}.jsonl" for one in kinds(Way.TRAVELS)}
    missing = sorted(wanted - set(archive.members))
    strange = sorted(
        name for name in archive.members
        if (name.startswith("data/") and name.endswith(".jsonl") and name not in wanted)
        or ("/" in name and not name.startswith(BEGINS))
    )  # fmt: skip
    if missing or strange or own.MEMBER not in archive.members:
        names = ", ".join([*missing, *strange][:5]) or own.MEMBER
        raise Refused(_("This archive is of another make: %(names)s is missing, or unknown here.") % {"names": names})


def _kind(made: Bringing, one: Travel, progress: Progress) -> None:
    """All rows of a kind."""
    name, waiting, last = f"{one.name}.jsonl", [], 0
    inserting = Inserting(one.label, ("user_id",) if one.label == MEMBERS else ())
    inserting = Inserting(one.label, tuple(one.derived)) if one.derived and one.fill else inserting
    with made.archive.member(name) as member:
        number = 0
        for number, line in enumerate(member.lines(), 1):
            row, wrong = taken(one.label, line)
            if not wrong and row["id"] <= last:
                wrong = [_("its number is not higher than the one before")]
            if wrong:
                made.tell(name, number, wrong)
                continue
            last = row["id"]
            waiting.append(_turned(made, one, row))
            if len(waiting) >= BATCH:
                _put(made, inserting, waiting)
                progress.add(len(waiting))
                waiting = []
        if one.label == MEMBERS and number > members.MOST:
            raise Refused(_("More members than an instance can have."))
        if number != made.archive.members[name].get("rows"):
            raise Refused(_("%(name)s has not as many lines as the manifest says.") % {"name": name})
    _put(made, inserting, waiting)
    progress.add(len(waiting))
    write_log(made.access)


def _turned(made: Bringing, one: Travel, row: Row) -> Row:
    """The row as it means the same here."""
    for name in one.users:
        row[name] = made.members.user(row[name])
    for name, turn in one.turns.items():
        row[name] = turn.back(row, made)
    if one.label == MEMBERS:
        row = made.members.take(row)
    return {**row, **one.fill(row)} if one.fill else row


def _put(made: Bringing, inserting: Inserting, rows: list[Row]) -> None:
    if made.wrong:  # it will not come in: the rest is only looked at
        return
    try:
        inserting.put(made.instance_id, rows)
    except IntegrityError as twice:
        raise Refused(_in_words(twice)) from twice
    made.rows += len(rows)


def _founder(made: Bringing) -> None:
    """Whoever brings it is a member under the number that the archive knows them by, or under a free one."""
    founder = made.members.founder
    if made.members.mine:
        made.access.member_id = made.members.mine
        return
    taken_ids = set(Membership.objects.values_list("pk", flat=True))
    number = founder.pk if founder.pk not in taken_ids else max(taken_ids) + 1
    again = Membership(
        id=number, instance_id=founder.instance_id, user_id=founder.user_id, role=founder.role,
        full_name=founder.full_name, initials=founder.initials, email=founder.email, joined_at=founder.joined_at,
    )  # fmt: skip
    again.save(force_insert=True)
    made.access.member_id = number


def _references() -> None:
    try:
        check_references()
    except IntegrityError as hanging:
        raise Refused(_in_words(hanging)) from hanging


def _in_words(error: IntegrityError) -> str:
    """What the database found, without values of the rows but their numbers."""
    diagnosis = getattr(error.__cause__, "diag", None)
    table = getattr(diagnosis, "table_name", "") or ""
    return _("%(kind)s: a row names another that is not there, or two rows are the same where only one may be (%(rule)s).") % {
        "kind": table.replace("_", ".", 1), "rule": getattr(diagnosis, "constraint_name", "") or "",
    }  # fmt: skip


def _files(made: Bringing, one: Travel, progress: Progress) -> None:
    """Each file that a row speaks of, checked by what stands in it, sealed with the key of here."""
    from kept.privacy.leaving.exporting import file_rows, member_of

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


def _told(made: Bringing, progress: Progress) -> None:
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
