"""The web application that the server's workers run."""

import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from kept.server.leash import die_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.settings")
server = multiprocessing.parent_process()
if server and server.pid:
    die_with(server.pid)
application = get_wsgi_application()
