"""What the person at the command line or kept.toml chose for the server, and what is refused."""

import argparse
import ipaddress
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kept.server import certificates
from kept.server.trouble import Trouble

DEFAULTS: dict[str, Any] = {
    "host": "127.0.0.1",
    "port": 8000,
    "workers": 2,
    "threads": 6,  # of which three may sign people in at a time (kept.identity.hashing)
    "tls_cert": None,
    "tls_key": None,
    "hosts": (),
    "behind_proxy": False,
}
WAITING = 24  # requests that wait for their turn in a process (kept.server.turns)
SENDERS = 24  # requests whose body is awaited
SPARE = 8  # threads that turn the others away at once
PORTS = range(1, 65536)


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve. `only` is web, worker, or None for both in one process group."""

    host: str
    port: int
    workers: int
    threads: int
    tls_cert: Path | None
    tls_key: Path | None
    demo: bool = False
    only: str | None = None
    hosts: tuple[str, ...] = ()
    behind_proxy: bool = False

    @property
    def encrypted(self) -> bool:
        return self.tls_cert is not None

    @property
    def all_threads(self) -> int:
        """The threads of a process: those that answer, and one for everybody who waits, sends or is turned away."""
        return self.threads + WAITING + SENDERS + SPARE

    @property
    def pair(self) -> tuple[Path, Path]:
        """The certificate and its key, where there are any."""
        assert self.tls_cert and self.tls_key  # noqa: S101  who asks has looked
        return self.tls_cert.absolute(), self.tls_key.absolute()

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.encrypted else 'http'}://{host}:{self.port}"

    @property
    def reached_at(self) -> str:
        """The address by which people reach it: the first of `hosts` where it has a name, else where it listens."""
        if not self.hosts:
            return self.address
        port = "" if self.behind_proxy or self.port in (80, 443) else f":{self.port}"
        return f"{'https' if self.encrypted or self.behind_proxy else 'http'}://{self.hosts[0]}{port}"


def chosen(arguments: argparse.Namespace) -> Options:
    """Command line before environment before kept.toml before default. Raises Trouble on what cannot be."""
    known = DEFAULTS | _from_file()
    if os.environ.get("PORT"):
        known["port"] = os.environ["PORT"]
    known |= {name: value for name in DEFAULTS if (value := getattr(arguments, name, None)) is not None}
    options = Options(
        host=str(known["host"]),
        port=_number(known["port"], "port", PORTS),
        workers=_number(known["workers"], "workers", range(1, 65)),
        threads=_number(known["threads"], "threads", range(1, 65)),
        tls_cert=Path(known["tls_cert"]) if known["tls_cert"] else None,
        tls_key=Path(known["tls_key"]) if known["tls_key"] else None,
        demo=bool(getattr(arguments, "demo", False)),
        only=getattr(arguments, "only", None),
        hosts=tuple(map(str, known["hosts"])),
        behind_proxy=bool(known["behind_proxy"]),
    )
    refuse_what_is_unsafe(options)
    return options


def refuse_what_is_unsafe(options: Options) -> None:
    """D2: all network communication is encrypted; plain HTTP stays on this machine."""
    if (options.tls_cert is None) != (options.tls_key is None):
        raise Trouble("TLS needs both a certificate and its key: --tls-cert FILE --tls-key FILE.")
    for path in (options.tls_cert, options.tls_key):
        if path is not None and not os.access(path, os.R_OK):
            raise Trouble(f"{path} cannot be read.")
    if options.behind_proxy and (options.encrypted or not stays_here(options.host)):
        raise Trouble("Behind a proxy that ends TLS, Kept listens on this machine only and has no certificate itself.")
    if options.tls_cert and options.tls_key:
        certificates.must_fit(options.tls_cert, options.tls_key)
    if not options.encrypted and not stays_here(options.host):
        raise Trouble(
            f"Kept does not listen on {options.host} without TLS: what people do in it would cross the network in "
            "the clear. Give --tls-cert and --tls-key, or stay on 127.0.0.1 behind a proxy that encrypts."
        )


def stays_here(host: str) -> bool:
    """Whether a name or address means this machine alone. A name other than localhost is not trusted to."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _from_file() -> dict[str, Any]:
    path = Path(os.environ.get("KEPT_CONFIG") or "kept.toml")
    if not path.exists():
        return {}
    try:
        section = tomllib.loads(path.read_text()).get("server", {})
    except tomllib.TOMLDecodeError as error:
        raise Trouble(f"{path} is not valid TOML: {error}") from error
    unknown = sorted(set(section) - set(DEFAULTS))
    if unknown:
        raise Trouble(f"{path} has settings in [server] that Kept does not know: {', '.join(unknown)}.")
    return dict(section)


def _number(value: object, name: str, allowed: range) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = -1
    if number not in allowed:
        raise Trouble(f"{value} is no {name}: choose a number from {allowed.start} to {allowed.stop - 1}.")
    return number
