"""Ways around the gates that lint rules would not see: raw SQL, mail, HTTP and cookies stand only where they may."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "kept"

# What is looked for, and where it may stand, each with its reason.
WAYS: dict[str, tuple[str, dict[str, str]]] = {
    "a bare cursor": (
        r"\.(cursor|chunked_cursor)\(\)",
        {
            "audit/raw.py": "the gate for raw SQL",
            "crm/records/beside.py": "asks whether an index is whole, in a migration; reads no row",
            "audit/together.py": "questions that the ORM wrote, each row noted",
            "tenancy/fence.py": "puts up the fences, reads no row",
            "tenancy/opening.py": "tells the database the instance",
            "tenancy/evidence.py": "the catalogue",
            "tenancy/once.py": "a line of the queue by its number, reads nothing",
            "outside/outgoing.py": "the number of a transaction and what became of it, reads no row",
            "tenancy/sealing/closing.py": "hashes lines of the log, shows none",
            "tenancy/sealing/mentioning.py": "numbers of records that sealed lines speak of, shows none",
            "tenancy/sealing/checking.py": "compares lines of the log with their hashes, shows none",
            "identity/evidence.py": "the catalogue",
            "tenancy/looks.py": "asks the log through its function",
            "privacy/retention/written_once.py": "ages out logs through their functions, reads no row",
            "identity/mine.py": "names of organisations a person belongs to, and their own membership, noted",
            "grants/why.py": "who may see a record: members and their rights, no record",
            "crm/imports/twins.py": "ids of likely twins, no facts",
            "crm/imports/statistics.py": "has tables analysed, reads no row",
            "crm/imports/loading.py": "next ids, and inserts noted in the Access",
            "grants/rights.py": "reads rights, which hold nothing of a person",
            "grants/staff.py": "changes the role, reads no row",
            "crm/records/tally.py": "numbers only",
            "api/knock.py": "asks whose key it is, reads nothing of a person",
            "api/limits.py": "numbers of calls only",
            "console/lockbox/hand.py": "the one door of D8: as a box's role, each row noted in the customer's log",
            "console/lockbox/catalogue.py": "the catalogue, sessions, and the box that is emptied",
            "console/lockbox/opening.py": "hands columns to a box, reads no row",
            "privacy/leaving/numbers.py": "sets from where new rows are counted, reads no row",
            "server/migrating.py": "says how long to wait for a table, reads no row",
            "backup/one_instance.py": "puts the rows of one instance back, bound to it by the fence, and shows none",
        },
    ),
    "raw instances": (r"\.raw\(", {"audit/raw.py": "the gate for raw SQL"}),
    "mail past the gate": (
        r"(?<!def )(?<!self\.)\bsend_mail\(|EmailMessage\(|smtplib|EmailMultiAlternatives\(",
        {"outside/": "the gate"},
    ),
    "HTTP past the gate": (
        r"^\s*(import|from) (requests|httpx|urllib\.request|http\.client|aiohttp)\b",
        {"outside/": "the gate", "server/": "asks our own server whether it is ready"},
    ),
    "rows past the manager": (r"_default_manager|_base_manager|objects\.db_manager", {}),
}


def found(pattern: str) -> dict[str, int]:
    """Path below kept/ to the number of hits, tests left out."""
    hits = {}
    for path in sorted(ROOT.rglob("*.py")):
        relative = str(path.relative_to(ROOT))
        if "/tests/" in relative or "/migrations/" in relative:
            continue
        number = len(re.findall(pattern, path.read_text(), re.MULTILINE))
        if number:
            hits[relative] = number
    return hits


def test_each_way_stands_only_where_it_may() -> None:
    wrong = [
        f"{what} in {path}"
        for what, (pattern, allowed) in WAYS.items()
        for path in found(pattern)
        if not any(path == place or (place.endswith("/") and path.startswith(place)) for place in allowed)
    ]
    assert wrong == []


def test_no_permission_is_kept_that_nothing_uses() -> None:
    pattern, allowed = WAYS["a bare cursor"]
    assert set(allowed) <= set(found(pattern))


def test_a_way_past_the_gate_would_be_found(tmp_path: Path) -> None:
    assert re.findall(WAYS["mail past the gate"][0], "    send_mail('x')")
    assert re.findall(WAYS["HTTP past the gate"][0], "import requests\n", re.MULTILINE)
