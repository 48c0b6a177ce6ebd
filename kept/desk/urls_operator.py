"""Addresses for the operator's staff, below /operator/desk/."""

from __future__ import annotations

from django.urls import path

from kept.desk import pages_calls, pages_inbox, pages_meeting, pages_our_ideas, pages_people, pages_thread

app_name = "desk_operator"

urlpatterns = [
    path("", pages_inbox.inbox, name="inbox"),
    path("new/", pages_inbox.new, name="new"),
    path("caller/", pages_inbox.caller, name="caller"),
    path("calls/", pages_calls.calls, name="calls"),
    path("calls/<int:id>/called/", pages_calls.called, name="called"),
    path("calls/<int:id>/not-reached/", pages_calls.not_reached, name="not_reached"),
    path("calls/<int:id>/drop/", pages_calls.drop, name="drop"),
    path("calls/<int:id>/back/", pages_calls.back, name="back"),
    path("meetings/", pages_meeting.listed, name="meetings"),
    path("meetings/<int:id>/move/", pages_meeting.move, name="meeting_move"),
    path("meetings/<int:id>/call-off/", pages_meeting.call_off, name="meeting_call_off"),
    path("<int:id>/meet/", pages_meeting.arrange, name="meet"),
    path("live/", pages_inbox.live, name="live"),
    path("ideas/", pages_our_ideas.listed, name="ideas"),
    path("ideas/new/", pages_our_ideas.new, name="idea_new"),
    path("ideas/join/", pages_our_ideas.join, name="idea_join"),
    path("ideas/<int:id>/", pages_our_ideas.one, name="idea"),
    path("ideas/<int:id>/edit/", pages_our_ideas.edit, name="idea_edit"),
    path("ideas/<int:id>/publish/", pages_our_ideas.publish, name="idea_publish"),
    path("ideas/<int:id>/hide/", pages_our_ideas.hide, name="idea_hide"),
    path("ideas/<int:id>/move/", pages_our_ideas.move, name="idea_move"),
    path("files/<int:id>/", pages_thread.attachment, name="attachment"),
    path("people/<int:id>/", pages_people.person, name="person"),
    path("people/<int:id>/name/", pages_people.name, name="name"),
    path("people/<int:id>/ways/", pages_people.add, name="add"),
    path("people/<int:id>/ways/<int:point>/remove/", pages_people.forget, name="forget"),
    path("people/<int:id>/take-back/", pages_people.take_back, name="take_back"),
    path("people/<int:id>/photo/", pages_people.photo, name="photo"),
    path("people/<int:id>/user/", pages_people.link, name="link"),
    path("people/<int:id>/merge/", pages_people.merge, name="merge"),
    path("<int:id>/", pages_thread.thread, name="thread"),
    path("<int:id>/more/", pages_thread.more, name="more"),
    path("<int:id>/end-chat/", pages_thread.end_chat, name="end_chat"),
    path("<int:id>/answer/", pages_thread.answer, name="answer"),
    path("<int:id>/assign/", pages_thread.assign, name="assign"),
    path("<int:id>/state/<str:what>/", pages_thread.state, name="state"),
]
