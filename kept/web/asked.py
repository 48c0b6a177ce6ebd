"""What is no question to us at all: asked of another host than ours, or in a manner that no page knows. D9."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

Answer = Callable[[HttpRequest], HttpResponse]
OF_PAGES = ("GET", "HEAD", "POST", "OPTIONS")


class Asked:
    """Middleware. A name of somebody else that leads to our address is how a foreign page would reach a server behind
    a wall or on a laptop (DNS rebinding), so every page asks for the host, not only those that write it somewhere."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info not in settings.PATHS_WITHOUT_DATABASE:  # watchers ask for these by any address
            request.get_host()  # raises DisallowedHost: a page that says 400
        programs = request.path_info.startswith(settings.PATHS_OF_PROGRAMS)  # their doors know their own methods
        if request.method not in OF_PAGES and not programs:
            return HttpResponseNotAllowed(OF_PAGES)
        return self.get_response(request)
