"""Around the operator's paper: what stands in for what a paper cannot know, and what is looked at after a block."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bench.drill.ground import ROOT, tell

if TYPE_CHECKING:
    from bench.drill.papers import Day

WHO = "you@example.org"
NAME = "crm.example.org"
TOML = "/etc/kept/kept.toml"
DIRECTORY = "https://acme.example.org:14000/acme/local/directory"
TRUSTED = "/etc/ssl/certs/ca-certificates.crt"
PASSWORD = secrets.token_urlsafe(18)
AUTHORITY = """\
{
	skip_install_trust
	auto_https disable_redirects
	admin off
	storage file_system /var/lib/authority
	http_port 14080
	https_port 14000
}
https://acme.example.org:14000 {
	tls internal
	acme_server
}
"""
CERTBOT = f"server = {DIRECTORY}\nagree-tos = true\nnon-interactive = true\nregister-unsafely-without-email = true\nno-random-sleep-on-renew = true\n"

SERVED = "python3 -c \"import ssl, zlib; print(zlib.crc32(ssl.get_server_certificate(('127.0.0.1', 443)).encode()))\""

Before = Callable[["Day"], None]
After = Callable[["Day", str], None]


def prepare(day: Day) -> None:
    """Names that lead to this machine, as a name server would have it, and its own, which every installed Debian has."""
    must(day, f"echo '127.0.0.1 localhost {NAME} acme.example.org db.example.org' >> /etc/hosts")


def around(text: str) -> tuple[Before | None, After | None]:
    """What happens before a block and what is looked at after it, told by a word of the block."""
    for word, before, after in AROUND:
        if word in text:
            return before, after
    return None, None


def stand_in(day: Day, command: str) -> str:
    """The command, with what it cannot know: where the repository is, which moment, which instance, which password."""
    command = command.replace("git clone … ", "git clone -q /mnt/shown/kept.git ").replace("…", PASSWORD)
    command = re.sub(r'--at "[^"]*"', f'--at "{day.moment}"', command).replace(
        "--instance lipa", f"--instance {day.slug}"
    )
    command = command.replace("@db.example.org/", "@db.example.org:5433/")  # the port of a second server on one machine
    if command.startswith("cp docs/hosting/Caddyfile"):  # an authority of this machine in the place of the public one
        command += f"; sed -i '1i {{\\n\\tacme_ca {DIRECTORY}\\n\\tacme_ca_root {TRUSTED}\\n}}' /etc/caddy/Caddyfile"
    return command


def typed(day: Day, command: str) -> str:
    """What the person types when asked."""
    if command.startswith("kept keys confirm"):
        return must(day, "cat /etc/kept/keys/root.key").strip()[-8:] + "\n"
    return ""


def write_settings(day: Day, text: str) -> str:
    """A section of kept.toml as the paper has it, in the place of the one that was there."""
    (section,) = tomllib.loads(text)
    whole = must(day, f"cat {TOML}")
    changed, number = re.subn(rf"(?ms)^\[{section}\]\n.*?(?=^\[|^# Or|\Z)", lambda _: text + "\n", whole, count=1)
    path = day.machine.root / TOML.lstrip("/")
    path.write_text(changed if number else f"{whole}\n{text}")
    tomllib.loads(path.read_text())
    return text


def as_superuser(day: Day, text: str) -> str:
    """The paper's SQL, on a server of its own that has a certificate of the authority's."""
    made = day.machine.run("runuser -u postgres -- psql -v ON_ERROR_STOP=1 -q -p 5433 -h /run/postgresql -f -",
                           typed=text.replace("…", PASSWORD))  # fmt: skip
    assert not made.returncode, made.stderr
    return made.stdout


def must(day: Day, text: str, *, fetching: bool = False) -> str:
    """Something around the paper that has to work."""
    done = day.machine.run(text, fetching=fetching)
    assert not done.returncode, f"{text}\n{done.stdout[-800:]}{done.stderr[-800:]}"
    return done.stdout


def _ready(day: Day, said: str, address: str = "http://127.0.0.1:8000") -> None:
    assert "Kept (all) runs" in said, said
    assert _ask(day, f"{address}/readyz") == 200


def _ask(day: Day, address: str) -> int:
    """The status that a page answers, by a machine that trusts whom Debian trusts."""
    code = f"import urllib.request as u; print(u.urlopen({address!r}, timeout=30).status)"
    done = day.machine.run(f'python3 -c "{code}"')
    return int(done.stdout or 0)


def _newcomer(day: Day, *words: str) -> str:
    done = subprocess.run([*day.machine.inside(), sys.executable, "-m", "bench.drill.newcomer", *words], cwd=ROOT,
                          capture_output=True, text=True, timeout=300)  # fmt: skip
    assert not done.returncode, done.stderr[-800:]
    return done.stdout.strip()


@contextmanager
def asked_meanwhile(day: Day, address: str, path: str = "/sign-in/") -> Iterator[dict[str, Any]]:
    """Somebody asks all the while; afterwards: how many answers, what was bad, how many certificates were seen."""
    trusted = str(day.machine.root / TRUSTED.lstrip("/"))
    words = [*day.machine.inside(), sys.executable, "-m", "bench.drill.newcomer", "ask", address, path, trusted]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = {}
    try:
        time.sleep(2)
        yield found
        time.sleep(2)
    finally:
        process.terminate()
        found |= json.loads(process.communicate(timeout=60)[0] or "{}")


def _sign_up(day: Day) -> None:
    day.slug = _newcomer(day, "sign-up", "http://127.0.0.1:8000", WHO)
    assert day.slug, "nobody could sign up"


def _hired(day: Day, said: str) -> None:
    assert WHO in said, said


def _authority(day: Day) -> None:
    """A certification authority that speaks ACME, on the machine itself; certbot and Caddy are told of it."""
    must(day, "apt-get install -y -qq caddy certbot >/dev/null", fetching=True)
    must(day, "systemctl disable -q --now caddy")
    must(day, f"install -d /etc/letsencrypt /var/lib/authority; cat > /etc/authority <<'E'\n{AUTHORITY}E\n"
              f"cat > /etc/letsencrypt/cli.ini <<'E'\n{CERTBOT}E\n"
              "HOME=/root systemd-run -q --unit=authority caddy run --config /etc/authority --adapter caddyfile")  # fmt: skip
    root = "/var/lib/authority/pki/authorities/local/root.crt"
    assert day.machine.until(f"test -s {root}"), "the authority did not start"
    must(day, f"cp {root} /usr/local/share/ca-certificates/authority.crt && update-ca-certificates")
    assert day.machine.until(f"python3 -c \"import urllib.request as u; u.urlopen('{DIRECTORY}')\""), "no directory"


def _served_with_tls(day: Day, said: str) -> None:
    if "kept status" in said or "runs at https" in said:
        tell(
            "paper: a certificate by ACME, served by Kept",
            _ask(day, f"https://{NAME}/readyz") == 200,
            said.split("\n", maxsplit=1)[0],
        )


def _renewed(day: Day, said: str) -> None:
    before = must(day, "cksum < /etc/kept/tls/cert.pem")
    with asked_meanwhile(day, f"https://{NAME}") as found:
        served = must(day, SERVED)
        must(day, "certbot renew -q --force-renewal")
        day.machine.until(
            f'test "$({SERVED})" != "{served.strip()}"', 300
        )  # a busy machine takes its time to start others
        time.sleep(5)
    changed = must(day, "cksum < /etc/kept/tls/cert.pem") != before
    tell("paper: renewed while serving, requests that failed", changed and not found["bad"] and found["certificates"] > 1,
         f"{len(found['bad'])} of {found['answers']} {sorted(set(found['bad']))[:3]}, {found['certificates']} certificates seen")  # fmt: skip


def _behind_a_proxy(day: Day, said: str) -> None:
    name = "nginx" if day.machine.run("systemctl is-active -q nginx").returncode == 0 else "Caddy"
    fine = day.machine.until(
        f"python3 -c \"import urllib.request as u; u.urlopen('https://{NAME}/readyz', timeout=30)\"", 60
    )
    tell(f"paper: served behind {name}, with a certificate by ACME", fine, f"https://{NAME}/readyz")


def _a_version_comes(day: Day) -> None:
    must(day, "git -C /srv/kept rev-parse HEAD > /root/before")


def _marked(day: Day) -> None:
    """A moment to which somebody wants to go back, and what must not be there after it. One that comes after a restore can
    be had once the backup after it is there, which Kept takes by itself."""
    taken = f"SELECT 'taken' FROM backup_backup WHERE begun_at > '{day.restored or '2000-01-01'}' AND finished_at IS NOT NULL"
    began = time.monotonic()
    fine = day.machine.until(f'echo "{taken} LIMIT 1" | kept database psql --role owner | grep -q taken', 600)
    tell("paper: after a restore a backup is taken without a hand", fine, f"{time.monotonic() - began:.0f} s")
    must(day, "sleep 1")
    day.moment = must(day, "date -u '+%Y-%m-%d %H:%M:%S'").strip()
    must(day, "sleep 2")
    _rename(day, "After the moment")


def _rename(day: Day, to: str) -> None:
    words = f"UPDATE tenancy_instance SET name = '{to}' WHERE slug = '{day.slug}'"
    must(day, f'echo "{words}" | kept database psql --role owner')


def _went_back(day: Day, said: str) -> None:
    name = must(
        day, f"echo \"SELECT name FROM tenancy_instance WHERE slug = '{day.slug}'\" | kept database psql --role owner"
    )
    tell("paper: back to a moment", "Lípa" in name, said.split("\n", maxsplit=1)[0][:120])


def _lose(day: Day) -> None:
    """The machine burns; what is left is the copy of the keys, kept.toml, and the backups."""
    must(
        day,
        "cp -a /etc/kept/keys /root/safe && systemctl disable -q --now kept && rm -rf /var/lib/kept-data /etc/kept/keys",
    )
    must(
        day,
        "install -d -m 0700 -o kept -g kept /var/lib/kept-data && cp -a /root/safe /etc/kept/keys && chown -R root: /etc/kept/keys",
    )


def _found_again(day: Day, said: str) -> None:
    name = must(
        day, f"echo \"SELECT name FROM tenancy_instance WHERE slug = '{day.slug}'\" | kept database psql --role owner"
    )
    day.restored = said.partition("Restored as of ")[2][:19] + "+00"
    tell("paper: a lost machine restored on a new one", "Lípa" in name, said.split("\n", maxsplit=1)[0][:120])


def _server_of_its_own(day: Day) -> None:
    """A PostgreSQL that is not Kept's, with a certificate for db.example.org that the machine trusts."""
    must(day, "V=$(ls /usr/lib/postgresql); pg_createcluster -p 5433 $V own >/dev/null; D=/etc/postgresql/$V/own;"
              "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=db.example.org -addext subjectAltName=DNS:db.example.org"
              " -keyout $D/key.pem -out $D/cert.pem 2>/dev/null; chown postgres $D/*.pem;"
              "cp $D/cert.pem /usr/local/share/ca-certificates/db.crt; update-ca-certificates >/dev/null;"
              "printf \"ssl_cert_file='$D/cert.pem'\\nssl_key_file='$D/key.pem'\\nwal_level=replica\\n\" >> $D/postgresql.conf;"
              "echo 'hostssl all all 127.0.0.1/32 scram-sha-256' > $D/pg_hba.conf;"
              "echo 'hostssl replication kept_backup 127.0.0.1/32 scram-sha-256' >> $D/pg_hba.conf;"
              "echo 'local all postgres peer' >> $D/pg_hba.conf; pg_ctlcluster $V own start")  # fmt: skip


def _served_from_it(day: Day, said: str) -> None:
    backup = day.machine.run("kept backup now")
    tell("paper: served from a PostgreSQL elsewhere, over TLS, and backed up", not backup.returncode and "external" in said,
         (backup.stdout or backup.stderr).split("\n")[0][:120])  # fmt: skip


AROUND: list[tuple[str, Before | None, After | None]] = [
    ("chown -R kept:kept /etc/kept/keys", _lose, _found_again),  # before the first day, which ends in the same words
    ("systemctl enable --now kept", None, _ready),
    ("kept staff hire", _sign_up, _hired),
    ("certbot certonly --standalone", _authority, None),
    ("certbot renew", None, _renewed),
    ("systemctl restart caddy", None, _behind_a_proxy),
    ("systemctl restart nginx", None, _behind_a_proxy),
    ("git pull", _a_version_comes, _served_with_tls),
    ("systemctl restart kept\nkept status\n", None, _served_with_tls),
    ("systemctl stop kept\nkept backup restore", _marked, _went_back),
    ("--instance lipa --at", None, None),
    ("CREATE ROLE", _server_of_its_own, None),
    ("DATABASE_URL", None, _served_from_it),
]
