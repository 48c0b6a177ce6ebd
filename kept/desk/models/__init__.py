"""The rows of the desk: who wrote or called, how, what was said, what they wish for, and when we meet."""

from __future__ import annotations

from kept.desk.models.appointments import Appointment
from kept.desk.models.calls import CallBack
from kept.desk.models.chats import Chat
from kept.desk.models.ideas import Idea, IdeaStep, Suggestion, Vote
from kept.desk.models.people import ContactPoint, Correspondent, Photo
from kept.desk.models.threads import Attachment, Message, Thread

__all__ = [
    "Appointment",
    "Attachment",
    "CallBack",
    "Chat",
    "ContactPoint",
    "Correspondent",
    "Idea",
    "IdeaStep",
    "Message",
    "Photo",
    "Suggestion",
    "Thread",
    "Vote",
]
