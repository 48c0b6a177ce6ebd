"""What a browser may do with our pages: nothing from elsewhere, nothing inline, nothing kept of what is private. D9."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

REPORTS = "/reports/csp"  # where browsers tell what they kept off a page
RULES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
DIRECTIVES = frozenset(rule.partition(" ")[0] for rule in RULES)
POLICY = "; ".join((*RULES, "report-to csp", f"report-uri {REPORTS}"))

REFUSED_FEATURES = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid"),
    *("magnetometer", "microphone", "midi", "payment", "serial", "usb"),
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Reporting-Endpoints": f'csp="{REPORTS}"',
    "Server": "kept",  # not what it is made of
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in REFUSED_FEATURES),
}

TWO_YEARS = 63_072_000


class HeadersMiddleware:
    """Puts the headers on every answer. A view that says `Cache-Control` itself, as static files do, keeps its own."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        if request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", f"max-age={TWO_YEARS}; includeSubDomains")
        return response
