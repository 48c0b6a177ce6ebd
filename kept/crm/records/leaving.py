"""What the records' own rows do when their instance leaves."""

from __future__ import annotations

from collections.abc import Iterator

from kept.crm.records.history import Change
from kept.privacy.leaving.shapes import NO_CHANGE, a_dict, before_and_after, from_another
from kept.privacy.leaving.travelling import Row, stays, travels


def wrong(row: Row) -> Iterator[str]:
    """Only a merge says from which record, where any other change says what was and what is."""
    if from_another(row["values"]) and row["act"] != Change.MERGED:
        yield f"values: {NO_CHANGE}"


travels("records.operation")
travels("records.change", numbers=("record_id",), data={"values": before_and_after}, wrong=wrong)
travels("records.externalid", numbers=("record_id",))
travels("records.savedview", data={"query": a_dict})
travels("records.tag")
stays("records.tally", because="counted anew as the records come")
