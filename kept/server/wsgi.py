"""The web application that the server's workers run."""

import contextlib
import multiprocessing
import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from kept.server.leash import die_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.settings")
server = multiprocessing.parent_process()
if server and server.pid:
    die_with(server.pid)
application = get_wsgi_application()
if os.environ.get("KEPT_PROXY") == "1":
    # Only what comes from this machine may say for whom and how it was asked.
    application = wrap_wsgi_with_proxy_headers(application, ["127.0.0.1", "::1"])
if os.environ.get("KEPT_READY_PIPE"):
    # Whoever is relieved by us may go now.
    with contextlib.suppress(OSError):
        os.write(int(os.environ["KEPT_READY_PIPE"]), os.getpid().to_bytes(8, "big"))
