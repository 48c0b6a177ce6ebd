"""What the server offers to those who come: modern TLS and nothing else, and a renewed certificate without a restart."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kept.server import certificates
from kept.server.trouble import Trouble
from tests.certificates import Authority
from tests.server.conftest import House, new_house
from tests.server.test_running import PATIENCE, ask, served, until

# https://wiki.mozilla.org/Security/Server_Side_TLS, intermediate: OpenSSL's names
INTERMEDIATE = {
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
    "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
    "DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES256-GCM-SHA384", "DHE-RSA-CHACHA20-POLY1305",
}  # fmt: skip
CURVES = {"X25519", "X25519MLKEM768", "SecP256r1MLKEM768", "prime256v1", "P-256", "secp384r1", "P-384"}
OTHER_CURVES = ("secp521r1", "X448", "sect283k1", "brainpoolP256r1", "secp256k1")


@dataclass
class Secure:
    """A Kept that serves with TLS: its port, who vouches for it, and where its certificate lies, as certbot lays it."""

    port: int
    authority: Authority
    live: Path
    log: list[str]

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

    def agreed(self, *words: str) -> str:
        """What OpenSSL settles on with it; empty when they find nothing."""
        line = ["openssl", "s_client", "-connect", f"127.0.0.1:{self.port}", "-servername", "localhost", *words]
        said = subprocess.run(line, input="", capture_output=True, text=True, timeout=20).stdout
        found = re.search(r"^New, (\S+), Cipher is (\S+)$", said, re.MULTILINE)
        return f"{found[1]} {found[2]}" if found and found[2] != "(NONE)" else ""


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secure]:
    folder = tmp_path_factory.mktemp("authority")
    authority, live = Authority(folder), folder / "live"
    live.mkdir()
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    made = Secure(port, authority, live, [])
    made.renew(authority.certificate("localhost", apart=True))
    house: House
    with new_house() as house:
        house.environment["KEPT_CERTIFICATE_SECONDS"] = "1"
        words = ("--port", str(port), "--tls-cert", str(live / "fullchain.pem"), "--tls-key", str(live / "privkey.pem"))
        with served(house, *words, "--hosts", "localhost") as kept:
            trusting = ssl.create_default_context(cafile=authority.path)
            trusting.check_hostname = False  # we come by number
            until(lambda: ask(port, "/readyz", "https", trusting)[0] == 200)
            yield made
            kept.terminate()
            kept.wait(PATIENCE)


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
def test_a_renewed_certificate_is_served_without_a_restart_and_no_request_is_lost(secure: Secure) -> None:
    before = secure.serial()
    trusting = ssl.create_default_context(cafile=secure.authority.path)
    trusting.check_hostname = False
    secure.renew(secure.authority.certificate("localhost", days=(-1, 30), apart=True))
    lost, began = 0, time.monotonic()
    while secure.serial() == before and time.monotonic() - began < 30:
        lost += ask(secure.port, "/healthz", "https", trusting)[0] != 200
        time.sleep(0.02)
    for _turn in range(50):
        lost += ask(secure.port, "/healthz", "https", trusting)[0] != 200
        time.sleep(0.02)
    assert secure.serial() != before
    assert lost == 0


@pytest.mark.promise("D2")
def test_what_is_not_a_pair_is_not_taken_and_the_old_one_is_served_on(secure: Secure, tmp_path: Path) -> None:
    before = secure.serial()
    wrong = Authority(tmp_path, "wrong").certificate("localhost", apart=True)
    shutil.copy(Authority(tmp_path, "another").certificate("localhost").with_suffix(".key"), wrong.with_suffix(".key"))
    secure.renew(wrong)
    time.sleep(4)
    assert secure.serial() == before
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
