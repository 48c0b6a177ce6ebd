"""The rows of requests: the request, its steps, what is to be read through, who is told, and an instance's own office."""

from __future__ import annotations

from kept.privacy.requests.office import Office
from kept.privacy.requests.request import DataSubjectRequest
from kept.privacy.requests.review import Review
from kept.privacy.requests.step import Step
from kept.privacy.requests.told_on import ToldOn

__all__ = ["DataSubjectRequest", "Office", "Review", "Step", "ToldOn"]
