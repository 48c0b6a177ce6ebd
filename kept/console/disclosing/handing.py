"""Handing over: of all that is held, what was chosen and nothing else, as an encrypted archive that waits for a while."""

from __future__ import annotations

import hashlib
import io
import json
import secrets
from datetime import timedelta
from typing import Any

import pyzipper  # type: ignore[import-untyped]
from django.template.loader import render_to_string
from django.utils import translation

from kept.console.disclosing import doing, telling
from kept.console.disclosing.looking import PIECE, everything
from kept.console.disclosing.models import Demand, HandedOver
from kept.console.disclosing.states import Act, State
from kept.outside import disclosures
from kept.outside.sealed_bytes import seal, unseal
from kept.policy import clock
from kept.policy.controller import controller
from kept.policy.keeps import keeps
from kept.privacy.erasure import sealed, tables
from kept.privacy.erasure.choices import someones
from kept.privacy.erasure.package import Copy

DAYS = 14
SEALED = "legal disclosure"


@keeps("S2")
def hand_over(demand: Demand, *, by: int) -> HandedOver:
    """Make the package, write it into the log of the person, tell them if nothing forbids it. Raises Refused."""
    demand = Demand.objects.select_for_update().get(pk=demand.pk)
    doing.may_hand_over(demand)
    copy = everything(demand)
    manifest = limit(copy, demand.chosen)
    password = secrets.token_urlsafe(20)
    archive = packed(demand, copy, manifest, password)
    made: HandedOver = HandedOver.objects.create(
        demand=demand, content=seal(archive, SEALED), size=len(archive), sha256=hashlib.sha256(archive).hexdigest(),
        manifest=manifest, expires_at=clock.now() + timedelta(days=DAYS), sealed_password=sealed.seal(password),
    )  # fmt: skip
    for someone in someones(copy.subject):
        disclosures.note(someone, demand.asker, disclosures.LEGAL, "S2", SEALED, demand.ref)
    demand.state, demand.trouble, demand.handing_at = State.HANDED_OVER, "", None
    demand.save(update_fields=["state", "trouble", "handing_at"])
    doing.step(demand, Act.HAND_OVER, by=by)
    telling.tell(demand)
    return made


@keeps("S2")
def limit(copy: Copy, chosen: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Take everything out of a copy that was not chosen. Returns what is left: kinds, columns, how many; no values."""
    left = []
    for kind in copy.data["kinds"]:
        wanted = set(chosen.get(kind["kind"], ()))
        columns = [column for column in kind["columns"] if column["name"] in wanted]
        rows = [{column["name"]: row.get(column["name"]) for column in columns} for row in kind["rows"]]
        if columns and rows:
            left.append({**kind, "columns": columns, "rows": rows})
    copy.data["kinds"] = left
    copy.others = [piece for piece in copy.others if f"{PIECE}{piece.name}" in chosen]
    told = [
        {"kind": kind["kind"], "title": kind["title"], "columns": [one["label"] for one in kind["columns"]],
         "n": len(kind["rows"])}
        for kind in left
    ]  # fmt: skip
    return [*told, *({"kind": piece.name, "title": piece.name, "columns": [], "n": 1} for piece in copy.others)]


def packed(demand: Demand, copy: Copy, manifest: list[dict[str, Any]], password: str) -> bytes:
    """The archive: a sheet that says what it is, the rows as data and as tables, the files that were chosen."""
    with translation.override(demand.language):
        words = {"one": demand, "controller": controller(), "manifest": manifest, "now": clock.now()}
        parts = [("README.txt", render_to_string("disclosing/sheet.txt", words).encode())]
        if copy.data["kinds"]:
            body = {"made_at": clock.now().isoformat(timespec="seconds"), "kinds": copy.data["kinds"]}
            parts.append(("data.json", json.dumps(body, ensure_ascii=False, indent=1).encode()))
        parts += tables.files(copy)
        parts += [(piece.name, b"".join(piece.content)) for piece in copy.others]
    file = io.BytesIO()
    with pyzipper.AESZipFile(file, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        for name, content in parts:
            archive.writestr(name, content)
    return file.getvalue()


def archive_of(made: HandedOver) -> bytes | None:
    """The archive as it was made; None when it has expired."""
    if made.content is None or made.expires_at <= clock.now():
        return None
    return unseal(made.content, SEALED)


def password_once(made: HandedOver) -> str:
    """The password, the first time it is asked for; "" after."""
    if not made.sealed_password:
        return ""
    password = str(sealed.opened(made.sealed_password))
    made.sealed_password = ""
    made.save(update_fields=["sealed_password"])
    return password


def empty_expired() -> int:
    """Drop the packages that waited too long. What was in them stays written down. Returns how many."""
    expired = HandedOver.objects.filter(expires_at__lte=clock.now()).exclude(content=None)
    return int(expired.update(content=None, sealed_password=""))
