"""`bin/kept run` from outside: it answers, ends cleanly, mends itself, and leaves nothing behind."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.server.conftest import REPOSITORY, House, new_house

pytestmark = pytest.mark.slow

PATIENCE = 180  # seconds; a busy machine is no fault of the house


@pytest.fixture(scope="module")
def lived_in() -> Iterator[House]:
    """One house for all tests here: its tables are made once."""
    with new_house() as made:
        yield made


@pytest.fixture
def house(lived_in: House) -> House:
    """The house with nobody in it."""
    lived_in.kept("stop")
    return lived_in


def ask(
    port: int,
    path: str,
    scheme: str = "http",
    context: ssl.SSLContext | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, dict[str, str]]:
    """Status and headers of an answer; (0, {}) when nobody answers."""
    try:
        request = urllib.request.Request(f"{scheme}://127.0.0.1:{port}{path}", headers=headers or {})
        with urllib.request.urlopen(request, timeout=5, context=context) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}
    except urllib.error.HTTPError as error:
        return error.code, {name.lower(): value for name, value in error.headers.items()}
    except (OSError, http.client.HTTPException):
        return 0, {}


def until(happens: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.1)


@contextmanager
def served(house: House, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A running Kept; killed at the end if it did not end itself."""
    running = house.begin("run", *words)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def lives(pid: int) -> bool:
    """Whether the process still runs; one that waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_it_answers_and_ends_cleanly_on_ctrl_c(house: House, free_port: int) -> None:
    with served(house, "--port", str(free_port)) as kept:
        assert kept.stdout
        said = next(line for line in kept.stdout if "ready at" in line)
        assert f"http://127.0.0.1:{free_port}" in said
        assert ask(free_port, "/readyz")[0] == ask(free_port, "/healthz")[0] == 200
        server = int((house.data / "postmaster.pid").read_text().split()[0])
        family = [kept.pid, *children(kept.pid), *(pid for child in children(kept.pid) for pid in children(child))]
        assert len({os.getpgid(pid) for pid in family}) == 1, "one process group"
        begun = time.monotonic()
        kept.send_signal(signal.SIGINT)
        assert kept.wait(PATIENCE) == 0
        assert time.monotonic() - begun < 30, "gracefully, but not for ever"
        assert not [pid for pid in [*family[1:], server] if lives(pid)]
        assert "Traceback" not in kept.stdout.read()


def test_it_says_503_and_when_to_ask_again_while_the_database_is_away_and_recovers_alone(
    house: House, free_port: int
) -> None:
    with served(house, "--port", str(free_port)) as kept:
        until(lambda: ask(free_port, "/readyz")[0] == 200)
        house.kept("database", "stop")
        status, headers = ask(free_port, "/readyz")
        assert (status, int(headers["retry-after"]) > 0) == (503, True)
        assert ask(free_port, "/healthz")[0] == 200
        for page in ("/sign-in/", "/api/v2/company/"):
            begun = time.monotonic()
            status, headers = ask(free_port, page)
            assert (page, status, "retry-after" in headers) == (page, 503, True)
            assert time.monotonic() - begun < 9, "it says so soon"
        house.kept("database", "start")
        until(lambda: ask(free_port, "/readyz")[0] == 200)
        begun = time.monotonic()
        until(lambda: ask(free_port, "/sign-in/")[0] == 200)
        assert time.monotonic() - begun < 30
        assert kept.poll() is None


def test_a_dead_web_server_is_started_again_and_a_dead_parent_leaves_nobody_on_the_port(
    house: House, free_port: int
) -> None:
    with served(house, "--port", str(free_port)) as kept:
        until(lambda: ask(free_port, "/readyz")[0] == 200)
        (first,) = children(kept.pid)[:1]
        os.kill(first, signal.SIGKILL)
        until(lambda: bool(children(kept.pid)) and first not in children(kept.pid))
        until(lambda: ask(free_port, "/readyz")[0] == 200)
        kept.kill()
        until(lambda: ask(free_port, "/healthz")[0] == 0)
    assert house.kept("status").returncode == 3


def test_a_house_that_a_test_began_ends_when_that_test_is_killed(house: House, free_port: int) -> None:
    begin = "from tests.server.conftest import *; House(Path(sys.argv[1])).begin('run', '--port', sys.argv[2]).wait()"
    words = [sys.executable, "-c", begin, str(house.folder), str(free_port)]
    with subprocess.Popen(words, cwd=REPOSITORY) as killed:
        until(lambda: ask(free_port, "/readyz")[0] == 200)
        killed.kill()
    until(lambda: house.kept("status").returncode == 3)
    until(lambda: not (house.data / "postmaster.pid").exists())


def test_stop_and_status_know_it_and_a_second_on_the_same_folder_is_refused(house: House, free_port: int) -> None:
    with served(house, "--port", str(free_port)) as kept:
        until(lambda: ask(free_port, "/readyz")[0] == 200)
        assert f"127.0.0.1:{free_port}" in house.kept("status").stdout
        second = house.kept("run", "--port", "1")
        taken = house.kept("run", "--port", str(free_port))
        assert (second.returncode, taken.returncode) == (2, 2)
        assert "cannot be had" in taken.stderr
        assert house.kept("stop").stdout == "stopped\n"
        assert kept.wait(PATIENCE) == 0
    assert house.kept("stop").stdout == "nothing was running\n"


@pytest.mark.promise("D2")
def test_with_a_certificate_it_serves_modern_tls_only(house: House, free_port: int, tmp_path: Path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    request = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=127.0.0.1"
    name = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*request.split(), *name, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    words = ("--tls-cert", str(certificate), "--tls-key", str(key))
    with served(house, "--port", str(free_port), *words) as kept:
        trusting = ssl.create_default_context(cafile=certificate)
        until(lambda: ask(free_port, "/readyz", "https", trusting)[0] == 200)
        status, headers = ask(free_port, "/healthz", "https", trusting)
        assert (status, "max-age" in headers.get("strict-transport-security", "")) == (200, True)
        assert ask(free_port, "/healthz")[0] == 0, "plain HTTP is not answered"
        old = ssl.create_default_context(cafile=certificate)
        old.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.deprecated_call():
            old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        assert ask(free_port, "/healthz", "https", old)[0] == 0
        trusting.set_alpn_protocols(["h2"])
        assert agreed(free_port, trusting) == "h2"
        kept.send_signal(signal.SIGTERM)
        assert kept.wait(PATIENCE) == 0


def test_behind_a_proxy_the_proxy_says_that_the_line_is_encrypted(house: House, free_port: int) -> None:
    with served(house, "--port", str(free_port), "--behind-proxy"):
        until(lambda: ask(free_port, "/readyz")[0] == 200)
        through = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.4"}
        assert "strict-transport-security" in ask(free_port, "/healthz", headers=through)[1]
        assert "strict-transport-security" not in ask(free_port, "/healthz")[1]


def agreed(port: int, context: ssl.SSLContext) -> str | None:
    """The protocol that client and server settle on."""
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as secure,
    ):
        return secure.selected_alpn_protocol()
