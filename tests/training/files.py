"""Files to hand in, made part by part: what is in them is known."""

import struct
import zlib

SECRET = b"52.0907N 5.1214E"
"""What a phone writes beside a photo, and nobody should get."""


def png(*, places: bytes = b"", shade: int = 128) -> bytes:
    """Return a picture of one grey pixel; ``places`` are further parts, such as ``png_part(b"tEXt", ...)``."""
    head = png_part(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    lines = png_part(b"IDAT", zlib.compress(bytes([0, shade])))
    return b"\x89PNG\r\n\x1a\n" + head + places + lines + png_part(b"IEND", b"")


def png_part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def jpeg(*parts: bytes, behind: bytes = b"") -> bytes:
    """Return a JPEG with these parts before its lines; its lines hold bytes that only look like a marker."""
    frame = jpeg_part(0xC0, b"\x08\x00\x01\x00\x01\x01\x01\x11\x00")
    scan = jpeg_part(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + jpeg_part(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0") + b"".join(parts) + frame + scan + (
        b"\xff\xd9" + behind
    )  # fmt: skip


def jpeg_part(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def exif(*, orientation: int = 1, order: str = "<") -> bytes:
    """Return what a camera notes: which side is up, and where the photo was taken."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack(f"{order}HHII", 0x8825, 4, 1, 38)
    tiff = mark + struct.pack(f"{order}IH", 8, 2) + entries + struct.pack(f"{order}I", 0) + SECRET
    return jpeg_part(0xE1, b"Exif\0\0" + tiff)


def pdf(text: bytes = b"Bewijs") -> bytes:
    return b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n% " + text + b"\ntrailer <</Root 1 0 R>>\n%%EOF\n"


HEIC = struct.pack(">I", 24) + b"ftypheic" + b"\0" * 12
PROGRAM = b"MZ\x90\0" + b"\0" * 60
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
WEB_PAGE = b"<!doctype html><script>alert(1)</script>"
