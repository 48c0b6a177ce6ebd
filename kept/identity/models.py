"""User, Membership, Invitation, ApiKey."""

from __future__ import annotations

from kept.identity.keys import ApiKey
from kept.identity.membership import Invitation, Membership
from kept.identity.user import User

__all__ = ["ApiKey", "Invitation", "Membership", "User"]
