"""Kinds of records as people call them: in a copy of what is kept, on plans of terms, in certificates, on the data map."""

from __future__ import annotations

from django.apps import apps
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.policy.ageing import AGEING

SERVICE = {
    "identity.user": _("users"), "identity.membership": _("memberships"), "identity.invitation": _("invitations"),
    "identity.session": _("sessions"), "identity.apikey": _("API keys"),
    "account.emailaddress": _("e-mail addresses of users"),
    "account.emailconfirmation": _("links to confirm an e-mail"), "mfa.authenticator": _("second steps of sign-in"),
    "public.signup": _("sign-ups"), "tenancy.instance": _("data of ended instances"),
    "billing.accountingdocument": _("accounting documents"),
    "newsletter.subscriber": _("readers of the newsletter"), "newsletter.lastservice": _("days of last service"),
    "newsletter.sending": _("letters of the newsletter"), "announcing.telling": _("announcements sent"),
    "announcing.reading": _("announcements read"), "announcing.nomail": _("wishes for no announcements by mail"),
    "notices.telling": _("changed notices sent"),
}  # fmt: skip
STAFF = {
    "grants.staff": _("staff"), "grants.staffstep": _("changes of staff’s roles"),
    "grants.signature": _("signed undertakings"), "grants.staffinvitation": _("invitations of staff"),
    "reviewing.review": _("reviews of access"), "disclosing.step": _("steps of authorities’ demands"),
    "disclosing.paper": _("papers of authorities’ demands"), "disclosing.handedover": _("packages for authorities"),
    "lockbox.operation": _("agreed operations"), "lockbox.agreement": _("agreements on operations"),
    "lockbox.reach": _("scopes of operations"), "lockbox.step": _("steps of operations"),
    "lockbox.line": _("statements of operations"), "lockbox.certificate": _("certificates of operations"),
}  # fmt: skip
PRIVACY = {
    "consent.choice": _("choices of people"), "consent.suppression": _("addresses to be left alone"),
    "consent.signalconflict": _("signals against a choice"), "consent.instancechoice": _("choices of people"),
    "consent.instancesuppression": _("addresses to be left alone"), "consent.instancepurpose": _("purposes of its own"),
    "consent.instancewording": _("wordings of questions"), "outside.disclosure": _("hand-overs"),
    "outside.held": _("files that wait to be checked"), "audit.entry": _("lines of the access log"),
    "sealing.seal": _("seals of the log"), "sealing.salts": _("salts of the log"),
    "sealing.check": _("checks of the log"), "sealing.mention": _("index of the log"),
    "requests.datasubjectrequest": _("requests of people"), "requests.step": _("steps of requests"),
    "requests.review": _("texts looked through for a request"), "requests.office": _("the page for requests"),
    "erasure.certificate": _("certificates of erasures"), "erasure.package": _("copies handed over"),
    "erasure.restriction": _("locks on records"), "retention.rule": _("periods"),
    "retention.batch": _("warnings of periods"), "leaving.takeout": _("archives taken along"),
    "leaving.arrival": _("archives that came"), "leaving.awaited": _("people awaited"),
    "leaving.earlier": _("earlier logs"),
}  # fmt: skip
CRM = {
    "companies.company": _("companies"), "companies.address": _("addresses"),
    "companies.companylink": _("relations of companies"), "contacts.contact": _("contacts"),
    "contacts.position": _("positions"), "activities.task": _("tasks"), "activities.talk": _("meetings and calls"),
    "activities.participant": _("people at meetings"), "activities.note": _("notes"), "files.attachment": _("files"),
    "titles.legaltitle": _("reasons"), "titles.legaltitletemplate": _("kinds of reasons"),
    "records.change": _("changes"), "records.operation": _("operations"), "records.savedview": _("views"),
    "records.tag": _("tags"), "records.tally": _("counts"), "records.externalid": _("numbers in other systems"),
    "fields.picklistitem": _("values of lists"), "fields.customfield": _("fields of its own"),
    "imports.import": _("imported files"), "imports.mapping": _("ways to import"), "acts.longact": _("long work"),
    "grants.securitylevel": _("security levels"), "grants.levelmember": _("places in levels"),
    "grants.group": _("groups"), "grants.groupmember": _("places in groups"), "grants.grant": _("rights given"),
    "grants.share": _("records shared"), "api.calls": _("counts of API calls"),
    "api.technicalcontact": _("technical contacts of webhooks"), "api.told": _("changes told to webhooks"),
    "api.delivery": _("changes that webhooks wait for"),
}  # fmt: skip
KINDS = SERVICE | STAFF | PRIVACY | CRM


def kind(label: str) -> str:
    """A kind of records in words: ours, else those of its model, else its label."""
    if label in KINDS:
        return str(KINDS[label])
    if label in AGEING:
        return AGEING[label].title.in_(get_language() or "en")
    try:
        return str(apps.get_model(label)._meta.verbose_name_plural)
    except (LookupError, ValueError):
        return label
