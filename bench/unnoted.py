"""The product without its request log, to measure what noting a request costs. It exists for the bench alone."""

from __future__ import annotations

from kept.server.wsgi import application
from kept.tracking.keeper import keeper

keeper.listening = False

__all__ = ["application"]
