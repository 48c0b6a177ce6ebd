"""What the server offers to those who come: modern TLS and nothing else, and a renewed certificate without a restart."""

from __future__ import annotations

import http.cookiejar
import json
import re
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kept.server import certificates
from kept.server.trouble import Trouble
from tests.certificates import Authority
from tests.observatory import Answer, points
from tests.ports import free_port
from tests.server.conftest import new_house
from tests.server.test_running import PATIENCE, ask, served, until

pytestmark = pytest.mark.slow

# https://wiki.mozilla.org/Security/Server_Side_TLS, intermediate: OpenSSL's names
INTERMEDIATE = {
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
    "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
    "DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES256-GCM-SHA384", "DHE-RSA-CHACHA20-POLY1305",
}  # fmt: skip
CURVES = {"X25519", "X25519MLKEM768", "SecP256r1MLKEM768", "prime256v1", "P-256", "secp384r1", "P-384"}
WORKERS = 2
OTHER_CURVES = ("secp521r1", "X448", "sect283k1", "brainpoolP256r1", "secp256k1")


@dataclass
class Secure:
    """A Kept that serves with TLS: its port, who vouches for it, and where its certificate lies, as certbot lays it."""

    port: int
    authority: Authority
    live: Path
    folder: Path

    def renew(self, chain: Path) -> None:
        """As certbot does: other files, and the links are led there."""
        for name, target in (("fullchain.pem", chain), ("privkey.pem", chain.with_suffix(".key"))):
            draft = self.live / f".{name}"
            draft.symlink_to(target)
            draft.rename(self.live / name)

    def serial(self) -> int:
        """The number of the certificate that is served now."""
        from cryptography import x509

        pem = ssl.get_server_certificate(("127.0.0.1", self.port), timeout=5)
        return x509.load_pem_x509_certificate(pem.encode()).serial_number

    def settled(self) -> int:
        """The number that is served once every worker serves the same."""
        last, same, tries = 0, 0, 0
        while same < 25 and tries < 1000:
            now, tries = self.serial(), tries + 1
            same, last = same + 1 if now == last else 0, now
            time.sleep(0.02)
        return last

    def agreed(self, *words: str) -> str:
        """What OpenSSL settles on with it; empty when they find nothing."""
        line = ["openssl", "s_client", "-connect", f"127.0.0.1:{self.port}", "-servername", "localhost", *words]
        said = subprocess.run(line, input="", capture_output=True, text=True, timeout=20).stdout
        found = re.search(r"^New, (\S+), Cipher is (\S+)$", said, re.MULTILINE)
        return f"{found[1]} {found[2]}" if found and found[2] != "(NONE)" else ""


class Browser:
    """A browser that keeps its cookies, and every line that set one."""

    def __init__(self, secure: Secure) -> None:
        self.secure, self.jar, self.seen, self.signed_in = secure, http.cookiejar.CookieJar(), {}, False
        trusting = ssl.create_default_context(cafile=secure.authority.path)
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=trusting), urllib.request.HTTPCookieProcessor(self.jar), Stay()
        )

    def get(self, path: str, form: dict[str, str] | None = None) -> tuple[int, Answer]:
        """What is answered; redirects are answers too."""
        address = f"https://localhost:{self.secure.port}{path}"
        body = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(address, body, {"Referer": address})
        try:
            answer = self._opener.open(request, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        lines = answer.headers.get_all("Set-Cookie") or []
        self.seen |= {line.partition("=")[0]: line for line in lines}
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return int(answer.status or 0), Answer(headers, lines, answer.read().decode(errors="replace"))

    def sign_in(self) -> None:
        """As the administrator of the demo's first instance."""
        if self.signed_in:
            return
        person = json.loads((self.secure.folder / "demo.json").read_text())["instances"][0]["users"][0]
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get("/sign-in/")[1].page)[0]
        form = {"csrfmiddlewaretoken": token, "login": person["email"], "password": person["password"]}
        status, _answer = self.get("/sign-in/", form)
        assert status == 302, "the demo's administrator is let in"
        self.signed_in = True


