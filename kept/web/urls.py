"""The development pages. Mounted under /dev/; every one is absent unless DEBUG_PAGES is on."""

from __future__ import annotations

from django.urls import path

from kept.web import components

app_name = "dev"

urlpatterns = [
    path("components", components.every_part, name="components"),
    path("list", components.a_list, name="list"),
    path("record", components.a_record, name="record"),
    path("sheet", components.a_sheet, name="sheet"),
    path("cell/<slug:column>/", components.a_cell, name="cell"),
    path("palette", components.a_palette, name="palette"),
    path("said", components.said, name="said"),
    path("work/<int:done>/", components.some_work, name="work"),
    path("width", components.a_width, name="width"),
    path("ask", components.an_ask, name="ask"),
    path("refused", components.refused, name="refused"),
    path("errors/<int:status>", components.an_error, name="error"),
]
