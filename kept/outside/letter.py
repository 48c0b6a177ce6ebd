"""Letter: a mail that is to leave, with the purpose it serves and the recipient that carries it."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email.headerregistry import HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any, Self

from kept.consent.people import Someone


class OneLine(UniqueUnstructuredHeader):
    """A header that holds an address for mail programs: broken or encoded, no program would follow it."""

    def fold(self, *, policy: Any) -> str:
        """Written as it is, in one line."""
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", OneLine)  # type: ignore[arg-type]  # mixed with the base when it is used
POLICY = EmailPolicy(header_factory=HEADERS)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one address. `purpose` is a promise id, `recipient` a role of the register ("email").

    `headers` are further lines of its head; `envelope` is where it comes back to when it cannot be delivered;
    `by_hand` says that a person wrote it. The id makes its Message-ID, so that an answer finds the way home and
    a letter that went twice in a crash is known as the same one.

    `person` tells who it is for beyond the address (instance_id, kind, key), `asks` the purpose of an instance that it
    serves; `stop` is where one click ends such mails. `calendar` is an invitation that calendars understand (RFC 5545),
    `calendar_method` what it wants of them."""

    purpose: str
    recipient: str
    to: str
    subject: str
    text: str
    html: str = ""
    sender: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    envelope: str = ""
    by_hand: bool = False
    person: dict[str, Any] = field(default_factory=dict)
    asks: str = ""
    stop: str = ""
    calendar: str = ""
    calendar_method: str = ""
    transaction: str = ""  # the number of the one that it belongs to, until that is committed
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    @property
    def message_id(self) -> str:
        """The Message-ID that the letter travels under."""
        return f"<{self.id}@{self.sender.rpartition('@')[2].rstrip('>') or 'localhost'}>"

    @property
    def someone(self) -> Someone:
        """Whom it is for."""
        return Someone(email=self.to, **self.person)

    @property
    def asked_for(self) -> str:
        """The purpose for which the person is asked."""
        return self.asks or self.purpose

    def as_message(self) -> EmailMessage:
        """As the Internet has it. A line break in an address or the subject raises ValueError."""
        message = EmailMessage(policy=POLICY)
        message["From"], message["To"], message["Subject"] = self.sender, self.to, self.subject
        message["Date"] = format_datetime(datetime.fromisoformat(self.at))
        message["Message-ID"] = self.message_id
        if not self.by_hand:
            message["Auto-Submitted"] = "auto-generated"
        for name, value in self.headers.items():
            message[name] = value
        if self.stop:  # RFC 2369, and RFC 8058 for one click
            message["List-Unsubscribe"] = f"<{self.stop}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(self.text)
        if self.html:
            message.add_alternative(self.html, subtype="html")
        if self.calendar:
            message.add_alternative(self.calendar, subtype="calendar", params={"method": self.calendar_method})
        return message

    def as_json(self) -> str:
        """For a folder of letters."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The letter in a file of a folder."""
        return cls(**json.loads(text))
