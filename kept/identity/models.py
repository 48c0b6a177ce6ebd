"""User, Membership, Invitation, ApiKey, Session, Attempt."""

from __future__ import annotations

from kept.identity.attempts import Attempt
from kept.identity.keys import ApiKey
from kept.identity.membership import Invitation, Membership
from kept.identity.sessions import Session
from kept.identity.user import User

__all__ = ["ApiKey", "Attempt", "Invitation", "Membership", "Session", "User"]
