"""A PostgreSQL on another machine: a second cluster that speaks TLS with a certificate of an authority of its own."""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from kept.server import connections
from kept.server.binaries import binaries
from tests.certificates import Authority
from tests.ports import free_port
from tests.server.conftest import REPOSITORY, House

pytestmark = pytest.mark.slow

NAME = "db.kept.example"
ROLES = {"app": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "backup": "DATABASE_BACKUP_URL", "console": "DATABASE_CONSOLE_URL"}  # fmt: skip


@dataclass
class Cluster:
    """It runs on a port, and knows Kept's roles by a password."""

    port: int
    password: str
    authority: Path
    folder: Path

    def addresses(self, **other: str) -> dict[str, str]:
        """What Kept is told, as docs/operating.md has it; `hostaddr` stands for the name service of a real network."""
        more = {"hostaddr": "127.0.0.1", "sslrootcert": str(self.authority)} | other
        words = "&".join(f"{name}={value}" for name, value in more.items())
        return {
            url: f"postgresql://kept_{role}:{self.password}@{NAME}:{self.port}/kept?{words}"
            for role, url in ROLES.items()
        }


@contextmanager
def cluster(certificate: Path | None, authority: Path, port: int) -> Iterator[Cluster]:
    """A cluster made by the statements of docs/operating.md. Without a certificate it does not encrypt."""
    owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    as_owner: dict[str, Any] = (
        {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    )
    folder, password, programs = Path(tempfile.mkdtemp(prefix="kept-elsewhere-")), secrets.token_hex(16), binaries()
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(folder),
        "wal_level": "replica",
    }
    if certificate:
        for source, name in ((certificate, "server.crt"), (certificate.with_suffix(".key"), "server.key")):
            shutil.copy(source, folder / name)
            os.chown(folder / name, owner.pw_uid, owner.pw_gid)
            (folder / name).chmod(0o600)
        settings |= {"ssl": "on", "ssl_cert_file": f"{folder}/server.crt", "ssl_key_file": f"{folder}/server.key"}
    words = [programs.program("initdb"), "-D", str(folder / "data"), "-U", "postgres", "--auth-host=reject", "-k"]
    subprocess.run([*words, "--auth-local=trust"], check=True, capture_output=True, cwd="/", **as_owner)
    kind = "hostssl" if certificate else "host"
    with (folder / "data" / "pg_hba.conf").open("w") as file:
        file.write(f"local all postgres trust\n{kind} all all 127.0.0.1/32 scram-sha-256\n{kind} replication kept_backup 127.0.0.1/32 scram-sha-256\n")  # fmt: skip
    started = [programs.program("postgres"), "-D", str(folder / "data")]
    started += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    process = subprocess.Popen(started, stderr=subprocess.DEVNULL, cwd="/", **as_owner)
    try:
        until_answers(folder, port)
        as_documented(folder, port, password)
        yield Cluster(port, password, authority, folder)
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def until_answers(folder: Path, port: int) -> None:
    for _ in range(200):
        try:
            psycopg.connect(host=str(folder), port=port, user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the cluster did not come up")


def as_documented(folder: Path, port: int, password: str) -> None:
    page = (REPOSITORY / "docs" / "operating.md").read_text()
    statements = page.split("```sql\n")[1].split("```")[0].replace("PASSWORD '…'", f"PASSWORD '{password}'")
    words = ["-h", str(folder), "-p", str(port), "-U", "postgres", "-d", "postgres", "-v", "ON_ERROR_STOP=1", "-q"]
    done = subprocess.run([binaries().program("psql"), *words], input=statements, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def elsewhere(authority: Authority) -> Iterator[Cluster]:
    with cluster(authority.certificate(NAME, apart=True), authority.path, free_port()) as made:
        yield made


@pytest.mark.promise("D2")
def test_with_a_certificate_that_fits_every_role_speaks_tls(
    elsewhere: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    for url, address in elsewhere.addresses().items():
        monkeypatch.setenv(url, address)
    for role in ROLES:
        with connections.connect(role) as connection:
            line = connection.execute(
                "SELECT ssl, version, cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            ).fetchone()
        assert line is not None
        assert line[:2] == (True, "TLSv1.3"), role


@pytest.mark.promise("D2")
@pytest.mark.parametrize("fault", ["another authority", "another name", "the system's authorities"])
def test_another_certificate_is_refused(
    elsewhere: Cluster, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {
        "another authority": elsewhere.addresses(sslrootcert=str(Authority(tmp_path, "stranger").path)),
        "another name": {k: v.replace(NAME, "other.kept.example") for k, v in elsewhere.addresses().items()},
        "the system's authorities": elsewhere.addresses(sslrootcert="system"),
    }[fault]
    monkeypatch.setenv("DATABASE_URL", told["DATABASE_URL"])
    with pytest.raises(psycopg.OperationalError, match="certificate"):
        connections.connect("app")


@pytest.mark.promise("D2")
def test_a_server_that_does_not_encrypt_is_refused(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    with cluster(None, authority.path, free_port()) as plain:
        monkeypatch.setenv("DATABASE_URL", plain.addresses()["DATABASE_URL"])
        with pytest.raises(psycopg.OperationalError, match="does not support SSL"):
            connections.connect("app")
        bare = plain.addresses()["DATABASE_URL"].replace(NAME, "127.0.0.1").partition("?")[0]
        psycopg.connect(bare, sslmode="disable").close()  # the canary: it would have let us in


@pytest.mark.promise("D2")
@pytest.mark.promise("D1")
def test_kept_stands_on_it_and_is_backed_up_from_it(elsewhere: Cluster, house: House) -> None:
    house.environment |= elsewhere.addresses()
    taken = house.kept("backup", "now")
    assert taken.returncode == 0, taken.stderr
    assert re.search(r"^\d{8}T\d{6}Z: [1-9]", taken.stdout)
    assert not (house.folder / "postgres").exists()
    tried = house.kept("backup", "drill")
    assert "restored and compared" in tried.stdout, tried.stdout + tried.stderr
