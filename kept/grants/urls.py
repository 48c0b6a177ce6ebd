"""Addresses of people and rights, below an instance."""

from __future__ import annotations

from django.urls import path

from kept.grants.pages import keys, people, place, places, why

app_name = "members"
urlpatterns = [
    path("members/", people.people, name="people"),
    path("members/invite/", people.invite_one, name="invite"),
    path("members/invitations/<int:id>/withdraw/", people.withdraw, name="withdraw"),
    path("members/roles/", places.roles, name="roles"),
    path("members/why/", why.why, name="why"),
    path("members/groups/", places.places, {"kind": "groups"}, name="groups"),
    path("members/groups/add/", places.add, {"kind": "groups"}, name="groups-add"),
    path("members/groups/<int:id>/drop/", places.drop, {"kind": "groups"}, name="groups-drop"),
    path("members/levels/", places.places, {"kind": "levels"}, name="levels"),
    path("members/levels/add/", places.add, {"kind": "levels"}, name="levels-add"),
    path("members/levels/<int:id>/drop/", places.drop, {"kind": "levels"}, name="levels-drop"),
    path("members/groups/<int:id>/", place.place, {"kind": "groups"}, name="group"),
    path("members/groups/<int:id>/people/", place.people, {"kind": "groups"}, name="group-people"),
    path("members/groups/<int:id>/grants/", place.grant, name="group-grant"),
    path("members/groups/<int:id>/grants/<int:grant>/drop/", place.drop_grant, name="group-grant-drop"),
    path("members/levels/<int:id>/", place.place, {"kind": "levels"}, name="level"),
    path("members/levels/<int:id>/people/", place.people, {"kind": "levels"}, name="level-people"),
    path("members/<int:id>/", people.person, name="person"),
    path("members/<int:id>/role/", people.role, name="role"),
    path("members/<int:id>/leave/", people.leave, name="leave"),
    path("members/<int:id>/return/", people.come_back, name="return"),
    path("members/<int:id>/places/", people.place, name="places"),
    path("members/<int:id>/grants/", people.grant, name="grant"),
    path("members/<int:id>/grants/<int:grant>/drop/", people.drop_grant, name="grant-drop"),
    path("profile/keys/", keys.keys, name="keys"),
    path("profile/keys/<int:id>/revoke/", keys.revoke, name="keys-revoke"),
]
