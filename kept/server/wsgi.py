"""The web application that the server's workers run."""

import io
import multiprocessing
import os
import signal
import sys
from typing import Any

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from kept.server.leash import die_with
from kept.server.listening import leaving, stands
from kept.server.turns import Turns
from kept.server.untold import reading_untold
from kept.tracking.turned import no_turn


def warm(door: Any) -> None:
    """Ask ourselves for a page before anybody does: addresses and templates are read when they are needed first."""
    asked = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/status", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.version": (1, 0), "wsgi.multithread": True,
        "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    b"".join(door(asked, lambda *_: None))


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.settings")
server = multiprocessing.parent_process()
if server and server.pid:
    # Until granian sets its own, a word to end would fall upon its parent's handler, and be lost.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    die_with(server.pid)
application: Any = reading_untold(get_wsgi_application())
if turns := os.environ.get("KEPT_TURNS"):
    application = Turns(application, int(turns), leaving=leaving, noted=no_turn)
if os.environ.get("KEPT_PROXY") == "1":
    # Only what comes from this machine may say for whom and how it was asked.
    application = wrap_wsgi_with_proxy_headers(application, ["127.0.0.1", "::1"])
if os.environ.get("KEPT_SERVING") == "web":
    warm(application)
    stands()
