"""Lines that are here already: what they would change, compared in one query, changed through the noun's own door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.imports.cleaning import Cleaned, Wrong
from kept.crm.imports.employers import Employers
from kept.crm.imports.matching import batches
from kept.crm.nouns.changing_many import Outcome, held, put
from kept.crm.nouns.fetching import fetch
from kept.crm.nouns.fields import Field
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Operation


class Updater:
    """Brings records to what the lines say. An empty cell changes nothing."""

    def __init__(self, noun: Noun, fields: Mapping[str, Field], words: Vocabulary, employers: Employers) -> None:
        self.noun, self.fields, self.words, self.employers = noun, fields, words, employers
        self.same = 0

    def count(self, known: list[tuple[Cleaned, int]], access: Access, operation: Operation | None) -> int:
        """Change the records, or only look when there is no operation. Returns how many change; `same` do not."""
        present = self._present(known, access)
        wanted: dict[int, dict[str, Any]] = {}
        lines: dict[int, Cleaned] = {}
        for line, record in known:
            if line.wrong:
                continue
            different = self._different(line, present[record])
            if different:
                wanted.setdefault(record, {}).update(different)
                lines[record] = line
            elif not line.wrong:
                self.same += 1
        self._must_be_held(wanted, lines, access)
        if operation is not None:
            for chunk in held(self.noun, wanted, access, Outcome()):
                put(self.noun, chunk, wanted, self.fields, access, operation)
        return len(wanted)

    def _must_be_held(self, wanted: dict[int, Any], lines: dict[int, Cleaned], access: Access) -> None:
        """Records that are locked, or only seen, stay as they are, and their lines say so."""
        may = {record.pk for chunk in held(self.noun, wanted, access, Outcome()) for record in chunk}
        for record in wanted.keys() - may:
            del wanted[record]
            line = lines[record]
            line.wrong.append(
                Wrong(line.line, "", "", _("This record is locked, or you may see it but not change it."))
            )

    def _present(self, known: list[tuple[Cleaned, int]], access: Access) -> dict[int, dict[str, Any]]:
        names = {name for line, _record in known for name in line.values}
        names |= {"company"} if any(line.company for line, _record in known) else set()
        columns = [self.fields[name] for name in names if name in self.fields]
        found: dict[int, dict[str, Any]] = {}
        for ids in batches({record for _line, record in known}):
            queryset = self.noun.model.objects.kept().visible_to(access).filter(pk__any=ids)
            found.update((row.id, row.values) for row in fetch(self.noun, queryset, columns))
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
