"""Showing a file without trusting it: images are painted anew without their hidden facts, text is cut and escaped."""

from __future__ import annotations

import io
from collections.abc import Iterable

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 60_000_000
SIDE = 1600  # pixels
SMALL = 160
TEXT_SHOWN = 200_000  # bytes


def picture(data: bytes, side: int = SIDE) -> tuple[bytes, str] | None:
    """An image painted anew, at most `side` wide and high, turned upright, without EXIF: (bytes, media type) or None."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            image.draft("RGB", (side, side))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((side, side))
            clear = upright.mode in ("RGBA", "LA", "P", "PA")
            fresh = upright.convert("RGBA" if clear else "RGB")
            bare = Image.new(fresh.mode, fresh.size)
            bare.paste(fresh)
            out = io.BytesIO()
            bare.save(out, "PNG" if clear else "JPEG", **({} if clear else {"quality": 85}))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return out.getvalue(), "image/png" if clear else "image/jpeg"


def words(chunks: Iterable[bytes]) -> tuple[str, bool]:
    """The beginning of a text, and whether there is more."""
    data = b""
    for run in chunks:
        data += run
        if len(data) > TEXT_SHOWN:
            break
    shown = data[:TEXT_SHOWN]
    for encoding in ("utf-8-sig", "cp1250"):
        try:
            return shown.decode(encoding, "strict" if len(data) <= TEXT_SHOWN else "ignore"), len(data) > TEXT_SHOWN
        except UnicodeDecodeError:
            continue
    return shown.decode("latin-1"), len(data) > TEXT_SHOWN
