"""What a file is, by what stands in it and never by its name; and the short list of kinds that are taken."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import BinaryIO

HEAD = 4096  # bytes looked at
NAMES = 5000  # entries of an archive looked at


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type, its usual endings, and how it can be shown."""

    media: str
    endings: tuple[str, ...]
    shown: str = ""  # image, pdf, text


PDF = Kind("application/pdf", ("pdf",), "pdf")
TEXT = Kind("text/plain", ("txt", "csv", "md", "log", "eml", "ics", "vcf", "json", "xml", "tsv"), "text")
RTF = Kind("application/rtf", ("rtf",))
OLD_OFFICE = Kind("application/x-ole-storage", ("doc", "xls", "ppt", "msg"))
IMAGES = (
    (b"\x89PNG\r\n\x1a\n", Kind("image/png", ("png",), "image")),
    (b"\xff\xd8\xff", Kind("image/jpeg", ("jpg", "jpeg"), "image")),
    (b"GIF87a", Kind("image/gif", ("gif",), "image")),
    (b"GIF89a", Kind("image/gif", ("gif",), "image")),
    (b"II*\x00", Kind("image/tiff", ("tif", "tiff"), "image")),
    (b"MM\x00*", Kind("image/tiff", ("tif", "tiff"), "image")),
)
WEBP = Kind("image/webp", ("webp",), "image")
OPENXML = "application/vnd.openxmlformats-officedocument"
PARTS = {
    "word/": Kind(f"{OPENXML}.wordprocessingml.document", ("docx",)),
    "xl/": Kind(f"{OPENXML}.spreadsheetml.sheet", ("xlsx",)),
    "ppt/": Kind(f"{OPENXML}.presentationml.presentation", ("pptx",)),
}
OPEN_DOCUMENTS = {
    f"application/vnd.oasis.opendocument.{word}": Kind(f"application/vnd.oasis.opendocument.{word}", (ending,))
    for word, ending in (("text", "odt"), ("spreadsheet", "ods"), ("presentation", "odp"))
}
BY_MEDIA = {kind.media: kind for kind in (PDF, TEXT, RTF, OLD_OFFICE, WEBP, *(kind for _head, kind in IMAGES))}


def kind_of(file: BinaryIO) -> Kind | None:
    """What the file is, or None when it is of no kind that is taken. The file is left at its beginning."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    for start, kind in IMAGES:
        if head.startswith(start):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"{\\rtf"):
        return RTF
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLD_OFFICE
    if head.startswith(b"PK\x03\x04"):
        return _document(file)
    return TEXT if is_text(head) else None


def is_text(head: bytes) -> bool:
    """Whether these are letters: no control characters, and UTF-8 or one of the single-byte sets."""
    if not head or head.startswith((b"MZ", b"\x7fELF", b"#!")):
        return False
    return not any(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head)


def _document(file: BinaryIO) -> Kind | None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()[:NAMES]
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return OPEN_DOCUMENTS.get(archive.read("mimetype").decode("ascii", "replace").strip())
            if "[Content_Types].xml" in names and not any(name.endswith("vbaProject.bin") for name in names):
                return next(
                    (kind for part, kind in PARTS.items() if any(name.startswith(part) for name in names)), None
                )
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return None
    finally:
        file.seek(0)
    return None


def fitting_name(name: str, kind: Kind) -> str:
    """The name with an ending that tells the truth: `invoice.pdf.exe` that is a PDF becomes `invoice.pdf.exe.pdf`."""
    name = (
        "".join(sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable()).strip(". ") or "file"
    )
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    name = name if ending in kind.endings else f"{name}.{kind.endings[0]}"
    stem, _dot, ending = name.rpartition(".")
    return f"{stem[: 240 - len(ending)]}.{ending}"
