"""More kinds of fields: numbers, times, addresses of people, references."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.crm.nouns.countries import country_code, country_name
from kept.crm.nouns.fields import Choice, Field, Invalid, Text
from kept.crm.records.words import digits
from kept.tenancy.ids import id_of
from kept.web import formats

if TYPE_CHECKING:
    from kept.crm.nouns.vocabulary import Vocabulary

TRUE = {"true", "on", "yes", "1", "ano", "y", "a", "✓"}
FALSE = {"false", "off", "no", "0", "ne", "n", ""}
RANGES = ("is", "lt", "le", "gt", "ge", "between", "empty", "filled")
valid_email = EmailValidator()


@dataclass(frozen=True, kw_only=True)
class Email(Text):
    """An e-mail address."""

    kind: ClassVar[str] = "email"
    max_length: int = 254
    width: int = 12

    def clean(self, raw: Any, words: Vocabulary) -> str:
        text = super().clean(raw, words)
        if text:
            try:
                valid_email(text)
            except ValidationError:
                raise Invalid(_("Enter an e-mail address, such as name@example.com.")) from None
        return str(text)


@dataclass(frozen=True, kw_only=True)
class Phone(Text):
    """A telephone number, kept as it was written and found however it is written."""

    kind: ClassVar[str] = "phone"
    max_length: int = 60

    def clean(self, raw: Any, words: Vocabulary) -> str:
        text = super().clean(raw, words)
        if text and not any(letter.isdigit() for letter in text):
            raise Invalid(_("Enter a phone number, such as +420 608 000 114."))
        return str(text)

    def condition(self, operator: str, raw: str, words: Vocabulary) -> Q:
        if operator == "has" and digits(raw):
            return Q(**{f"{self.column}__regex": r"\D*".join(digits(raw))})
        return super().condition(operator, raw, words)


@dataclass(frozen=True, kw_only=True)
class Link(Text):
    """A web address."""

    kind: ClassVar[str] = "link"
    max_length: int = 1000

    def clean(self, raw: Any, words: Vocabulary) -> str:
        text = str(super().clean(raw, words))
        if text and re.match(r"^(?!https?:)[a-z][a-z0-9+.-]*:(?!\d)", text, re.IGNORECASE):
            raise Invalid(_("Enter a web address that begins with https://"))
        return text


@dataclass(frozen=True, kw_only=True)
class Country(Text):
    """A country, kept as its ISO 3166-1 code, shown by name."""

    kind: ClassVar[str] = "country"
    operators: ClassVar[tuple[str, ...]] = ("in", "not", "empty", "filled")

    def clean(self, raw: Any, words: Vocabulary) -> str:
        text = str(super().clean(raw, words))
        if not text:
            return ""
        code = country_code(text)
        if code is None:
            raise Invalid(
                _("“%(value)s” is no country we know. Enter its name, or a code such as CZ.") % {"value": text}
            )
        return code

    def show(self, value: Any, words: Vocabulary) -> str:
        return country_name(value, words.language) if value else ""

    def text(self, value: Any, words: Vocabulary) -> str:
        return value or ""


@dataclass(frozen=True, kw_only=True)
class Flag(Field):
    """Yes or no."""

    kind: ClassVar[str] = "flag"
    operators: ClassVar[tuple[str, ...]] = ("is",)
    default: Any = False
    width: int = 5

    def clean(self, raw: Any, words: Vocabulary) -> bool:
        if isinstance(raw, bool):
            return raw
        text = str("" if raw is None else raw).strip().lower()
        if text in TRUE:
            return True
        if text in FALSE:
            return False
        raise Invalid(_("Enter yes or no."))

    def show(self, value: Any, words: Vocabulary) -> str:
        return _("yes") if value else ""

    def text(self, value: Any, words: Vocabulary) -> str:
        return "yes" if value else "no"

    def out(self, value: Any, words: Vocabulary) -> bool:
        return bool(value)


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A decimal number."""

    kind: ClassVar[str] = "number"
    operators: ClassVar[tuple[str, ...]] = RANGES
    default: Any = None
    unit: str = ""

    def clean(self, raw: Any, words: Vocabulary) -> Decimal | None:
        if raw is None or (text := str(raw).strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")) == "":
            return None
        text = text.rstrip("%") if self.unit == "%" else text
        if "," in text and "." not in text:
            text = text.replace(",", ".")
        try:
            number = Decimal(text.replace(",", ""))
        except InvalidOperation:
            raise Invalid(_("Enter a number, such as 1 840 000.")) from None
        if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
            raise Invalid(_("This number is too large."))
        return number

    def show(self, value: Any, words: Vocabulary) -> str:
        if value is None or value == "":
            return ""
        shown = formats.number(Decimal(str(value)))
        return f"{shown} {self.unit}" if self.unit else shown

    def text(self, value: Any, words: Vocabulary) -> str:
        return "" if value is None else str(value)

    def out(self, value: Any, words: Vocabulary) -> Any:
        return None if value in ("", None) else float(value)

    def plain(self, value: Any) -> Any:
        return None if value is None else str(value)


@dataclass(frozen=True, kw_only=True)
class Date(Field):
    """A day."""

    kind: ClassVar[str] = "date"
    operators: ClassVar[tuple[str, ...]] = RANGES
    default: Any = None
    width: int = 7

    def clean(self, raw: Any, words: Vocabulary) -> dt.date | None:
        if isinstance(raw, dt.datetime):
            return raw.date()
        if isinstance(raw, dt.date):
            return raw
        text = str("" if raw is None else raw).strip().strip('"')
        if not text:
            return None
        for pattern in words.date_patterns:
            try:
                day = dt.datetime.strptime(text[:10] if pattern == "%Y-%m-%d" else text, pattern).date()  # noqa: DTZ007
            except ValueError:
                continue
            if 1000 <= day.year <= 9999:
                return day
        raise Invalid(_("Enter a day, such as %(day)s.") % {"day": "2026-11-22"})

    def show(self, value: Any, words: Vocabulary) -> str:
        if not value:
            return ""
        return formats.whole_day(value if isinstance(value, dt.date) else dt.date.fromisoformat(value))

    def text(self, value: Any, words: Vocabulary) -> str:
        return value.isoformat() if isinstance(value, dt.date) else (value or "")

    def out(self, value: Any, words: Vocabulary) -> Any:
        return value.isoformat() if isinstance(value, dt.date) else (value or None)

    def plain(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.date) else value


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """A point in time."""

    kind: ClassVar[str] = "moment"
    operators: ClassVar[tuple[str, ...]] = RANGES
    default: Any = None

    def clean(self, raw: Any, words: Vocabulary) -> dt.datetime | None:
        if isinstance(raw, dt.datetime):
            return raw if timezone.is_aware(raw) else raw.replace(tzinfo=words.time_zone)
        text = str("" if raw is None else raw).strip().strip('"')
        if not text:
            return None
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            day = Date(name=self.name, label=self.label).clean(text, words)
            moment = dt.datetime.combine(day or dt.date.min, dt.time())
        if not 1000 <= moment.year < 9999:  # beyond it no other zone could show it
            raise Invalid(_("Enter a day, such as %(day)s.") % {"day": "2026-11-22"})
        return moment if timezone.is_aware(moment) else moment.replace(tzinfo=words.time_zone)

    def show(self, value: Any, words: Vocabulary) -> str:
        if not value:
            return ""
        moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
        local = moment.astimezone(words.time_zone)
        return f"{formats.whole_day(local.date())} {formats.clock(local.time())}"

    def text(self, value: Any, words: Vocabulary) -> str:
        return self.out(value, words) or ""

    def out(self, value: Any, words: Vocabulary) -> Any:
        if not value:
            return None
        moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
        return words.moment_out(moment)

    def plain(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.datetime) else value

    def condition(self, operator: str, raw: str, words: Vocabulary) -> Q:
        if operator == "is" and len(raw) == 10:  # a whole day
            start = self.clean(raw, words) or words.today
            return Q(**{f"{self.column}__gte": start, f"{self.column}__lt": start + dt.timedelta(days=1)})
        if operator == "between" and len(raw.partition("|")[2]) == 10:
            raw += "T23:59:59.999999"
        return super().condition(operator, raw, words)


@dataclass(frozen=True, kw_only=True)
class Clock(Field):
    """A time of day."""

    kind: ClassVar[str] = "time"
    operators: ClassVar[tuple[str, ...]] = RANGES
    default: Any = None

    def clean(self, raw: Any, words: Vocabulary) -> Any:
        text = str("" if raw is None else raw).strip()
        if not text:
            return None
        try:
            return dt.time.fromisoformat(text if ":" in text else f"{text}:00").strftime("%H:%M")
        except ValueError:
            raise Invalid(_("Enter a time, such as 14:30.")) from None

    def show(self, value: Any, words: Vocabulary) -> str:
        try:
            return formats.clock(dt.time.fromisoformat(value)) if value else ""
        except ValueError:  # kept before this was asked to be a time
            return str(value)

    def text(self, value: Any, words: Vocabulary) -> str:
        return value or ""


@dataclass(frozen=True, kw_only=True)
class Picklist(Choice):
    """A value of one of the instance's own lists; on the wire an id, in a file its label."""

    of_list: str = ""  # the contract's name of the value list
    kind: ClassVar[str] = "picklist"
    default: Any = None

    @property
    def column(self) -> str:
        return self.source or f"{self.name}_id"

    def options(self, words: Vocabulary) -> list[tuple[Any, str]]:
        return words.picklist(self.of_list)

    def clean(self, raw: Any, words: Vocabulary) -> Any:
        if isinstance(raw, dict):
            raw = raw.get("id")
        text = "" if raw is None else str(raw).strip()
        if not text:
            return None
        if id_of(text) in dict(self.options(words)):
            return id_of(text)
        if isinstance(raw, int):
            raise Invalid(_("There is no such value in this list."))
        for code, label in self.options(words):
            if fold_equal(text, label):
                return code
        made = words.new_item(self.of_list, text)
        if made is not None:
            return made
        return super().clean(raw, words)

    def show(self, value: Any, words: Vocabulary) -> str:
        return words.item(value)

    def out(self, value: Any, words: Vocabulary) -> Any:
        return None if value is None else {"id": value, "value": words.item(value)}

    def condition(self, operator: str, raw: str, words: Vocabulary) -> Q:
        if operator in ("empty", "filled"):
            return Q(**{f"{self.column}__isnull": operator == "empty"})
        return super().condition(operator, raw, words)


@dataclass(frozen=True, kw_only=True)
class Member(Choice):
    """A member of the instance: the owner. In a file their e-mail; "me" means the person at the door."""

    kind: ClassVar[str] = "member"
    default: Any = None
    width: int = 4

    @property
    def column(self) -> str:
        return self.source or f"{self.name}_id"

    def options(self, words: Vocabulary) -> list[tuple[Any, str]]:
        return [(member.id, member.name) for member in words.members()]

    def clean(self, raw: Any, words: Vocabulary) -> Any:
        text = "" if raw is None else str(raw).strip()
        if not text:
            return None
        if text == "me":
            return words.me
        for member in words.members():
            if text == str(member.id) or fold_equal(text, member.email) or fold_equal(text, member.name):
                return member.id
        raise Invalid(_("“%(value)s” is no member of this instance.") % {"value": text[:60]})

    def show(self, value: Any, words: Vocabulary) -> str:
        return words.member(value).name if value else ""

    def text(self, value: Any, words: Vocabulary) -> str:
        return words.member(value).email if value else ""

    def out(self, value: Any, words: Vocabulary) -> Any:
        return words.person_of(value) if value else None

    def condition(self, operator: str, raw: str, words: Vocabulary) -> Q:
        if operator in ("empty", "filled"):
            return Q(**{f"{self.column}__isnull": operator == "empty"})
        return super().condition(operator, raw, words)


def fold_equal(one: str, other: str) -> bool:
    """Whether two words are the same but for case and accents."""
    from kept.crm.records.words import fold

    return fold(one) == fold(other)
