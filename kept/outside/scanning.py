"""The scanner of files: a clamd on this machine, if the operator names one. What comes from outside is shown to it piece
by piece while it is sealed, and what it finds is kept nowhere. D9.

    scanner = "unix:/run/clamav/clamd.ctl"      # [files] in kept.toml; or "tcp:127.0.0.1:3310"
"""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from django.conf import settings
from django.utils.translation import gettext as _

from kept.outside import scanning_log
from kept.policy.keeps import keeps
from kept.web.refused import Refused

PATIENCE = 30  # seconds for a verdict
REACHED = 3  # seconds until it must have answered the call
PIECE = 64 * 1024
FOUND = re.compile(r"stream: (.+) FOUND")
UNTOLD = re.compile(r"[^A-Za-z0-9._:/-]")


class Away(Exception):
    """The scanner does not answer, or not as it should: nothing is known of the file."""


class Infected(Refused):
    """The scanner knows what is in this file."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(
            _("This file holds malicious software (%(found)s). It was refused and is kept nowhere.") % {"found": found},
            promise="D9",
        )


class Line:
    """One talk with the scanner about one file: its pieces, then the verdict."""

    def __init__(self) -> None:
        self._line = _called(settings.SCANNER["address"])
        self._say(b"zINSTREAM\0")

    def show(self, piece: bytes) -> None:
        """Show a piece. Raises Away, or Refused when the scanner takes no file as large as this one."""
        view = memoryview(piece)
        for start in range(0, len(view), PIECE):
            part = view[start : start + PIECE]
            self._say(struct.pack("!I", len(part)) + part)

    def verdict(self) -> str:
        """What was found, "" for nothing. Raises Away for any other answer."""
        self._say(struct.pack("!I", 0))
        answer = self._answer()
        if answer == "stream: OK":
            return ""
        if known := FOUND.fullmatch(answer):
            return UNTOLD.sub("_", known[1])[:80]
        raise Away(answer[:80])

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _say(self, words: bytes) -> None:
        try:
            self._line.sendall(words)
        except OSError as broken:
            if "size limit" in self._answer():
                raise Refused(_("This file is too large to be checked, so it cannot be kept here.")) from broken
            raise Away(type(broken).__name__) from broken

    def _answer(self) -> str:
        heard = b""
        try:
            while not heard.endswith(b"\0") and (more := self._line.recv(1024)) and len(heard) < 4096:
                heard += more
        except OSError as broken:
            raise Away(type(broken).__name__) from broken
        answer = heard.rstrip(b"\0\n").decode("utf-8", "replace")
        if "size limit" in answer:
            raise Refused(_("This file is too large to be checked, so it cannot be kept here."))
        return answer


@keeps("D9")
class Screened:
    """Passes the pieces of a file on and shows them to the scanner. After the last one it raises Infected if something
    was found, so that who keeps the pieces keeps none of them. `unchecked`: nobody could say."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = pieces
        self.unchecked = False
        self._line: Line | None = None

    def __iter__(self) -> Iterator[bytes]:
        try:
            self._try(self._call)
            for piece in self.pieces:
                self._try(partial(self._show, piece))
                yield piece
            self._try(self._ask)
        finally:
            self._hang_up()

    def _call(self) -> None:
        if configured():
            self._line = Line()

    def _show(self, piece: bytes) -> None:
        if self._line:
            self._line.show(piece)

    def _ask(self) -> None:
        found = self._line.verdict() if self._line else ""
        if found:
            scanning_log.note(found)
            raise Infected(found)

    def _try(self, act: Callable[[], None]) -> None:
        """A scanner that is away is not in the way of the pieces, unless the operator wants it so."""
        try:
            act()
        except Away as away:
            self._hang_up()
            self.unchecked = True
            if settings.SCANNER["away"] == "refuse":
                raise Refused(
                    _("Files cannot be checked just now, so none is taken. Please try again later.")
                ) from away

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None


def configured() -> bool:
    """Whether the operator named a scanner."""
    return bool(settings.SCANNER["address"])


def look(pieces: Iterable[bytes]) -> str:
    """What is in a file that lies here: a name, or "". Raises Away; Refused for one too large to be looked at."""
    line = Line()
    try:
        for piece in pieces:
            line.show(piece)
        found = line.verdict()
    finally:
        line.close()
    if found:
        scanning_log.note(found)
    return found


def ping() -> None:
    """Raises Away when the scanner does not answer."""
    line = _called(settings.SCANNER["address"])
    try:
        line.sendall(b"zPING\0")
        if line.recv(16) != b"PONG\0":
            raise Away("no pong")
    except OSError as broken:
        raise Away(type(broken).__name__) from broken
    finally:
        line.close()


def _called(address: str) -> socket.socket:
    kind, _colon, rest = address.partition(":")
    try:
        if kind == "unix":
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(REACHED)
            line.connect(rest)
        else:
            host, _colon, port = rest.rpartition(":")
            line = socket.create_connection((host.strip("[]"), int(port)), REACHED)
    except OSError as broken:
        raise Away(type(broken).__name__) from broken
    line.settimeout(PATIENCE)
    return line
