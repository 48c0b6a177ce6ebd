"""A register that was written down is read back the same, to the last term."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kept.policy.controller import in_force
from kept.policy.difference import difference
from kept.policy.register import REGISTER
from kept.policy.written import Unreadable, digest, read_back, written


@pytest.mark.promise("A1")
def test_a_register_is_read_back_as_it_was_written() -> None:
    for register in (REGISTER, in_force()):
        again = read_back(json.loads(json.dumps(written(register))))
        assert again == register
        assert difference(register, again) == []
        assert digest(again) == digest(register)


def test_the_number_of_a_version_is_no_difference_and_a_promise_is() -> None:
    assert digest(replace(REGISTER, version=7)) == digest(REGISTER)
    assert digest(replace(REGISTER, promises=REGISTER.promises[1:])) != digest(REGISTER)


def test_a_part_that_the_program_does_not_know_is_refused() -> None:
    said = written(REGISTER)
    said["promises"][0]["colour"] = "green"
    with pytest.raises(Unreadable):
        read_back(said)
