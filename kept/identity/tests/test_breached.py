"""A password that is known from a breach is refused; the list is searched on this machine and never loaded."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kept.identity.breached import found_in
from kept.outside.configuration import password_settings

pytestmark = pytest.mark.promise("D7")


def a_list(folder: Path, passwords: list[str], ending: str = "\n") -> Path:
    digests = sorted(hashlib.sha1(word.encode()).hexdigest().upper() for word in passwords)  # noqa: S324
    path = folder / "breached.txt"
    path.write_bytes("".join(f"{digest}:{7**place % 99991}{ending}" for place, digest in enumerate(digests)).encode())
    return path


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("size", [0, 1, 2, 3, 10, 2000])
def test_each_of_the_list_is_found_and_no_other(tmp_path: Path, size: int, ending: str) -> None:
    words = [f"correct horse {number}" for number in range(size)]
    path = a_list(tmp_path, words, ending)
    for word in random.sample(words, min(size, 300)) + words[:1] + words[-1:]:
        assert found_in(path, word)
    for number in range(300):
        assert not found_in(path, f"another {number}")


def test_a_list_that_is_not_in_order_would_not_be_searched_right(tmp_path: Path) -> None:
    path = a_list(tmp_path, [f"correct horse {number}" for number in range(2000)])
    path.write_bytes(b"".join(reversed(path.read_bytes().splitlines(keepends=True))))
    assert not all(found_in(path, f"correct horse {number}") for number in range(100))


def test_a_breached_password_is_refused_with_a_sentence(tmp_path: Path, settings: Any) -> None:
    settings.PASSWORDS = {"breached": str(a_list(tmp_path, ["Our grandmother bakes on Sundays"]))}
    with pytest.raises(ValidationError, match="known from a breach"):
        validate_password("Our grandmother bakes on Sundays")
    validate_password("Our grandfather sleeps on Sundays")


def test_a_list_that_is_not_there_is_told_at_the_start(tmp_path: Path, monkeypatch: Any) -> None:
    config = tmp_path / "kept.toml"
    config.write_text('[passwords]\nbreached = "/nowhere/breached.txt"\n')
    monkeypatch.setenv("KEPT_CONFIG", str(config))
    with pytest.raises(ValueError, match="cannot be read"):
        password_settings()
    config.write_text(f'[passwords]\nbreached = "{a_list(tmp_path, ["one"])}"\n')
    assert password_settings()["breached"].endswith("breached.txt")
