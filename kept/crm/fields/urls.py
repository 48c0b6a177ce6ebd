"""Addresses of the instance's vocabulary."""

from __future__ import annotations

from django.urls import path

from kept.crm.fields import pages_fields, pages_instance, pages_lists, pages_tags

app_name = "settings"
urlpatterns = [
    path("", pages_fields.settings, name="home"),
    path("instance/", pages_instance.instance, name="instance"),
    path("fields/", pages_fields.fields, name="fields"),
    path("fields/<int:id>/", pages_fields.field, name="field"),
    path("fields/<int:id>/move/", pages_fields.move, name="field-move"),
    path("fields/<int:id>/retire/", pages_fields.retire, name="field-retire"),
    path("fields/<int:id>/restore/", pages_fields.restore, name="field-restore"),
    path("lists/", pages_lists.lists, name="lists"),
    path("lists/values/<int:id>/", pages_lists.item, name="item"),
    path("lists/values/<int:id>/move/", pages_lists.move, name="item-move"),
    path("lists/values/<int:id>/retire/", pages_lists.retire, name="item-retire"),
    path("lists/values/<int:id>/restore/", pages_lists.restore, name="item-restore"),
    path("lists/<slug:name>/", pages_lists.one_list, name="list"),
    path("tags/", pages_tags.tags, name="tags"),
    path("tags/<int:id>/", pages_tags.tag, name="tag"),
    path("tags/<int:id>/remove/", pages_tags.remove, name="tag-remove"),
]
