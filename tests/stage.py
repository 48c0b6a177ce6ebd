"""Loaded before Django's settings: the tests' own data folder, one a checkout and one a worker, so that no two meet."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

_here = hashlib.sha256(str(Path.cwd()).encode()).hexdigest()[:8]
GROUND = Path(os.environ.get("KEPT_TEST_DATA") or f"{tempfile.gettempdir()}/kept-tests-{os.getuid()}-{_here}")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

os.environ["KEPT_DATA"] = str(GROUND / WORKER)
os.environ["DJANGO_SETTINGS_MODULE"] = "kept.settings"
(GROUND / WORKER / "static").mkdir(parents=True, exist_ok=True)  # where Whitenoise looks
