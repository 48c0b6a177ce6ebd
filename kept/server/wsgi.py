"""The web application that the server's workers run."""

import os

from django.core.wsgi import get_wsgi_application

from kept.server.leash import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.settings")
if os.environ.get("KEPT_SERVING") == "web":
    die_with_parent()
application = get_wsgi_application()
