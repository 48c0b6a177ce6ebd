"""What the server is told, and what it refuses to do."""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path

import pytest

from kept.server.options import Options, chosen, stays_here
from kept.server.trouble import Trouble
from tests.certificates import Authority
from tests.server.conftest import House


@pytest.fixture(autouse=True)
def quiet_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No port and no configuration but those of the test."""
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setenv("KEPT_CONFIG", str(tmp_path / "kept.toml"))


def choose(**given: object) -> Options:
    return chosen(argparse.Namespace(**given))


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate and its key."""
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    request = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost"
    subprocess.run([*request.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_it_listens_on_this_machine_without_tls(host: str) -> None:
    assert choose(host=host).host == host


@pytest.mark.promise("D2")
@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.0.2.7", "2001:db8::1", "crm.example.org", "localhost.example.org", ""]
)
def test_it_refuses_to_listen_beyond_this_machine_without_tls(host: str, pair: tuple[Path, Path]) -> None:
    with pytest.raises(Trouble, match="does not listen on"):
        choose(host=host)
    assert choose(host=host, tls_cert=pair[0], tls_key=pair[1]).address.startswith("https://")


@pytest.mark.promise("D2")
def test_the_command_line_refuses_with_a_sentence_and_code_two(house: House) -> None:
    refused = house.kept("run", "--host", "0.0.0.0")
    assert refused.returncode == 2
    assert "--tls-cert" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not house.folder.exists(), "nothing was started before the refusal"


def test_a_certificate_needs_its_own_key(pair: tuple[Path, Path], tmp_path: Path) -> None:
    certificate, key = pair
    assert choose(tls_cert=certificate, tls_key=key).encrypted
    with pytest.raises(Trouble, match="both a certificate and its key"):
        choose(tls_cert=certificate)
    other = tmp_path / "other.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "RSA", "-out", other], check=True, capture_output=True)
    with pytest.raises(Trouble, match="not a certificate and its key"):
        choose(tls_cert=certificate, tls_key=other)
    with pytest.raises(Trouble, match="has run out"):
        choose(tls_cert=(past := Authority(tmp_path).certificate(days=(-3, -1))), tls_key=past)
    with pytest.raises(Trouble, match="cannot be read"):
        choose(tls_cert=certificate, tls_key=tmp_path / "absent.pem")


def test_the_command_line_speaks_before_the_environment_and_that_before_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert choose().port == 8000
    (tmp_path / "kept.toml").write_text("[server]\nport = 8101\nworkers = 3\n")
    assert (choose().port, choose().workers) == (8101, 3)
    monkeypatch.setenv("PORT", "8102")
    assert choose().port == 8102
    assert choose(port="8103").port == 8103


@pytest.mark.parametrize("port", ["0", "65536", "-1", "many", "80.5"])
def test_an_impossible_port_is_refused(port: str) -> None:
    with pytest.raises(Trouble, match="is no port"):
        choose(port=port)


@pytest.mark.parametrize(("text", "says"), [("[server]\nprot = 1\n", "prot"), ("[server", "not valid TOML")])
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "kept.toml").write_text(text)
    with pytest.raises(Trouble, match=says):
        choose()


def test_a_name_is_not_trusted_to_mean_this_machine() -> None:
    assert stays_here("localhost")
    assert not stays_here("ip6-localhost")


def test_behind_a_proxy_it_stays_on_this_machine_and_has_no_certificate(pair: tuple[Path, Path]) -> None:
    assert choose(behind_proxy=True).behind_proxy
    with pytest.raises(Trouble, match="Behind a proxy"):
        choose(behind_proxy=True, host="0.0.0.0")
    with pytest.raises(Trouble, match="Behind a proxy"):
        choose(behind_proxy=True, tls_cert=pair[0], tls_key=pair[1])
