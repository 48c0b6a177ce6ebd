"""Run: one passage over everything that is due. Hold: why a row stays although its time is over. Rule, Batch: an instance's own periods."""

from __future__ import annotations

from kept.privacy.retention.holds import Hold
from kept.privacy.retention.rules import Batch, Rule
from kept.privacy.retention.runs import Emptied, Run

__all__ = ["Batch", "Emptied", "Hold", "Rule", "Run"]
