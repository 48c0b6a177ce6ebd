"""What lies in the vault cannot be read, changed, swapped or cut without its being noticed, and ends with its day."""

from __future__ import annotations

import os
import secrets
from datetime import date
from pathlib import Path

import pytest

from kept.backup.ageing import age_out
from kept.backup.depot import Folder, Missing
from kept.backup.packing import packed, unpacked
from kept.backup.places import vault_in
from kept.backup.ring import KeyGone, OneRoot, WrongKey
from kept.backup.vault import Vault
from kept.outside.keys_roots import FileRoot
from kept.outside.sealing import Damaged

DAY = date(2026, 11, 22)
MARKER = b"Ludmila Zelena, 777 123 456"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return vault_in(tmp_path / "depot", tmp_path / "ring", b"k" * 32)


def there(vault: Vault, name: str) -> Path:
    root = vault.depot.root  # type: ignore[attr-defined]
    return Path(root) / "days" / DAY.isoformat() / name


@pytest.mark.promise("D4")
@pytest.mark.parametrize("size", [0, 1, 1 << 16, 3 << 20])
def test_what_is_put_comes_back_and_stands_nowhere_in_the_clear(vault: Vault, size: int) -> None:
    plain = MARKER + secrets.token_bytes(size) + MARKER
    vault.put(DAY, "base-1", [plain[:7], plain[7:]])
    assert b"".join(vault.get(DAY, "base-1")) == plain
    assert MARKER not in there(vault, "base-1").read_bytes()


@pytest.mark.promise("D4")
@pytest.mark.parametrize("place", [0, 20, 5000, -1])
def test_a_flipped_bit_is_refused(vault: Vault, place: int) -> None:
    vault.put(DAY, "base-1", [secrets.token_bytes(200_000)])
    sealed = bytearray(there(vault, "base-1").read_bytes())
    sealed[place] ^= 1
    there(vault, "base-1").write_bytes(sealed)
    with pytest.raises(Damaged):
        list(vault.get(DAY, "base-1"))


@pytest.mark.promise("D4")
def test_a_cut_a_swap_and_another_days_copy_are_refused(vault: Vault) -> None:
    vault.put(DAY, "log-1", [b"first" * 50_000])
    vault.put(DAY, "log-2", [b"second" * 50_000])
    first = there(vault, "log-1").read_bytes()
    for wrong in (first[:-1], first[:60], there(vault, "log-2").read_bytes(), first + first[-100:]):
        there(vault, "log-1").write_bytes(wrong)
        with pytest.raises(Damaged):
            list(vault.get(DAY, "log-1"))
    there(vault, "log-1").write_bytes(first)
    assert b"".join(vault.get(DAY, "log-1")) == b"first" * 50_000, (
        "the question is one that the whole bytes answer well"
    )


@pytest.mark.promise("D4")
def test_another_root_key_opens_nothing_and_says_so(vault: Vault, tmp_path: Path) -> None:
    vault.put(DAY, "base-1", [MARKER])
    stranger = vault_in(tmp_path / "depot", tmp_path / "ring", b"x" * 32)
    with pytest.raises(WrongKey, match="operator's key does not open"):
        stranger.get(DAY, "base-1")


@pytest.mark.promise("D4")
def test_a_day_whose_key_is_gone_cannot_be_read_though_its_bytes_linger(vault: Vault) -> None:
    vault.put(DAY, "base-1", [MARKER])
    kept = there(vault, "base-1").read_bytes()
    age_out(vault, date(2026, 12, 9), 14)
    assert not there(vault, "base-1").exists()
    there(vault, "base-1").parent.mkdir(parents=True)
    there(vault, "base-1").write_bytes(kept)
    with pytest.raises(KeyGone):
        vault.get(DAY, "base-1")


@pytest.mark.promise("D4")
@pytest.mark.parametrize(("today", "left"), [(date(2026, 12, 7), True), (date(2026, 12, 8), False)])
def test_a_day_stays_for_the_whole_history_and_not_a_day_longer(vault: Vault, today: date, left: bool) -> None:
    vault.put(DAY, "base-1", [MARKER])
    age_out(vault, today, 14)
    assert (DAY in vault.ring.days()) is left


def test_a_new_root_key_opens_what_the_old_one_did(vault: Vault, tmp_path: Path) -> None:
    vault.put(DAY, "base-1", [MARKER])
    assert vault.ring.rewrap(OneRoot(FileRoot(b"n" * 32))) == 1
    later = vault_in(tmp_path / "depot", tmp_path / "ring", b"n" * 32)
    assert b"".join(later.get(DAY, "base-1")) == MARKER


def test_what_could_not_be_put_whole_is_not_there(tmp_path: Path) -> None:
    depot = Folder(tmp_path)

    def breaking() -> object:
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        depot.put("days/x", breaking())  # type: ignore[arg-type]
    assert depot.there() == []
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
    with pytest.raises(Missing):
        depot.get("days/x")


def test_what_a_killed_one_left_half_written_is_swept_out(vault: Vault) -> None:
    vault.put(DAY, "base-1", [MARKER])
    there(vault, ".half").write_bytes(b"half")
    age_out(vault, DAY, 14)
    assert not there(vault, ".half").exists()
    assert b"".join(vault.get(DAY, "base-1")) == MARKER


@pytest.mark.parametrize("name", ["../out", "/etc/passwd", "days/../../out", ".hidden", ""])
def test_no_name_leads_out_of_the_depot(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        Folder(tmp_path).put(name, [b"x"])


@pytest.mark.parametrize("plain", [b"", b"a", b"\0" * (5 << 20), os.urandom(3 << 20), b"ab" * (1 << 20)])
def test_packing_changes_nothing(plain: bytes) -> None:
    small = b"".join(packed([plain]))
    assert b"".join(unpacked([small[:3], small[3:]])) == plain
