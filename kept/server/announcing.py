"""Tells the person at the terminal where, and as whom they may look around."""

import http.client
import ssl

from kept.server.options import Options


def announce(options: Options, logins: str) -> None:
    """Print the address and the demo's logins."""
    if options.only == "worker":
        print("Kept's worker runs. Ctrl-C ends it.", flush=True)
        return
    print(f"\n  Kept is ready at {options.address}    Ctrl-C ends it.\n", flush=True)
    if logins:
        print(logins, flush=True)


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
