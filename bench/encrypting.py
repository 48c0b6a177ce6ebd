"""What encryption costs: the server under TLS beside one without, and sealed files beside plain ones.

python -m bench.encrypting [requests]        in a Kept of its own below build/"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.settings")
os.environ.setdefault("KEPT_DATA", str(Path(__file__).resolve().parents[1] / "build" / "encrypting"))

ROUNDS = 3
MEGABYTES = 128


def main(requests: int) -> None:
    """Both, one line each."""
    print(files(), flush=True)
    print(served(requests), flush=True)


def files() -> str:
    """The same bytes written plain and sealed, each sure on the disk: seconds of wall and of CPU, medians."""
    from uuid import uuid4

    from kept.outside.sealing import seal

    chunk, secret = os.urandom(1 << 20), os.urandom(32)
    took: dict[str, list[tuple[float, float]]] = {"plain": [], "sealed": []}
    for _round in range(ROUNDS):
        for kind, times in took.items():
            runs = (chunk for _ in range(MEGABYTES))
            source = runs if kind == "plain" else seal(secret, 1, uuid4(), runs)
            wall, cpu = time.monotonic(), time.process_time()
            with tempfile.NamedTemporaryFile(dir=os.environ.get("TMPDIR")) as file:
                digest = hashlib.sha256()
                for run in source:
                    digest.update(run)  # both are measured, as a store does
                    file.write(run)
                file.flush()
                os.fsync(file.fileno())
            times.append((time.monotonic() - wall, time.process_time() - cpu))
    middle = {kind: [statistics.median(each) for each in zip(*times, strict=True)] for kind, times in took.items()}
    wall, cpu = (middle["sealed"][at] / middle["plain"][at] for at in (0, 1))
    return (
        f"{MEGABYTES} MB of files sealed beside plain, with digest and fsync: {middle['sealed'][0]:.2f} s to"
        f" {middle['plain'][0]:.2f} s ({wall:.2f} times), CPU {middle['sealed'][1]:.2f} to {middle['plain'][1]:.2f} ({cpu:.2f} times)"
    )


def served(requests: int) -> str:
    """A list of fifty through the API on one line: CPU of the web server a request, and requests a second, medians."""
    from kept.server import database

    subprocess.run([sys.executable, "-m", "kept.server", "demo", "--once"], check=True, capture_output=True)
    database.ensure()
    key = json.loads((Path(os.environ["KEPT_DATA"]) / "demo.json").read_text())["instances"][0]["users"][0]["api_key"]
    found: dict[str, list[tuple[float, float]]] = {"plain": [], "TLS": []}
    for _round in range(ROUNDS):
        for kind, times in found.items():
            times.append(_round_of(kind == "TLS", key, requests))
    database.stop()
    middle = {kind: [statistics.median(each) for each in zip(*times, strict=True)] for kind, times in found.items()}
    ratio = middle["TLS"][0] / middle["plain"][0]
    return (
        f"list of 50 under TLS 1.3 beside plain: {middle['TLS'][0]:.2f} ms CPU to {middle['plain'][0]:.2f} ms"
        f" ({ratio:.2f} times), {middle['TLS'][1]:.0f} to {middle['plain'][1]:.0f} a second"
    )


def _round_of(encrypted: bool, key: str, requests: int) -> tuple[float, float]:
    from bench.processes import cpu
    from kept.server.options import Options
    from kept.server.running import _environment, _granian
    from tests.certificates import Authority
    from tests.ports import free_port

    folder = Path(tempfile.mkdtemp())
    pair = Authority(folder).certificate(apart=True)
    chosen = Options(
        "127.0.0.1", free_port(), 1, 4, pair if encrypted else None, pair.with_suffix(".key") if encrypted else None
    )
    surroundings = os.environ | _environment(chosen, "web")
    with subprocess.Popen(
        _granian(chosen), env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            line = _ready(chosen.port, encrypted)
            _ask(line, key, 50)
            before, began = cpu(process.pid), time.monotonic()
            _ask(line, key, requests)
            return (cpu(process.pid) - before) / requests * 1000, requests / (time.monotonic() - began)
        finally:
            process.terminate()


def _ready(port: int, encrypted: bool) -> http.client.HTTPConnection:
    trusting = ssl._create_unverified_context()  # noqa: S323  our own process
    for _ in range(600):
        line: Any = (
            http.client.HTTPSConnection("127.0.0.1", port, context=trusting)
            if encrypted
            else http.client.HTTPConnection("127.0.0.1", port)
        )
        try:
            line.request("GET", "/healthz")
            if line.getresponse().read():
                return line  # type: ignore[no-any-return]
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not come up")


def _ask(line: http.client.HTTPConnection, key: str, requests: int) -> None:
    for _ in range(requests):
        line.request("GET", "/api/v2/person/?limit=50", headers={"Authorization": f"Bearer {key}"})
        answer = line.getresponse()
        content = answer.read()
        assert answer.status == 200, content[:200]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
