"""The running program knows every measure without anybody importing it."""

from __future__ import annotations

import subprocess
import sys

CODE = (
    "import django; django.setup();"
    "from kept.policy.exemptions import NOT_YET; from kept.policy.keeps import evidence_of;"
    "from kept.policy.register import REGISTER;"
    "print([p.id for p in REGISTER.promises if p.id not in NOT_YET and not evidence_of(p.id)])"
)


def test_no_kept_promise_is_without_its_measure_in_a_fresh_process() -> None:
    answer = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True, timeout=60)
    assert answer.stdout.strip() == "[]"