class Stay(urllib.request.HTTPRedirectHandler):
    """Follow nothing."""

    def redirect_request(self, *_anything: object) -> None:
        return None


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secure]:
    folder = tmp_path_factory.mktemp("authority")
    authority, live = Authority(folder), folder / "live"
    live.mkdir()
    port = free_port()
    with new_house() as house:
        made = Secure(port, authority, live, house.folder)
        made.renew(authority.certificate("localhost", apart=True))
        assert house.kept("demo", "--once").returncode == 0
        house.environment["KEPT_CERTIFICATE_SECONDS"] = "1"
        words = ("--port", str(port), "--tls-cert", str(live / "fullchain.pem"), "--tls-key", str(live / "privkey.pem"))
        with served(house, *words, "--hosts", "localhost") as kept:
            trusting = ssl.create_default_context(cafile=authority.path)
            trusting.check_hostname = False  # we come by number
            until(lambda: ask(port, "/readyz", "https", trusting)[0] == 200)
            yield made
            kept.terminate()
            kept.wait(PATIENCE)
            print(kept.stdout.read() if kept.stdout else "")  # seen where a test failed


@pytest.mark.promise("D2")
def test_it_speaks_tls_12_and_13_and_nothing_older(secure: Secure) -> None:
    weak = ("-cipher", "ALL:@SECLEVEL=0")
    assert secure.agreed("-tls1_3").startswith("TLSv1.3")
    assert secure.agreed("-tls1_2").startswith("TLSv1.2")
    assert [secure.agreed(version, *weak) for version in ("-tls1_1", "-tls1")] == ["", ""]


