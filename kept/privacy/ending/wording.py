"""What a certificate of an end calls the tables, for people who never saw one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kept.privacy.erasure.wording import kind_name

NAMES = {
    "consent.instancechoice": _("choices of people"), "consent.instancesuppression": _("addresses to be left alone"),
    "consent.instancepurpose": _("purposes of its own"), "consent.instancewording": _("wordings of questions"),
    "identity.apikey": _("API keys"), "identity.membership": _("people of the instance"),
    "identity.invitation": _("invitations"), "grants.securitylevel": _("security levels"),
    "grants.levelmember": _("places in levels"), "grants.group": _("groups"), "grants.groupmember": _("places in groups"),
    "grants.grant": _("rights given"), "grants.share": _("records shared"), "retention.rule": _("periods"),
    "retention.batch": _("warnings of periods"), "requests.office": _("offices for requests"),
    "erasure.restriction": _("locks on records"), "leaving.takeout": _("archives taken along"),
    "leaving.arrival": _("archives that came"), "leaving.awaited": _("people awaited"),
    "leaving.earlier": _("earlier logs"), "records.operation": _("operations"), "records.change": _("changes"),
    "records.savedview": _("views"), "records.tag": _("tags"), "records.tally": _("counts"),
    "fields.picklistitem": _("values of lists"), "fields.customfield": _("fields of its own"),
    "companies.company": _("companies"), "companies.companylink": _("ties between companies"),
    "contacts.contact": _("contacts"), "titles.legaltitletemplate": _("kinds of reasons"),
    "files.attachment": _("files and links"), "imports.mapping": _("ways to import"), "api.calls": _("counts of API calls"),
    "outside.instancekey": _("its key"), "outside.disclosure": _("hand-overs"), "outside.held": _("files that wait to be checked"),
    "sealing.seal": _("seals of the log"),
    "sealing.salts": _("salts of the log"), "sealing.check": _("checks of the log"), "sealing.mention": _("index of the log"),
    "requests.datasubjectrequest": _("requests of people"), "requests.review": _("complaints"),
    "requests.step": _("steps of requests"), "requests.toldon": _("corrections told on"),
    "erasure.certificate": _("certificates of erasures"), "erasure.package": _("copies handed over"),
    "lockbox.operation": _("agreed operations"), "lockbox.agreement": _("agreements on operations"),
    "lockbox.reach": _("scopes of operations"), "lockbox.step": _("steps of operations"),
    "lockbox.line": _("statements of operations"), "lockbox.certificate": _("certificates of operations"),
}  # fmt: skip


def name_of(label: str) -> str:
    """A table in words."""
    return str(NAMES[label]) if label in NAMES else kind_name(label)
