"""Correspondent, ContactPoint, Thread, Message, Attachment, CallBack: who wrote or called, how, and what was said."""

from __future__ import annotations

from kept.desk.models.calls import CallBack
from kept.desk.models.people import ContactPoint, Correspondent, Photo
from kept.desk.models.threads import Attachment, Message, Thread

__all__ = ["Attachment", "CallBack", "ContactPoint", "Correspondent", "Message", "Photo", "Thread"]
