"""The operator's paper as it is typed: what stands in for what a paper cannot know, such as a password or a moment."""

from __future__ import annotations

import re
import secrets
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.drill.papers import Day

NAME = "crm.example.org"
TOML = "/etc/kept/kept.toml"
DIRECTORY = "https://acme.example.org:14000/acme/local/directory"
TRUSTED = "/etc/ssl/certs/ca-certificates.crt"
PASSWORD = secrets.token_urlsafe(18)


def prepare(day: Day) -> None:
    """Names that lead to this machine, as a name server would have it, and its own, which every installed Debian has."""
    must(day, f"echo '127.0.0.1 localhost {NAME} acme.example.org db.example.org' >> /etc/hosts")


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
