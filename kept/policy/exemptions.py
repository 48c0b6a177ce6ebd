"""The promises not yet kept, each with what is missing. The one such list; it may only shrink.

The notice says of each of these, in words, that it is not built yet. Taking an id out of the list is a claim that
code keeps the promise, a test proves it, and MOST goes down with it.
"""

from __future__ import annotations

NOT_YET: dict[str, str] = {}

MOST = 0  # how long the list may be. Lower it with every promise that is kept; never raise it.
