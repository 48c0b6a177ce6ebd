"""Handing letters to the mail server: over TLS with a certificate that fits, or not at all (D2)."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kept.outside import links, taken
from kept.outside.letter import Letter
from kept.policy.keeps import keeps

SECONDS = 15


@dataclass(frozen=True, slots=True)
class Server:
    """The mail server of kept.toml's [mail]. Port 465 speaks TLS at once, others after STARTTLS."""

    host: str
    port: int = 587
    user: str = ""
    password: str = ""
    authority: str | None = None  # a file of certificates to trust instead of the system's

    @keeps("D2")
    def carry(self, letter: Letter) -> None:
        """Hand over one letter. Raises OSError or smtplib.SMTPException when it was not taken."""
        with self._line() as line:
            links.note("mail", line.sock)
            if self.user:
                line.login(self.user, self.password)
            line.send_message(letter.as_message(), from_addr=letter.envelope or None)
            taken.mark(letter.id)

    @contextmanager
    def _line(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context(cafile=self.authority)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self.port == 465:
            with smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context) as line:
                yield line
            return
        with smtplib.SMTP(self.host, self.port, timeout=SECONDS) as line:
            line.starttls(context=context)  # raises when the server has no TLS: nothing goes in the clear
            yield line
