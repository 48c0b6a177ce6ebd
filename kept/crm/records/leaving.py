"""What the records' own rows do when their instance leaves."""

from __future__ import annotations

from kept.privacy.leaving.shapes import a_dict, before_and_after
from kept.privacy.leaving.travelling import stays, travels

travels("records.operation")
travels("records.change", numbers=("record_id",), data={"values": before_and_after})
travels("records.externalid", numbers=("record_id",))
travels("records.savedview", data={"query": a_dict})
travels("records.tag")
stays("records.tally", because="counted anew as the records come")
