"""Tells the person at the terminal where, and as whom they may look around."""

import http.client
import json
import ssl
from typing import Any

from kept.server.manage import run_apart
from kept.server.options import Options

COLUMNS = ("name", "role", "email", "password")


def announce(options: Options) -> None:
    """Print the address and the demo's logins."""
    if options.only == "worker":
        print("Kept's worker runs. Ctrl-C ends it.", flush=True)
        return
    print(f"\n  Kept is ready at {options.address}    Ctrl-C ends it.\n", flush=True)
    if options.demo:
        for line in logins():
            print(f"  {line}", flush=True)


def ready(options: Options) -> bool:
    """Whether /readyz answers 200. A worker has no page to ask."""
    if options.only == "worker":
        return True
    if options.encrypted:
        # Our own process on our own port: the certificate names the public host, not this address.
        trusting = ssl._create_unverified_context()  # noqa: S323
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            options.host, options.port, timeout=5, context=trusting
        )
    else:
        connection = http.client.HTTPConnection(options.host, options.port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def logins() -> list[str]:
    """The cast of the demo world as lines of a table; empty when there is none."""
    asked = run_apart("demo", "--json", quiet=True)
    if asked.returncode:
        return []
    try:
        return table(json.loads(asked.stdout))
    except (json.JSONDecodeError, AttributeError):
        return []


def table(world: dict[str, Any]) -> list[str]:
    """Lines for a terminal from what `bin/kept demo --json` says."""
    lines = []
    for instance in world.get("instances", []):
        rows = [[str(user.get(column, "")) for column in COLUMNS] for user in instance.get("users", [])]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines.append(str(instance.get("name", "")))
        lines += ["  " + "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)) for row in rows]
    return [line.rstrip() for line in lines]
