"""The kind of a device, as families and versions: "Firefox 132 · Windows 11", never the raw text that a browser sends (C4)."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest
from ua_parser import parse

from kept.policy.keeps import keeps


@keeps("C4")
def device_of(request: HttpRequest) -> str:
    """Browser and system of a request, with their versions; empty when it tells neither."""
    told = parse(request.META.get("HTTP_USER_AGENT", "")[:400])
    browser, system = told.user_agent, told.os
    parts = [
        f"{browser.family} {browser.major or ''}".strip() if browser else "",
        f"{system.family} {system.major or ''}".strip() if system else "",
    ]
    return " · ".join(part for part in parts if part)[:80]


def network_of(ip: str) -> str:
    """The network an address belongs to: what an attacker cannot change at will."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    prefix = 64 if address.version == 6 else 32
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))
