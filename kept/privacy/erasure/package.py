"""The copy a person gets: everything every store holds of them, to read and for a machine to read (R2, R5)."""

from __future__ import annotations

import json
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyzipper  # type: ignore[import-untyped]
from django.utils import timezone, translation

from kept.outside.disk import sha256
from kept.policy.controller import controller, in_force
from kept.policy.keeps import keeps
from kept.policy.stores import Piece, Subject, stores
from kept.privacy.erasure import ledger, portable, printing, readable, schema, sealed, shelf, tables
from kept.privacy.erasure.models import Package
from kept.privacy.erasure.passages import inside
from kept.tenancy.models import Instance

WORDS = 20  # bytes of a password
NAMED = re.compile(r"(/\d+)-.*?(\.[A-Za-z0-9]{1,5})?$", re.DOTALL)
Edit = Callable[[dict[str, Any]], None]


@dataclass(slots=True)
class Copy:
    """All that was found, in the shape in which it is told."""

    subject: Subject
    language: str
    data: dict[str, Any]
    others: list[Piece]


@keeps("R2", "R5")
def make(subject: Subject, *, language: str = "en", by: int | None = None, edit: Edit | None = None) -> Package:
    """Make a copy over every store. Returns the row of the package, whose file waits on the shelf for some days.
    `edit` takes out of its data what would tell of others."""
    password = secrets.token_urlsafe(WORDS)
    with translation.override(language):
        package = Package(
            instance_id=subject.instance_id or 0,
            expires_at=shelf.expiry(),
            keys={label: list(ids) for label, ids in subject.keys.items()},
            digests=sorted(ledger.digest(email) for email in subject.emails),
            sealed_password=sealed.seal(password),
            by_id=by,
        )
        package.manifest = write(subject, shelf.place(package), password, language, edit)
    content = shelf.place(package)
    package.size, package.sha256 = content.stat().st_size, sha256(content)
    with inside(subject.instance_id):
        package.save(force_insert=True)
    package.password = password
    return package


def write(subject: Subject, path: Path, password: str, language: str, edit: Edit | None = None) -> dict[str, Any]:
    """Write the encrypted archive. Returns its manifest: names and sizes, nothing of the person."""
    copy = gathered(subject, language)
    if edit is not None:
        edit(copy.data)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    sizes: dict[str, int] = {}
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        try:
            with pyzipper.AESZipFile(
                file, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
            ) as packed:
                packed.setpassword(password.encode())
                for name, content in parts(copy):
                    packed.writestr(name, content)
                    sizes[name] = len(content)
            file.flush()
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    return {"files": sizes, "stores": [place.name for place in stores()], "language": language}


def gathered(subject: Subject, language: str) -> Copy:
    """Everything, from every store. Tables that several stores tell of come together."""
    kinds: dict[str, Any] = {}
    others = []
    for place in stores():
        for piece in place.export(subject):
            if piece.name.startswith("data/"):
                table = json.loads(b"".join(piece.content))
                if table["kind"] in kinds:
                    kinds[table["kind"]]["rows"] += table["rows"]
                else:
                    kinds[table["kind"]] = table
            else:
                # What a store reads lazily is read now, while its door is open.
                others.append(Piece(nameless(piece.name), piece.media_type, [b"".join(piece.content)]))
    return Copy(subject, language, document(subject, list(kinds.values())), others)


def nameless(name: str) -> str:
    """The name of a file by its number alone: what files are called stands in every encrypted archive for all to read."""
    return NAMED.sub(r"\1\2", name) if name.startswith("files/") else name


def document(subject: Subject, kinds: list[dict[str, Any]]) -> dict[str, Any]:
    """The whole as data: who answers for it, why each is held and until when, who receives it, then the rows."""
    register = in_force()
    ids = sorted({purpose for table in kinds for purpose in table["purposes"]})
    return {
        "format": schema.FORMAT,
        "version": schema.VERSION,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "controller": answering(subject.instance_id),
        "instance": subject.instance_id,
        "register": register.version,
        "purposes": [tables.purpose(register.purpose(one)) for one in ids],
        "recipients": [tables.recipient(each) for each in register.recipients if set(each.purposes) & set(ids)],
        "kinds": kinds,
    }


def answering(instance_id: int | None) -> dict[str, str]:
    """Who answers for the data: the customer for those in its instance, the operator for the others."""
    if instance_id:
        return {"name": str(Instance.objects.get(pk=instance_id).name), "office": "", "email": ""}
    operator = controller()
    return {"name": operator.name, "office": operator.office, "email": operator.email}


def parts(copy: Copy) -> Iterator[tuple[str, bytes]]:
    """The files of the archive by their names."""
    makers: list[Callable[[Copy], Iterator[tuple[str, bytes]]]] = [
        readable.files, schema.files, tables.files, portable.files, printing.files,
    ]  # fmt: skip
    for maker in makers:
        yield from maker(copy)
    for piece in copy.others:
        yield piece.name, b"".join(piece.content)
