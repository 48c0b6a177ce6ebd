"""Loaded before Django's settings: the tests' own data folder, one a checkout, so that two never meet."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

_here = hashlib.sha256(str(Path.cwd()).encode()).hexdigest()[:8]
os.environ["KEPT_DATA"] = (
    os.environ.get("KEPT_TEST_DATA") or f"{tempfile.gettempdir()}/kept-tests-{os.getuid()}-{_here}"
)
os.environ["DJANGO_SETTINGS_MODULE"] = "kept.settings"
(Path(os.environ["KEPT_DATA"]) / "static").mkdir(parents=True, exist_ok=True)  # where Whitenoise looks
