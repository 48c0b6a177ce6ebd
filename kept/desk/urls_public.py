"""Addresses for anybody."""

from __future__ import annotations

from django.urls import path

from kept.desk import pages, pages_chat, pages_ideas

app_name = "desk"
CHAT = "chat/<str:ref>/<str:secret>/"

urlpatterns = [
    path("call-back/", pages.call_back, name="call_back"),
    path("contact/", pages.contact, name="contact"),
    path("chat/", pages_chat.begin, name="chat"),
    path(CHAT, pages_chat.talk, name="chat_talk"),
    path(f"{CHAT}more/", pages_chat.more, name="chat_more"),
    path(f"{CHAT}say/", pages_chat.say, name="chat_say"),
    path(f"{CHAT}end/", pages_chat.end, name="chat_end"),
    path(f"{CHAT}email/", pages_chat.leave_email, name="chat_email"),
    path("ideas/", pages_ideas.listed, name="ideas"),
    path("ideas/new/", pages_ideas.leave, name="idea_leave"),
    path("ideas/quiet/<str:token>/", pages_ideas.quiet, name="idea_quiet"),
    path("ideas/<int:id>/", pages_ideas.one, name="idea"),
    path("ideas/<int:id>/vote/", pages_ideas.vote, name="idea_vote"),
]
