"""What imports do when their instance leaves: what they made goes with the records, the files wait here only for days."""

from __future__ import annotations

from kept.privacy.leaving.shapes import a_dict
from kept.privacy.leaving.travelling import stays, travels

stays("imports.import", because="the file of an import is kept for days only; what it made is in the history")
travels("imports.mapping", data={"mapping": a_dict})
