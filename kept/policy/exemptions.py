"""The promises not yet kept, each with what is missing. The one such list; it may only shrink.

The notice says of each of these, in words, that it is not built yet. Taking an id out of the list is a claim that
code keeps the promise, a test proves it, and MOST goes down with it.
"""

from __future__ import annotations

NOT_YET: dict[str, str] = {
    "C4": "not built yet: device families noted at sign-in and visit",
    "C6": "not built yet: pixel marks and the consent they wait for",
    "C7": "not built yet: the request log with its scrubbing and its term",
    "C8": "not built yet: chat, the idea maker and appointments for web conferences; the other channels come to the desk",
    "U3": "not built yet: service announcements",
    "U4": "not built yet: operating statistics without a person in them",
    "U5": "not built yet: answers by e-mail to chat and ideas",
    "S2": "not built yet: legal disclosures reviewed by a second person",
    "S3": "not built yet: statistics that suppress small groups",
    "R3": "not built yet: telling recipients of a correction by itself; today the officer sees whom to tell, and does",
    "D1": "not built yet: files in a store under contract",
    "D2": "not built yet: TLS on every way in and out",
    "D6": "not built yet: undertakings and reviews of staff access",
    "D8": "not built yet: the lockbox",
    "D9": "not built yet: limits on attempts, sessions that can be ended, the status page",
}

MOST = 15  # how long the list may be. Lower it with every promise that is kept; never raise it.
