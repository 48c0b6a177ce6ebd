"""What Kept is made of: every package of the locks, as a bill of materials in CycloneDX 1.6 (`bin/kept inventory`).

It is read from the locks, with the licences that installed packages tell of, and names no place to fetch from.
"""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[a-z,-]+\])?==(?P<version>[^\s;\\]+)", re.M)
# lock -> whether its packages are there when Kept runs (CycloneDX calls the others excluded, or optional)
LOCKS = {
    "requirements.lock": "required",
    "requirements-embedded.lock": "optional",
    "requirements-setup.lock": "excluded",
    "requirements-node.lock": "excluded",
    "requirements-dev.lock": "excluded",
}
Component = dict[str, Any]


def bill(root: Path = ROOT) -> dict[str, Any]:
    """The whole document. Raises OSError when a lock is missing."""
    components = {part["bom-ref"]: part for part in [*_python(root), *_front_end(root)][::-1]}
    ordered = sorted(components.values(), key=lambda part: part["bom-ref"])
    body = {
        "metadata": {"component": {"type": "application", "bom-ref": "kept-crm", "name": "kept-crm"}},
        "components": ordered,
        "dependencies": [{"ref": "kept-crm", "dependsOn": [part["bom-ref"] for part in ordered]}],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(body, sort_keys=True))
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1} | body


def _python(root: Path) -> Iterator[Component]:
    for lock, scope in LOCKS.items():
        for found in PINNED.finditer((root / lock).read_text(encoding="utf-8")):
            name, version = found["name"].lower().replace("_", "-"), found["version"]
            yield _component("pypi", name, version, scope, lock) | _licences(_licence_of(name))


def _front_end(root: Path) -> Iterator[Component]:
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    for path, package in lock["packages"].items():
        if path:
            name = path.rpartition("node_modules/")[2]
            scope = "excluded" if package.get("dev") else "required"
            kind, _, digest = package["integrity"].partition("-")
            yield {
                **_component("npm", name, package["version"], scope, "package-lock.json"),
                "hashes": [{"alg": kind.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}],
                **_licences(package.get("license", "")),
            }


def _component(kind: str, name: str, version: str, scope: str, lock: str) -> Component:
    purl = f"pkg:{kind}/{name.replace('@', '%40')}@{version}"
    locked = [{"name": "kept:lock", "value": lock}]
    return {
        "type": "library", "bom-ref": purl, "name": name, "version": version, "scope": scope, "purl": purl,
        "properties": locked,
    }  # fmt: skip


def _licences(text: str) -> Component:
    return {"licenses": [{"license": {"name": text}}]} if text else {}


def _licence_of(name: str) -> str:
    """What the installed package says of its licence; nothing when it is not installed here."""
    try:
        known = metadata.metadata(name).json
    except metadata.PackageNotFoundError:
        return ""
    classes = [line.rpartition(" :: ")[2] for line in known.get("classifier", []) if line.startswith("License")]
    first = str(known.get("license", "")).strip().partition("\n")[0]
    return str(known.get("license_expression") or "; ".join(classes) or first)


def main() -> int:
    """Print it."""
    print(json.dumps(bill(), indent=1))
    return 0
