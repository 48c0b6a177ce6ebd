"""Lines that are here already: what they would change, compared in one query, changed through the noun's own door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.imports.cleaning import Cleaned, Wrong
from kept.crm.imports.employers import Employers
from kept.crm.imports.matching import batches
from kept.crm.nouns import changing, listing
from kept.crm.nouns.fields import Field
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Operation
from kept.grants.records import may_change
from kept.web.refused import Refused


class Updater:
    """Brings records to what the lines say. An empty cell changes nothing."""

    def __init__(self, noun: Noun, fields: Mapping[str, Field], words: Vocabulary, employers: Employers) -> None:
        self.noun, self.fields, self.words, self.employers = noun, fields, words, employers
        self.same = 0

    def count(self, known: list[tuple[Cleaned, int]], access: Access, operation: Operation | None) -> int:
        """Change the records, or only look when there is no operation. Returns how many change; `same` do not."""
        present = self._present(known, access)
        changed = 0
        for line, record in known:
            if line.wrong:
                continue
            different = self._different(line, present[record])
            if line.wrong:
                continue
            if not different:
                self.same += 1
                continue
            changed += 1
            if operation is not None and not self._change(line, record, different, access, operation):
                changed -= 1
        return changed

    def _present(self, known: list[tuple[Cleaned, int]], access: Access) -> dict[int, dict[str, Any]]:
        names = {name for line, _record in known for name in line.values}
        names |= {"company"} if any(line.company for line, _record in known) else set()
        columns = [self.fields[name] for name in names if name in self.fields]
        found: dict[int, dict[str, Any]] = {}
        for ids in batches({record for _line, record in known}):
            queryset = self.noun.model.objects.kept().visible_to(access).filter(pk__in=ids)
            found.update((row.id, row.values) for row in listing.fetch(self.noun, queryset, columns))
        return found

    def _different(self, line: Cleaned, present: Mapping[str, Any]) -> dict[str, Any]:
        if line.company and present.get("company") in self.employers.several.get(line.company, ()):
            line.company = ""  # one of several of that name, and it is the right one already
        self.employers.settle(line)
        different = {}
        for name, value in line.values.items():
            one = self.fields[name]
            if (one.plain(present.get(name)) or None) != (one.plain(value) or None):
                different[name] = value
        return different

    def _change(self, line: Cleaned, record: int, values: dict[str, Any], access: Access, operation: Operation) -> bool:
        found = self.noun.model.objects.kept().visible_to(access).get(pk=record)
        if not may_change(access, found):
            line.wrong.append(Wrong(line.line, "", "", _("You may see this record, but not change it.")))
            return False
        try:
            changing.change(self.noun, found, values, self.fields, access, operation)
        except Refused as refusal:
            line.wrong.append(Wrong(line.line, "", "", str(refusal)))
            return False
        return True
