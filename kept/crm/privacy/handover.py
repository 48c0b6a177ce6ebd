"""Taking a person over from another Kept: the seal is proven, what came is shown, and then it becomes contacts (R5)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.audit.access import Access
from kept.consent.suppression import suppressed
from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.noun import CONTACTS
from kept.crm.nouns import changing, intake
from kept.crm.nouns.duplicates import likely
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Operation
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.privacy.erasure.handover import Handed, Untrue, taken
from kept.web.pages import done, page

MOST = 2_000_000  # bytes of a hand-over that a page takes
PEOPLE = 100  # of one hand-over
NOUNS_OF = {
    "contacts.contact": CONTACTS, "identity.user": CONTACTS, "newsletter.subscriber": CONTACTS,
    "companies.company": COMPANIES,
}  # fmt: skip
KINDS = ("text", "email", "phone", "link", "date", "country")  # facts that need no list of this instance
UNTRUE = {
    "This file was changed after it was sealed. Nothing of it is taken.": gettext_lazy(
        "This file was changed after it was sealed. Nothing of it is taken."
    ),
    "This is a hand-over of a kind that is not known here.": gettext_lazy(
        "This is a hand-over of a kind that is not known here."
    ),
    "This is no hand-over of a Kept.": gettext_lazy("This is no hand-over of a Kept."),
}


class HandoverForm(forms.Form):
    """The file, or its words again once it was shown."""

    file = forms.FileField(
        label=gettext_lazy("The file handover.json"),
        required=False,
        help_text=gettext_lazy("It lies in the folder “portable” of a copy."),
    )
    words = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The content, from wherever it comes."""
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        content = file.read(MOST + 1) if file else cleaned.get("words", "").encode()
        if not content:
            raise forms.ValidationError(_("Choose the file handover.json of a copy."))
        if len(content) > MOST:
            raise forms.ValidationError(_("This file is too large."))
        try:
            cleaned["handed"] = taken(content)
        except Untrue as broken:
            raise forms.ValidationError(str(UNTRUE.get(str(broken), str(broken)))) from broken
        cleaned["words"] = content.decode("utf-8", "replace")
        return cleaned


@allow("contacts.import")
def take(request: HttpRequest) -> HttpResponse:
    """Ask for the file; show what came and from whom; make records of it."""
    form = HandoverForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "home": request.instance.url}  # type: ignore[attr-defined]
    if not (form.is_bound and form.is_valid()):
        return page(request, "crm_privacy/handover.html", context, status=422 if form.errors else 200)
    handed: Handed = form.cleaned_data["handed"]
    access: Access = request.access  # type: ignore[attr-defined]
    rows = rows_of(handed, access)
    if request.POST.get("act") == "take":
        made = make(rows, access)
        url = f"{request.instance.url}contacts/"  # type: ignore[attr-defined]
        return done(request, url, _("%(n)s records were taken over.") % {"n": made})
    context |= {"handed": handed, "rows": rows, "words": form.cleaned_data["words"]}
    return page(request, "crm_privacy/handover.html", context)


def rows_of(handed: Handed, access: Access) -> list[dict[str, Any]]:
    """The people and firms of a hand-over as records to be: the facts that are known here, and likely twins."""
    found = []
    for kind in handed.kinds:
        noun = NOUNS_OF.get(str(kind.get("kind")))
        if noun is None or not access.rights.may(noun.permission("create")):
            continue
        fields = noun.fields_for(access, Vocabulary(me=access.member_id))
        for row in kind["rows"][:PEOPLE]:
            raw = facts(row, fields)
            if raw:
                stopped = bool(raw.get("email")) and suppressed(raw["email"], instance_id=access.instance_id)
                found.append(
                    {
                        "noun": noun,
                        "raw": raw,
                        "stopped": stopped,
                        "twins": likely(noun, raw, access),
                        "facts": shown(raw, fields),
                    }
                )
    return found[:PEOPLE]


def facts(row: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """What of a row can become facts here."""
    if not isinstance(row, dict):
        return {}
    known = {str(name): value for name, value in row.items() if isinstance(value, str | int | float)}
    raw = {
        name: str(value)[:1000]
        for name, value in known.items()
        if name in fields and fields[name].editable and fields[name].kind in KINDS
    }
    if raw and not raw.get("last_name") and "last_name" in fields:
        raw["last_name"] = str(raw.get("email") or row.get("name") or "")[:120]
    return {name: value for name, value in raw.items() if value}


def shown(raw: dict[str, Any], fields: dict[str, Any]) -> list[tuple[str, str]]:
    """Facts under their names."""
    return [(str(fields[name].label), str(value)) for name, value in raw.items()]


@keeps("R5")
def make(rows: list[dict[str, Any]], access: Access) -> int:
    """Make the records, one act for each noun. What does not fit is left out, and who asked not to be kept. Returns how
    many were made."""
    made = 0
    operations: dict[str, Operation] = {}
    words = Vocabulary(me=access.member_id)
    for row in rows:
        noun: Noun = row["noun"]
        fields = noun.fields_for(access, words)
        values = fitting(noun, fields, row["raw"], words)
        if not values or row["stopped"]:
            continue
        if noun.key not in operations:
            operations[noun.key] = changing.operation(access, f"{noun.key}.taken", noun)
        changing.make(noun, values, fields, access, operations[noun.key])
        made += 1
    return made


def fitting(noun: Noun, fields: dict[str, Any], raw: dict[str, Any], words: Vocabulary) -> dict[str, Any]:
    """The values that this instance takes; a fact that it refuses is left out."""
    left = dict(raw)
    for _try in range(len(raw) + 1):
        try:
            values = intake.clean(noun, {name: fields[name] for name in left}, left, words, new=False)
        except intake.Errors as wrong:
            left = {name: value for name, value in left.items() if name not in wrong.by_field}
            continue
        return values
    return {}
