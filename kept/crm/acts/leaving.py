"""What long acts do when their instance leaves: what they changed is in the history, which goes along."""

from __future__ import annotations

from kept.privacy.leaving.travelling import stays

stays("acts.longact", because="how far an act has come; what it changed is in the history")
