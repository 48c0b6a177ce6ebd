"""The engine of an import: takes lines, cleans them, finds who is here already, and writes; or looks ahead and writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.consent import suppression
from kept.crm.imports import additions
from kept.crm.imports.cleaning import Cleaned, Cleaner, Trial, Wrong
from kept.crm.imports.employers import Employers
from kept.crm.imports.loading import Loader, found_by
from kept.crm.imports.marks import Marks
from kept.crm.imports.matching import Matcher, mark
from kept.crm.imports.plan import CREATE, SKIP, UPDATE, Plan
from kept.crm.imports.reading import Line
from kept.crm.imports.targets import fields_for
from kept.crm.imports.updating import Updater
from kept.crm.nouns import changing, intake
from kept.crm.nouns.custom import custom_field
from kept.crm.nouns.fields import Field
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.own_values import Member, Picklist
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Operation
from kept.tenancy.models import current_instance_id

EMAILS = ("email", "email2")


@dataclass(slots=True)
class Outcome:
    """What became of some lines."""

    lines: int = 0
    created: int = 0
    updated: int = 0
    skipped: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    bad: dict[int, Cleaned] = field(default_factory=dict)  # by line number
    wrongs: int = 0  # things to mend, also those that are not listed any more
    ready: list[Cleaned] = field(default_factory=list)
    found: dict[int, int] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        """Lines with anything wrong."""
        return len(self.bad)

    def note_wrong(self, lines: list[Cleaned]) -> None:
        """Put down which of the lines have anything wrong, and what."""
        for one in lines:
            if one.wrong:
                self.bad[one.line] = one
                self.wrong += one.wrong
        self.wrongs = len(self.wrong)


class Engine:
    """One file on its way, for one person. `trial` looks ahead: nothing is written."""

    def __init__(
        self, noun: Noun, plan: Plan, access: Access, slug: str, *, operation: Operation | None = None
    ) -> None:
        self.noun, self.plan, self.slug, self.operation = noun, plan, slug, operation
        self.trial = operation is None
        kind = Trial if self.trial else Vocabulary
        self.words: Vocabulary = kind(me=access.member_id, day_first=plan.day_first, makes_items=plan.new_values)
        self.fields = with_new_fields(noun, plan, fields_for(noun, access, self.words))
        self.cleaner = Cleaner(noun, plan, self.fields, self.words)
        self._prime()
        self.employers = Employers(plan, trial=self.trial)
        self.level = changing.shared_level()
        # What tells the lines since the last write apart, and those of the chunk before, which may not be in the
        # database yet.
        self.seen: set[int] | Marks = Marks() if self.trial else set()
        self.earlier: set[int] | Marks = set()

    def _prime(self) -> None:
        """Load the words of the instance that the columns will ask for."""
        asked = [self.fields.get(target) for _place, _head, target in self.plan.mapped]
        self.words.picklists(one.of_list for one in asked if isinstance(one, Picklist))
        if any(isinstance(one, Member) for one in asked):
            self.words.members()

    @property
    def made(self) -> int:
        """Companies made on the way, or that would be."""
        return self.employers.made

    def cleaned(self, lines: list[Line]) -> list[Cleaned]:
        """Lines cleaned, with the words that they will be found by. Asks the database nothing, once it is primed."""
        found = [self.cleaner.line(number, cells) for number, cells in lines]
        good = [one for one in found if not one.wrong]
        for one, (search, key) in zip(good, found_by(self.noun, [one.values for one in good]), strict=True):
            one.search, one.key = search, key
            mark(self.noun, one)
            if one.company:
                self.employers.spell(one.company)
        return found

    @property
    def ahead(self) -> bool:
        """Whether lines can be cleaned while others are written: not when cleaning itself adds to value lists."""
        return not self.plan.new_values

    @property
    def apart(self) -> bool:
        """Whether a chunk can be worked on while the one before is not yet in the database: not when a line may change
        what an earlier one made, or when cleaning adds to value lists."""
        return self.plan.duplicates != UPDATE and self.ahead

    def take(self, cleaned: list[Cleaned], access: Access) -> Outcome:
        """Work on some lines, in the transaction that is open."""
        done = Outcome(len(cleaned))
        good = [one for one in cleaned if not one.wrong]
        self.employers.look_up(good, access, self._loader)
        matcher = Matcher(self.noun, access, self.slug)
        done.found = matcher.find(good, self.employers.known) if self.plan.duplicates != CREATE else {}
        self._leave_alone(good, done.found)
        good = [one for one in good if not one.wrong]
        fresh, known = self._sort_out(good, done, access)
        updater = Updater(self.noun, self.fields, self.words, self.employers)
        done.updated += updater.count(known, access, self.operation)
        done.skipped += updater.same
        done.note_wrong(cleaned)
        fresh = [one for one in fresh if not one.wrong]
        done.created, done.ready = len(fresh), fresh
        if not self.trial and self.operation is not None:
            additions.forget_gone(self.noun, matcher.gone, good)
            self._write(fresh, access)
            additions.name_again(self.noun, known, access)
        return done

    def _sort_out(
        self, good: list[Cleaned], done: Outcome, access: Access
    ) -> tuple[list[Cleaned], list[tuple[Cleaned, int]]]:
        """New lines, and those that are here already with their record. What cannot be done is noted in the lines."""
        fresh: list[Cleaned] = []
        known: list[tuple[Cleaned, int]] = []
        for line in good:
            record = done.found.get(line.line)
            if record is None and self.plan.duplicates != CREATE and self._twin(line):
                done.skipped += 1
            elif record is None:
                self._must(access, "create", line)
                self.employers.settle(line)
                fresh.append(line)
            elif self.plan.duplicates == SKIP:
                done.skipped += 1
            else:
                self._must(access, "edit", line)
                known.append((line, record))
        return fresh, known

    def _leave_alone(self, lines: list[Cleaned], found: Mapping[int, int]) -> None:
        """Note the new lines with an address that asked to be left alone: they do not come in again (R6)."""
        new = [one for one in lines if one.line not in found]
        emails = {email for one in new for name in EMAILS if (email := one.values.get(name))}
        stopped = suppression.suppressed_among(emails, instance_id=current_instance_id())
        for one in new if stopped else ():
            for name in EMAILS:
                if one.values.get(name) in stopped:
                    one.wrong.append(Wrong(one.line, str(self.fields[name].label), one.values[name], intake.says()))

    def _must(self, access: Access, act: str, line: Cleaned) -> None:
        if not access.rights.may(self.noun.permission(act)):
            line.wrong.append(Wrong(line.line, "", "", _("Your role does not reach this.")))

    def _twin(self, line: Cleaned) -> bool:
        """Whether the same record stood further up in the file."""
        if not (self.seen.isdisjoint(line.twins) and self.earlier.isdisjoint(line.twins)):
            return True
        self.seen.update(line.twins)
        if line.external and line.email and not self.trial:  # a line without a name of its own is found by its address
            self.seen.update((hash(f"e{line.email}"),))
        return False

    def _loader(self, noun: Noun, fields: Mapping[str, Field], used: list[str], access: Access) -> Loader:
        act = self.operation.pk if self.operation else 0
        return Loader(noun, fields, used, access, level=self.level, act=act)

    def _write(self, fresh: list[Cleaned], access: Access) -> None:
        self.earlier, self.seen = self.seen if self.apart else set(), set()  # what was written is found in the database
        if not fresh or self.operation is None:
            return
        used = list(dict.fromkeys(name for one in fresh for name in one.values))
        ids = self._loader(self.noun, self.fields, used, access).make(
            [one.values for one in fresh], [(one.search, one.key) for one in fresh]
        )
        additions.external_ids(self.noun, fresh, ids, access)
        additions.reasons(self.noun, self.plan.reason, ids, access)
        additions.tags(self.noun, fresh, access)


def with_new_fields(noun: Noun, plan: Plan, fields: dict[str, Field]) -> dict[str, Any]:
    """The fields, with those that the plan would make: columns whose target is `new:TYPE`."""
    from kept.crm.fields.making import definition

    found: dict[str, Any] = dict(fields)
    for place, head, target in plan.mapped:
        if target.startswith("new:"):
            found[target_name(target, place)] = custom_field(definition(noun.key, head, target[4:]))
            plan.targets[place] = target_name(target, place)
    return found


def target_name(target: str, place: int) -> str:
    """The name under which a field not yet made is known while looking ahead."""
    return f"{target}:{place}" if target.count(":") == 1 else target
