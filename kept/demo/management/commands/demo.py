"""`bin/kept demo`: make the demo world once, and tell its logins."""

from __future__ import annotations

import json
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kept.demo import world
from kept.policy.doors import allow


@allow("operator")
class Command(BaseCommand):
    """Two instances with a cast of people and a year of life."""

    help = "Make the demo world when it is not there, and tell its logins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="make it when it is not there")
        parser.add_argument("--json", action="store_true", help="tell it for programs")
        parser.add_argument("--address", default=f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")

    def handle(self, *args: Any, **options: Any) -> None:
        told = world.make() if options["once"] and not world.exists() else world.tell()
        told["address"] = options["address"]
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        for user in [*told["users"], *told.get("staff", ())]:
            self.stdout.write(f"  {user['email']:28} {user['password']:34} {user['what']}")
