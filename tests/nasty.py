"""Nasty input: what comes in when nobody means well, or a program has gone mad. Seeded, so that a finding comes again."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[1] / "kept"

TEXTS = (
    "", " ", "\x00", "a\x00b", "\x01\x08\x1b[31m", "\r\nSet-Cookie: a=b", "\u202egnp.exe", "שלום عليكم", "👩‍👩‍👧‍👦" * 40, "e\u0301" * 300,
    "\ufffe\uffff", "\ufeff", "²", "٣", "Ⅷ", "१२३", "１２", "0", "-1", "-0", "+1", "1e5", "1e400", "1E-400", "1e-999999999", "9" * 18, "9" * 19,
    "9" * 40, "9" * 5000, "9223372036854775807", "9223372036854775808", "-9223372036854775809", "2147483648", "NaN", "sNaN", "Infinity",
    "-Infinity", "0x10", "1_000", "1,5", "1.2.3", "1 000", "0001-01-01", "1000-01-01", "9999-12-31", "9999-12-31T23:59:59.999999-12:00", "0001-01-01T00:00:00+14:00",
    "2026-02-30", "2026-13-01", "31.12.9999", "10000-01-01", "2026-11-22T25:00", "2026-03-29T02:30", "24:00", "99:99", "14:30:00.5+25:00",
    "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "' OR 1=1 --", "'; DROP TABLE contacts_contact; --", "\\", "\\\\%", "%", "_", "%s", "%(a)s", "{}", "{0}",
    "$1", "a|b|c", "|", "||", ":", "::", "*", "(", "[", "a{1000000}", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)", "{{ 7*7 }}", "{% debug %}", "${jndi:ldap://x}", "../../etc/passwd", "file:///etc/passwd", "null", "undefined", "true", "None",
    "[]", "me", "a@b", "a@b.c" * 60, "ß" * 260, "ﷺ" * 300, "İ" * 400, "x" * 251, "x" * 100_001, "#" * 81, ",".join("abcdefgh"), "," * 3000,
)  # fmt: skip
LONE = "\ud800"  # half a character: it comes by JSON, and no database takes it
THINGS: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 1e308, -1e308, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), 2**64 - 1, [], {}, [[]], [None], [{}], {"id": None}, {"id": "x"}, {"id": -1},
    {"id": 2**63}, {"id": {"id": 1}}, {"id": [1]}, [1, "a", None, {}], {"a": {"b": {"c": {}}}}, {"": ""}, {"\x00": 1}, ["\x00"], ["x" * 300], list(range(3000)),
)  # fmt: skip
WRONG_BODIES = (
    b"", b" ", b"null", b"[]", b"1", b'"a"', b"{", b"}", b"{'a': 1}", b'{"a":1,}', b'{"a":NaN}', b"\xff\xfe", b"\xef\xbb\xbf{}", b"\x00", b"<a/>",
    b"a=b", b'{"lastName":"\xff"}', b'{"lastName":"\\ud800"}', b'{"\\ud800":1}', b'{"a":1e999}', b"[" * 3000, b'{"a":' * 2000 + b"1" + b"}" * 2000,
    b'{"lastName":"a","lastName":"b"}', b'{"lastName":' + b"9" * 5000 + b"}",
)  # fmt: skip
TYPES = (
    "application/json",
    "text/plain",
    "application/xml",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "",
    "x/\x00".replace("\x00", "y"),
)


def parameters() -> list[str]:
    """Every name that our code takes from an address or a form, read from the code."""
    asked = re.compile(r"""(?:GET|POST|query|data)(?:\.(?:get|getlist)\(|\[)["'](\w+)["']""")
    return sorted({name for path in ROOT.rglob("*.py") for name in asked.findall(path.read_text())})


def text(random: Random) -> str:
    """A text that was not expected."""
    one = random.choice(TEXTS)
    return one if random.random() < 0.8 else one[:2000] + random.choice(TEXTS)[:2000]


def thing(random: Random) -> Any:
    """A value of JSON that was not expected."""
    return deepcopy(random.choice(THINGS)) if random.random() < 0.5 else text(random)
