"""A machine of its own for a drill: a clean Debian that boots with systemd, sees no network but its own, and is thrown away."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import processes
from bench.drill.ground import FOLDER, ROOT

BASE = FOLDER.parent / "debian"
SUITE = "bookworm"
PROGRAMS = {"debootstrap": "debootstrap", "systemd-nspawn": "systemd-container", "nsenter": "util-linux"}
WITHIN = "systemd,systemd-sysv,dbus,ca-certificates,procps,iproute2"
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
SURROUNDINGS = ("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8",
                "DEBIAN_FRONTEND=noninteractive")  # fmt: skip
PEM = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.S)


def why_not() -> str:
    """Why there can be no such machine here; empty when there can."""
    if os.geteuid() != 0:
        return "it takes root to boot a machine in a folder"
    lacking = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    return f"it takes Debian's {', '.join(lacking)}" if lacking else ""


@dataclass
class Machine:
    """A Debian that runs. Its loopback is its own; what has to be fetched is fetched over the network of this machine."""

    root: Path
    process: subprocess.Popen[bytes]
    leader: int

    def run(
        self, text: str, *, fetching: bool = False, typed: str = "", seconds: float = 900
    ) -> subprocess.CompletedProcess[str]:
        """Type something there as root, in /srv/kept once that exists."""
        words = [*self.inside(fetching=fetching), "-m", "-u", "-i", "-p", "-r", "-w", "--", "env", "-i", *SURROUNDINGS]
        text = f"cd /srv/kept 2>/dev/null || cd /root\n{text}"
        return subprocess.run(
            [*words, "bash", "-e", "-o", "pipefail", "-c", text], input=typed, capture_output=True, text=True, timeout=seconds
        )  # fmt: skip

    def inside(self, *, fetching: bool = False) -> list[str]:
        """What to put before a command of ours to have it reach what listens there."""
        return ["nsenter", "-t", str(self.leader), *([] if fetching else ["-n"])]

    def until(self, text: str, seconds: float = 120) -> bool:
        """Wait until a command there succeeds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.run(text).returncode == 0:
                return True
            time.sleep(0.5)
        return False


@contextmanager
def booted(name: str, *, shown: Path) -> Iterator[Machine]:
    """Boot one; the folder `shown` is seen there as /mnt/shown."""
    root = FOLDER.parent / name
    _make(root)
    words = ["systemd-nspawn", "-q", "-D", str(root), "-b", "--private-network", "--register=no", "--keep-unit",
             "--console=passive", "--resolv-conf=off", f"--machine={name}", f"--bind-ro={shown}:/mnt/shown"]  # fmt: skip
    said = (FOLDER.parent / f"{name}.log").open("wb")
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True)
    try:
        machine = Machine(root, process, _leader(process.pid))
        machine.until("systemctl is-active --quiet multi-user.target", 60)
        yield machine
    finally:
        _end(process)
        shutil.rmtree(root, ignore_errors=True)


def _make(root: Path) -> None:
    if not (BASE / "complete").exists():
        shutil.rmtree(BASE, ignore_errors=True)
        print("      making a clean Debian (once) …", flush=True)
        subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={WITHIN}", SUITE, str(BASE)],
            check=True, stdout=subprocess.DEVNULL, timeout=1200,
        )  # fmt: skip
        _trust_as_we_do()
        (BASE / "complete").touch()
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(["cp", "-a", "--reflink=auto", str(BASE), str(root)], check=True, timeout=300)


def _trust_as_we_do() -> None:
    """The new machine trusts whom this one trusts, so that it reaches the registries in the same way."""
    ours, theirs = (PEM.findall((Path(top) / AUTHORITIES.relative_to("/")).read_text()) for top in ("/", str(BASE)))
    for number, each in enumerate(sorted(set(ours) - set(theirs))):
        (BASE / f"usr/local/share/ca-certificates/ours-{number}.crt").write_text(each + "\n")
    subprocess.run(["chroot", str(BASE), "update-ca-certificates"], check=True, capture_output=True, timeout=120)


def _leader(parent: int) -> int:
    """The process that is number 1 in there."""
    for _ in range(200):
        for pid in processes.tree(parent):
            status = Path(f"/proc/{pid}/status")
            if status.exists() and re.search(r"^NSpid:\t\d+\t1$", status.read_text(), re.M):
                return pid
        time.sleep(0.1)
    raise TimeoutError(f"the machine did not boot; see {FOLDER.parent}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)  # an orderly halt
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def source(place: Path) -> Path:
    """A repository with the program as it was committed last, to be cloned and pulled from."""
    shutil.rmtree(place, ignore_errors=True)
    subprocess.run(["git", "clone", "-q", "--bare", "--no-local", str(ROOT), str(place)], check=True, timeout=300)
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    for words in (["update-ref", "refs/heads/paper", head], ["symbolic-ref", "HEAD", "refs/heads/paper"]):
        subprocess.run(["git", "-C", str(place), *words], check=True, timeout=60)
    return place
