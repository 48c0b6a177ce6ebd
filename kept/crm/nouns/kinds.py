"""More kinds of fields: addresses of people, countries, yes or no, numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db.models import Q
from django.utils.translation import gettext as _

from kept.crm.nouns.countries import country_code, country_name
from kept.crm.nouns.fields import RANGES, Field, Invalid, Text
from kept.crm.records.words import digits
from kept.web import formats

if TYPE_CHECKING:
    from kept.crm.nouns.vocabulary import Vocabulary

TRUE = {"true", "on", "yes", "1", "ano", "y", "a", "✓"}
FALSE = {"false", "off", "no", "0", "ne", "n", ""}
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

    def sought(self, raw: str, words: Vocabulary) -> Any:
        return Text.clean(self, raw, words)


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