@pytest.mark.promise("D2")
def test_every_cipher_that_it_takes_is_of_mozillas_intermediate_list(secure: Secure) -> None:
    every = subprocess.run(
        ["openssl", "ciphers", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"], capture_output=True, text=True, check=True
    )
    offered = [name for name in every.stdout.strip().split(":") if not name.startswith("TLS_")]
    assert len(offered) > 60
    taken = {name for name in offered if secure.agreed("-tls1_2", "-cipher", f"{name}:@SECLEVEL=0")}
    newer = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256")  # fmt: skip
    taken |= {name for name in newer if secure.agreed("-tls1_3", "-ciphersuites", name)}
    assert taken <= INTERMEDIATE
    assert len(taken) >= 6, "each version finds something: the list is not empty because nobody answers"
    assert [curve for curve in OTHER_CURVES if secure.agreed("-groups", curve)] == []
    assert secure.agreed("-groups", "X25519")
    assert not secure.agreed("-tls1_2", "-legacy_renegotiation", "-cipher", "NULL:@SECLEVEL=0")


@pytest.mark.promise("D2")
def test_a_renewed_certificate_is_served_without_a_restart_and_hardly_a_request_is_lost(secure: Secure) -> None:
    before = secure.serial()
    trusting = ssl.create_default_context(cafile=secure.authority.path)
    trusting.check_hostname = False
    secure.renew(secure.authority.certificate("localhost", days=(-1, 30), apart=True))
    lost, began = 0, time.monotonic()
    while secure.serial() == before and time.monotonic() - began < 90:
        lost += ask(secure.port, "/healthz", "https", trusting)[0] != 200
        time.sleep(0.02)
    for _turn in range(50):
        lost += ask(secure.port, "/healthz", "https", trusting)[0] != 200
        time.sleep(0.02)
    assert secure.settled() != before
    assert lost <= WORKERS, "one at most for each that took leave: what came to it in that very moment"


@pytest.mark.promise("D2")
def test_what_is_not_a_pair_is_not_taken_and_the_old_one_is_served_on(secure: Secure, tmp_path: Path) -> None:
    before = secure.settled()
    wrong = Authority(tmp_path, "wrong").certificate("localhost", apart=True)
    shutil.copy(Authority(tmp_path, "another").certificate("localhost").with_suffix(".key"), wrong.with_suffix(".key"))
    secure.renew(wrong)
    time.sleep(4)
    assert secure.settled() == before
    right = secure.authority.certificate("localhost", days=(-1, 40), apart=True)
    secure.renew(right)
    until(lambda: secure.serial() != before)


def test_a_key_in_any_usual_form_is_laid_out_as_the_server_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEPT_DATA", str(tmp_path))
    chain = Authority(tmp_path).certificate("localhost", apart=True)
    key, forms = chain.with_suffix(".key"), tmp_path / "form.pem"
    subprocess.run(["openssl", "ec", "-in", key, "-out", forms], check=True, capture_output=True)
    assert "BEGIN EC PRIVATE KEY" in forms.read_text()
    _chain, laid = certificates.lay(chain, forms)
    assert "BEGIN PRIVATE KEY" in laid.read_text()
    assert laid.stat().st_mode & 0o777 == 0o600
    locked = tmp_path / "locked.pem"
    subprocess.run(
        ["openssl", "ec", "-in", key, "-aes256", "-passout", "pass:quiet", "-out", locked],
        check=True,
        capture_output=True,
    )
    with pytest.raises(Trouble, match="has a password"):
        certificates.lay(chain, locked)


STRANGERS = ["/", "/sign-in/", "/sign-up/", "/privacy", "/trust", "/your-data/", "/newsletter/", "/nothing-there"]
PRIVATE = ["/havlicek/", "/havlicek/contacts/", "/havlicek/companies/", "/havlicek/privacy/", "/profile/"]
FEATURES = ("camera", "geolocation", "microphone", "payment", "usb")


@pytest.fixture(scope="module")
def browser(secure: Secure) -> Browser:
    return Browser(secure)


@pytest.mark.promise("D9")
@pytest.mark.parametrize("path", [*STRANGERS, *PRIVATE, "/api/v2/company/"])
def test_every_kind_of_page_is_graded_a_plus(browser: Browser, path: str) -> None:
    signed_in = path in PRIVATE
    if signed_in:
        browser.sign_in()
    status, answer = browser.get(path)
    assert status < 500
    assert (status == 200) or not signed_in, f"{path} said {status}"
    score, found = points(answer)
    assert score >= 130, found
    headers = answer.headers
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert all(f"{feature}=()" in headers["permissions-policy"] for feature in FEATURES)
    assert int(re.findall(r"max-age=(\d+)", headers["strict-transport-security"])[0]) >= 63_072_000
    assert "no-store" in headers["cache-control"]
    assert not re.search(
        r"granian|python|django|\d+\.\d+", headers.get("server", "") + headers.get("x-powered-by", ""), re.IGNORECASE
    )


@pytest.mark.promise("D9")
def test_every_cookie_is_bound_to_this_host_and_hidden_from_scripts(browser: Browser) -> None:
    browser.sign_in()
    assert {"__Host-kept_session", "__Host-kept_csrf"} <= browser.seen.keys()
    for name, line in browser.seen.items():
        said = {word.strip().partition("=")[0].lower(): word.strip().partition("=")[2] for word in line.split(";")[1:]}
        assert name.startswith("__Host-"), line
        assert {"secure", "httponly", "samesite"} <= said.keys(), line
        assert (said["path"], "domain" in said) == ("/", False), line


def test_the_grading_sees_what_is_missing(browser: Browser) -> None:
    """The canary: each of these would cost points."""
    _status, answer = browser.get("/sign-in/")
    whole, _found = points(answer)
    for name, worse in (
        ("content-security-policy", ""), ("content-security-policy", "default-src 'self' 'unsafe-inline'"),
        ("strict-transport-security", "max-age=600"), ("x-content-type-options", ""), ("referrer-policy", "unsafe-url"),
        ("cross-origin-resource-policy", "cross-origin"),
    ):  # fmt: skip
        assert points(Answer(answer.headers | {name: worse}, answer.cookies, answer.page))[0] < whole, name
    assert points(Answer(answer.headers, ["kept_session=x; Path=/"]))[0] < whole
    assert points(Answer(answer.headers, answer.cookies, '<script src="https://elsewhere.example/x.js">'))[0] < whole
