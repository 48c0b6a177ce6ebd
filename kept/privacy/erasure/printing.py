"""A copy as a PDF that a screen reader can read (PDF/UA), where the libraries to make one are there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from kept.privacy.erasure import readable

MOST = 50  # rows a kind: the page and the data have all of them


class Nowhere(Exception):
    """A page asked for something from elsewhere. Ours do not."""


def files(copy: Any) -> Iterator[tuple[str, bytes]]:
    """The PDF; or a line that says why there is none."""
    made = pdf(readable.page(copy, MOST))
    if made is None:
        words = _("No PDF could be made here. Open copy.html and print it.")
        yield "no-pdf.txt", f"{words}\n".encode()
    else:
        yield "copy.pdf", made


def pdf(html: str) -> bytes | None:
    """A page as PDF/UA, or None where the libraries are missing."""
    try:
        from weasyprint import HTML  # type: ignore[import-untyped]
    except (ImportError, OSError):  # the package is there, and the Debian libraries it draws with are not
        return None
    made: bytes = HTML(string=html, url_fetcher=_nothing).write_pdf(pdf_variant="pdf/ua-1")
    return made


def _nothing(url: str, *args: Any, **options: Any) -> Any:
    raise Nowhere(url)
