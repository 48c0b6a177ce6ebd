"""What the rows of the rooms below this one, and of its siblings, do when their instance leaves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kept.privacy.leaving import addresses, members
from kept.privacy.leaving.shapes import a_dict, a_list
from kept.privacy.leaving.travelling import stays, told, travels

LOG = "the log tells what happened here, and to whom it happened; a new log begins where the instance moves in"
SIGNED = "signed by the Kept that keeps this log, so that the log that was taken along can be checked"

told("audit.entry", because=LOG, numbers=("user_id", "member_id", "ids", "request_id"))
told("sealing.seal", because=SIGNED, numbers=("number", "entries"))
told("sealing.salts", because=SIGNED, numbers=("number",))
stays("sealing.mention", because="where in the log a record is spoken of: it tells nothing that the log does not")
stays("sealing.check", because="comparisons of the log with its seals, made here")
told("outside.disclosure", because="what was handed to the processors of this Kept")
stays("outside.held", because="which files wait for the scanner here; where they go they are looked at anew")
stays("outside.instancekey", because="the key of files that lie here; those that go are unsealed")

travels(
    "identity.membership", words=_("members"), left={"user_id": "a sign-in belongs to its person"}, wrong=members.wrong
)
stays("identity.invitation", because="its link leads here")
stays("identity.apikey", because="a secret that opens a door here")
travels("grants.securitylevel", founding=True)
travels("grants.levelmember", founding=True)
travels("grants.group")
travels("grants.groupmember")
travels("grants.grant")
travels("grants.share", numbers=("record_id",))

travels("consent.instancepurpose", founding=True)
travels("consent.instancewording")
travels(
    "consent.instancechoice", users=("by_id",), numbers=("record_id", "key", "replaces"), last=True,
    turns={"who": addresses.WHO},
)  # fmt: skip
travels(
    "consent.instancesuppression", last=True, turns={"key_name": addresses.KEY_NAME, "who": addresses.WHO}
)  # fmt: skip

travels("retention.rule")
travels("retention.batch", numbers=("ids", "operation_id"))
travels("requests.office")
COPY = "a copy that waits here to be fetched"
travels(
    "requests.datasubjectrequest", words=_("requests of people"), users=("responsible_id",), data={"found": a_list, "correction": a_list},
    left={"package_id": COPY, "package_until": COPY, "certificate_id": "the certificate stays with who made it"},
)  # fmt: skip
travels("requests.review", users=("read_by_id",))
travels("requests.step", users=("by_user_id",))
travels("requests.toldon", users=("told_by_id", "user_id"))
told(
    "erasure.certificate", because="a certificate of what was erased here", users=("by_id",), numbers=("number",),
    data={"keys": a_dict, "report": a_dict}, left={"pending": "sealed with the key of this Kept"},
)  # fmt: skip
travels("erasure.restriction", users=("by_id",), numbers=("key",))
stays("erasure.package", because="a copy that waits here to be fetched")
stays("leaving.takeout", because="an archive that waits here to be fetched")
stays("leaving.arrival", because="how something came in here")
stays("leaving.awaited", because="told with the members themselves")
stays("leaving.earlier", because="goes along as it came, under earlier/")
stays("api.calls", because="numbers of calls a day to this Kept")
