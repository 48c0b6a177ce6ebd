"""Calling a machine outside by HTTP: over TLS with a certificate that fits, to an address that is really outside.

The name is looked up once, every address it has is judged, and the call goes to the very address that was judged: a
name that changes its mind in between leads nowhere. Redirects are not followed. Who calls names the recipient (S1).
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from kept.consent.people import Someone
from kept.outside import links
from kept.outside.disclosures import INSTRUCTED, note
from kept.policy.controller import controller
from kept.policy.keeps import keeps
from kept.policy.recipients import NoRecipient

SECONDS = 5
NOWHERE = "this name leads nowhere"
MOST = 65_536  # bytes of an answer that are read
PORTS = range(1, 65_536)
UNICAST = ipaddress.ip_network("2000::/3")  # all that was ever given out


class Forbidden(ValueError):
    """An address that is not called; the message says why."""


@dataclass(frozen=True, slots=True)
class Goal:
    """An address that may be called: the name, the port, the path, and the number that was judged."""

    host: str
    port: int
    path: str
    number: str


class _Pinned(http.client.HTTPSConnection):
    """Speaks TLS for the name, and connects to the number."""

    def __init__(self, goal: Goal, context: ssl.SSLContext, seconds: float) -> None:
        super().__init__(goal.host, goal.port, timeout=seconds, context=context)
        self._goal, self._trust = goal, context

    def connect(self) -> None:
        plain = socket.create_connection((self._goal.number, self._goal.port), self.timeout)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self._goal.host)


@keeps("S1", "D2", "D9")
def post(
    url: str, body: bytes, *, recipient: str, headers: dict[str, str] | None = None, inside: bool = False,
    authority: str | None = None, seconds: float = SECONDS,
) -> int:  # fmt: skip
    """Send a body and return the status of the answer. `recipient` is the name of somebody under contract in
    kept.toml; `inside` lets the operator's own network be called, which only the operator's configuration may say.

    Raises NoRecipient, Forbidden, OSError (also ssl.SSLError and time-outs)."""
    if recipient not in {each.name for each in controller().recipients}:
        raise NoRecipient(f"nobody under contract is called {recipient!r} (S1)")
    return _posted(judged(url, inside=inside), body, headers or {}, authority, seconds, link="webhook")


@keeps("S1", "L5")
def hand_over(
    url: str, body: bytes, *, of: Iterable[Someone], instance_id: int, purpose: str, what: str, reference: str,
    recipient: str = "", headers: dict[str, str] | None = None, inside: bool = False, authority: str | None = None,
    seconds: float = SECONDS,
) -> int:  # fmt: skip
    """Hand something of an instance to a machine that the instance itself named: its own recipient, on its instruction.
    `of`: those whom it tells of; the instance's log of disclosures gets a line for each when it was taken, with the
    name of the machine and of the `recipient` who runs it, where the instance said who that is.

    Raises NoRecipient outside an instance, Forbidden, OSError."""
    if not instance_id:
        raise NoRecipient("in the operator's own name data goes to those under contract alone (S1)")
    goal = judged(url, inside=inside)
    status = _posted(goal, body, headers or {}, authority, seconds)
    whom = f"{recipient} ({goal.host})"[:200] if recipient else goal.host
    for someone in of if 200 <= status < 300 else ():
        note(someone, whom, INSTRUCTED, purpose, what, reference)
    return status


def _posted(
    goal: Goal, body: bytes, headers: dict[str, str], authority: str | None, seconds: float, *, link: str = ""
) -> int:
    context = ssl.create_default_context(cafile=authority)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    line = _Pinned(goal, context, seconds)
    try:
        line.request("POST", goal.path, body, headers)
        if link:
            links.note(link, line.sock)
        answer = line.getresponse()
        answer.read(MOST)
        return answer.status
    except http.client.HTTPException as fault:
        raise ConnectionError(type(fault).__name__) from fault
    finally:
        line.close()


@keeps("D9")
def judged(url: str, *, inside: bool = False) -> Goal:
    """The address to call. Raises Forbidden for one that is not https, carries a login, or leads inside."""
    parts = _parts(url)
    host, port = parts.hostname or "", parts.port or 443
    numbers = _numbers(host, port)
    if not inside and not all(_is_outside(number) for number in numbers):
        raise Forbidden("this address leads inside")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Goal(host, port, path, numbers[0])


def _parts(url: str) -> SplitResult:
    if any(ord(letter) <= 32 or ord(letter) == 127 for letter in url) or "\\" in url:
        raise Forbidden("this is no address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise Forbidden("this is no address") from fault
    if parts.scheme != "https" or not parts.hostname:
        raise Forbidden("an address begins with https://")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise Forbidden("an address has no login in it")
    if port is not None and port not in PORTS:
        raise Forbidden("this is no port")
    return parts


def _numbers(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise Forbidden(NOWHERE) from fault
    return [str(each[4][0]) for each in found]


def _is_outside(number: str) -> bool:
    try:
        address = ipaddress.ip_address(number.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if hidden is None and address in ipaddress.ip_network("64:ff9b::/96"):
            hidden = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if hidden is not None:
            return _is_outside(str(hidden))
        if address not in UNICAST:  # site-local, IPv4-compatible, a translator of one's own network (RFC 8215)
            return False
    return address.is_global and not address.is_multicast
