"""The job of a long act: a few thousand records at a time, each counted with its work, so that none is done twice."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from kept.crm.acts import ageing, doing, taking_back
from kept.crm.acts.models import LongAct
from kept.crm.companies import noun as companies
from kept.crm.contacts import noun as contacts
from kept.crm.nouns.fields import Invalid
from kept.policy.doors import MEMBER
from kept.tenancy.jobs import Doors, job
from kept.tenancy.opening import system
from kept.web.refused import Refused

EVERY_NIGHT = ageing.forget_every_night
DECLARED = (companies.COMPANIES, contacts.CONTACTS)  # a worker imports nothing else that would declare them


@job("acts.run", admits=(MEMBER,))
def run(doors: Doors, *, act_id: int) -> None:
    """Do the act to its end, or until somebody stops it. A killed one goes on after the last records it counted."""
    try:
        while _piece(doors, act_id):
            pass
    except PermissionDenied:
        _fail(doors, act_id, _("The person who began this may not do it any more."))
    except Refused as refusal:
        _fail(doors, act_id, str(refusal))
    except Invalid:  # its sentence may repeat the value, and that is not kept
        _fail(doors, act_id, _("The value does not fit this field any more."))


def _piece(doors: Doors, act_id: int) -> bool:
    with doors.open() as access:
        act = LongAct.objects.select_for_update().filter(pk=act_id).first()
        if act is None or act.state != LongAct.RUNNING:
            return False
        if act.stop_asked or (act.operation and act.operation.undone_at):
            act.end(LongAct.STOPPED)
            return False
        if (taking_back if act.act == "undo" else doing).some(act, access):
            return True
        act.end(LongAct.DONE)
        return False


def _fail(doors: Doors, act_id: int, said: str) -> None:
    """Say why it went no further. The house itself writes this, whatever became of the person's rights."""
    with system(f"job {doors.name}", doors.instance_id, by="job"):
        act = LongAct.objects.select_for_update().filter(pk=act_id).first()
        if act is not None:
            act.end(LongAct.FAILED, said)
