"""Somebody new at a Kept that runs elsewhere: `python -m bench.drill.newcomer sign-up|ask ADDRESS …`, by the standard library.

`sign-up` opens an instance with the letter from /dev/mail/ and tells its name in addresses. `ask` asks a page over and
over, over new lines and over one that lasts, until it is told to end, and tells how many answers were none.
"""

from __future__ import annotations

import http.client
import http.cookiejar
import json
import re
import signal
import socket
import ssl
import sys
import time
import urllib.parse
import urllib.request
from html import unescape

PASSWORD = "modrá-lavice-u-rybníka-7"  # noqa: S105  of somebody invented
FIELDS = {"instance_name": "Lípa", "first_name": "Jana", "last_name": "Nová", "password": PASSWORD}
PAUSE = 0.05


def sign_up(address: str, email: str) -> str:
    """Fill in the form, open the letter, say that the address is ours."""
    person = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    person.addheaders = [("Referer", f"{address}/sign-up/")]

    def send(path: str, fields: dict[str, str] | None = None) -> str:
        data = None if fields is None else urllib.parse.urlencode(fields).encode()
        with person.open(urllib.parse.urljoin(address, path), data, timeout=60) as answer:
            person.went_to = answer.url  # type: ignore[attr-defined]
            return str(answer.read().decode())

    send("/sign-up/", FIELDS | {"email": email, "csrfmiddlewaretoken": _token(send("/sign-up/"))})
    letters = re.findall(r'href="(/dev/mail/[0-9a-f]{32}/)"', send("/dev/mail/"))
    assert letters, "no letter came"
    links = re.findall(r"/sign-up/confirm/[-:\w]+/", unescape("".join(map(send, letters))))  # alarms write letters, too
    assert links, "no letter has the link"
    page = send(links[0])
    send(links[0], {"csrfmiddlewaretoken": _token(page)})
    where = urllib.parse.urlparse(person.went_to).path  # type: ignore[attr-defined]
    if where.startswith("/sign-in/"):
        page = send(where)
        send("/sign-in/", {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": _token(page)})
        where = urllib.parse.urlparse(person.went_to).path  # type: ignore[attr-defined]
    return where.strip("/").split("/")[0]


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found, "the page has no form"
    return found.group(1)


def ask(address: str, path: str) -> dict[str, object]:
    """Ask until SIGTERM. A lasting line that was closed while it lay idle is opened again, as every client does."""
    where, ending = urllib.parse.urlparse(address), []
    signal.signal(signal.SIGTERM, lambda *_: ending.append(True))
    answers, bad, serials = 0, [], set()
    line: http.client.HTTPConnection | None = None
    while not ending:
        lasting = answers % 2 == 0
        if line is None or not lasting:
            line = _line(where)
        fresh = line.sock is None
        try:
            line.request("GET", path, headers={"Host": str(where.hostname)})
            answer = line.getresponse()
            answer.read()
            if isinstance(line.sock, ssl.SSLSocket):
                serials.add(str((line.sock.getpeercert() or {}).get("serialNumber")))
            if answer.status != 200:
                bad.append(f"status {answer.status}")
            answers += 1
        except (OSError, http.client.HTTPException) as fault:
            if fresh:
                bad.append(f"{type(fault).__name__}: {fault}")
                time.sleep(0.2)
            line = None
        time.sleep(PAUSE)
    return {"answers": answers, "bad": bad, "certificates": len(serials)}


def _line(where: urllib.parse.ParseResult) -> http.client.HTTPConnection:
    """To this machine, whatever the name; the certificate must be of the name, by an authority the machine trusts."""
    if where.scheme == "http":
        return http.client.HTTPConnection("127.0.0.1", where.port, timeout=30)
    trusted = ssl.create_default_context(cafile=sys.argv[4] if len(sys.argv) > 4 else None)

    class Named(http.client.HTTPSConnection):
        def connect(self) -> None:
            plain = socket.create_connection(("127.0.0.1", where.port or 443), 30)
            self.sock = trusted.wrap_socket(plain, server_hostname=where.hostname)

    return Named(str(where.hostname), where.port or 443, timeout=30, context=trusted)


if __name__ == "__main__":
    if sys.argv[1] == "sign-up":
        print(sign_up(sys.argv[2], sys.argv[3]))
    else:
        print(json.dumps(ask(sys.argv[2], sys.argv[3])))
