"""The companies that contacts of a file belong to: found by name, made when they are new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.companies.noun import COMPANIES
from kept.crm.imports.cleaning import Cleaned, Wrong
from kept.crm.imports.matching import batches
from kept.crm.imports.plan import Plan
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.words import sort_key

REMEMBERED = 200_000


class Employers:
    """Ids of companies by the name that the file has. 0 stands for one that would be made."""

    def __init__(self, plan: Plan, *, trial: bool) -> None:
        self.plan, self.trial = plan, trial
        self.known: dict[str, int | None] = {}
        self.latest: list[dict[str, int | None]] = [{}, {}]  # of the last two chunks: perhaps not in the database yet
        self.several: dict[str, set[int]] = {}
        self.spelt: dict[str, str] = {}  # the place in the alphabet of each name
        self.made = 0
        self.refused = ""

    def spell(self, name: str) -> str:
        """The place of a name in the alphabet."""
        if name not in self.spelt:
            if len(self.spelt) > REMEMBERED:
                self.spelt.clear()
            self.spelt[name] = sort_key([name])
        return self.spelt.get(name) or sort_key([name])

    def look_up(self, lines: Iterable[Cleaned], access: Access, loader: Callable[..., Any]) -> None:
        """Find or make the companies of these lines."""
        if len(self.known) > REMEMBERED:
            self.known = self.latest[0] | self.latest[1]
        self.latest = [self.latest[1], {}]
        names = sorted({line.company for line in lines if line.company} - self.known.keys() - self.several.keys())
        if not names:
            return
        by_key: dict[str, list[str]] = defaultdict(list)
        for name in names:
            by_key[self.spell(name)].append(name)
        found = self._found(by_key, access)
        missing = []
        for key, called in by_key.items():
            ids = found.get(key, set())
            for name in called:
                if len(ids) > 1:
                    self.several[name] = ids
                elif ids:
                    self.known[name] = next(iter(ids))
            if not ids:
                missing.append(called)
        self._make(missing, access, loader)

    def _found(self, keys: Iterable[str], access: Access) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        seen = COMPANIES.model.objects.kept().visible_to(access)
        for some in batches(keys):
            for pk, key in seen.filter(sort_key__any=some).values_list("pk", "sort_key"):
                found[key].add(pk)
        return found

    def _make(self, missing: list[list[str]], access: Access, loader: Callable[..., Any]) -> None:
        if not missing:
            return
        if not self.plan.new_companies or not access.rights.may("companies.create"):
            self.refused = _("There is no “%(name)s” here.")
            return
        self.made += len(missing)
        if self.trial:
            ids = [0] * len(missing)
        else:
            noun = COMPANIES
            fields = noun.all_fields(Vocabulary(me=access.member_id))
            ids = loader(noun, fields, ["name"], access).make([{"name": called[0]} for called in missing])
        for called, company in zip(missing, ids, strict=True):
            self.latest[1].update(dict.fromkeys(called, company))
        self.known |= self.latest[1]

    def settle(self, line: Cleaned) -> None:
        """Put the company's id into the values of a new line, or say what is wrong."""
        name = line.company
        if not name:
            return
        if name in self.several:
            problem = _("There are several called “%(name)s”. Choose one from the list.") % {"name": name[:60]}
            line.wrong.append(Wrong(line.line, "", name[:200], problem))
        elif self.known.get(name) is not None:
            line.values["company"] = self.known[name]
        else:
            line.wrong.append(Wrong(line.line, "", name[:200], self.refused % {"name": name[:60]}))
