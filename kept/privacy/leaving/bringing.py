"""An archive into an empty instance: all of it or nothing, and without a difference.

Numbers stay what they were, so everything that refers to a record by its number, links too, goes on doing so. Files
are written beside, and each is told to `Laid` before; whoever undoes the transaction has it remove them.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.audit.entries import write as write_log
from kept.identity.models import Membership
from kept.policy.keeps import keeps
from kept.privacy.leaving import members, numbers, own, returning, room
from kept.privacy.leaving.files_in import files_of, log_and_earlier_lives
from kept.privacy.leaving.laid import Laid
from kept.privacy.leaving.members import Members
from kept.privacy.leaving.models import Awaited
from kept.privacy.leaving.progress import Progress
from kept.privacy.leaving.rows_in import check_the_references, rows_of
from kept.privacy.leaving.travelling import AFTER, KINDS, MEMBERS, Way, kinds
from kept.privacy.leaving.trouble import Refused
from kept.privacy.leaving.under_way import Bringing
from kept.privacy.leaving.unpacking import Unpacking
from kept.tenancy.models import Instance

BEGINS = ("data/", "tables/", "files/", "log/", "earlier/")


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
    rows_of(made, KINDS[MEMBERS], progress)
    _founder(made)
    for one in kinds(Way.TRAVELS):
        if one.label != MEMBERS:
            rows_of(made, one, progress)
    if made.wrong:
        raise Refused(*made.wrong, *[""] * (made.many_wrong - len(made.wrong)))
    for one in kinds(Way.TRAVELS):
        numbers.count_on(one.model)
    Awaited.objects.bulk_create(made.members.awaited)
    members.make_way(made.members.founder.pk, made.access.member_id or 0)
    check_the_references()
    for one in kinds(Way.TRAVELS):
        if one.files:
            files_of(made, one, progress)
    log_and_earlier_lives(made, progress)
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
