"""Reading what somebody hands in as evidence: what it is by its bytes, and pictures without what they tell of a place.

Nothing is drawn or run here. A picture is copied part by part, and only the parts that make the picture come along:
where and when it was taken, by which phone, a thumbnail or a film behind it do not.

By hand, and not with a library of pictures such as Pillow, for three reasons. Such a library unpacks a picture to write
it anew: what somebody hands in as proof would not be what they took, and a JPEG loses a little each time. Unpacking
bytes of strangers is where a small file that becomes gigabytes does harm, and where decoders have their faults; here
nothing is ever larger than the file. And this leaves out whatever it does not know, instead of what it was told of.
The two formats are a row of parts with a length each (PNG, ISO/IEC 15948; JPEG, ITU-T T.81; Exif, JEITA CP-3451). That
a picture can be drawn is not known here: whoever answers the evidence sees that.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.errors import RuleBroken

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
SUFFIXES = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
"""The kinds that can be handed in, each with the end of the name under which it goes out, whatever it was called."""

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"}
)
JPEG_START, JPEG_END, JPEG_SCAN = b"\xff\xd8", 0xD9, 0xDA
JPEG_COLOURS = (b"JFIF\0", b"ICC_PROFILE\0", b"Adobe")
"""How a part begins that a picture needs to look as it should."""
APPLICATION, COMMENT = range(0xE0, 0xF0), 0xFE
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""What ends the packed lines of a picture: a marker, and not a byte that only looks like one."""
ORIENTATION = 0x0112
UPRIGHT = 1
PDF_END_WITHIN = 2_048
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heif")


@dataclass(frozen=True, slots=True)
class Piece:
    """A file as it is kept: its bytes and what it is."""

    content: bytes
    content_type: str

    @property
    def suffix(self) -> str:
        return SUFFIXES[self.content_type]


class _Damaged(Exception):
    """The bytes begin as a picture and do not go on as one."""


def read_piece(content: bytes) -> Piece:
    """Return a file that can be kept, from the bytes that somebody sent; ``RuleBroken`` for what is none."""
    if not content:
        raise RuleBroken(_("This file is empty. Choose another."), field="file")
    try:
        for begins, kind, copy in READERS:
            if content.startswith(begins):
                return Piece(copy(content), kind)
    except (_Damaged, struct.error, IndexError) as error:
        words = _("This file is damaged and cannot be opened. Save it anew, or take the photo once more.")
        raise RuleBroken(words, field="file") from error
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        words = _("This photo is in HEIC, which not everyone can open. Save it as JPEG, or send a screenshot of it.")
        raise RuleBroken(words, field="file")
    raise RuleBroken(_("Choose a PDF or a photo in JPEG or PNG. This file is something else inside."), field="file")


def _pdf(content: bytes) -> bytes:
    if b"%%EOF" not in content[-PDF_END_WITHIN:]:
        raise _Damaged
    return content


def _png(content: bytes) -> bytes:
    """Copy the parts of a PNG that make the picture; texts, times and Exif stay behind."""
    kept, seen = [PNG_SIGNATURE], []
    for kind, whole in _png_parts(content):
        seen.append(kind)
        if kind in PNG_KEPT:
            kept.append(whole)
    if seen[:1] != [b"IHDR"] or b"IDAT" not in seen or seen[-1] != b"IEND":
        raise _Damaged
    return b"".join(kept)


def _png_parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each part up to and including the last, as its kind and its bytes; what stands behind the picture is left."""
    place = len(PNG_SIGNATURE)
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        whole = content[place : place + 12 + length]
        kind, (checksum,) = whole[4:8], struct.unpack(">I", whole[8 + length :])
        if zlib.crc32(whole[4 : 8 + length]) != checksum:
            raise _Damaged
        yield kind, whole
        if kind == b"IEND":
            return
        place += len(whole)
    raise _Damaged


def _jpeg(content: bytes) -> bytes:
    """Copy the parts of a JPEG that make the picture, and of its Exif only which side is up."""
    kept, place = [JPEG_START], len(JPEG_START)
    while True:
        marker, place = _marker(content, place)
        if marker == JPEG_END:
            return b"".join([*kept, b"\xff\xd9"])
        (length,) = struct.unpack(">H", content[place : place + 2])
        body = content[place + 2 : place + length]
        if len(body) != length - 2:
            raise _Damaged
        kept.append(_kept_of(marker, body))
        place += length
        if marker == JPEG_SCAN:
            found = NEXT_MARKER.search(content, place)
            if found is None:
                raise _Damaged
            kept.append(content[place : found.start()])
            place = found.start()


def _marker(content: bytes, place: int) -> tuple[int, int]:
    """Return the marker that stands here, and the place behind it; it may be preceded by fill bytes."""
    if content[place] != 0xFF:
        raise _Damaged
    while content[place] == 0xFF:
        place += 1
    return content[place], place + 1


def _kept_of(marker: int, body: bytes) -> bytes:
    """Return a part of a JPEG as it is kept: whole, nothing, or a note of which side is up."""
    if body.startswith(b"Exif\0\0") and marker == APPLICATION[1]:
        return _turned(_orientation(body[6:]))
    if marker == COMMENT or (marker in APPLICATION and not body.startswith(JPEG_COLOURS)):
        return b""
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def _orientation(tiff: bytes) -> int:
    """Return which side is up, from 1 to 8, as the camera noted it; upright where it did not."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return UPRIGHT
    try:
        (first,) = struct.unpack(f"{order}I", tiff[4:8])
        (count,) = struct.unpack(f"{order}H", tiff[first : first + 2])
        for number in range(count):
            entry = first + 2 + 12 * number
            tag, _kind, _values, value = struct.unpack(f"{order}HHIH", tiff[entry : entry + 10])
            if tag == ORIENTATION:
                return value if UPRIGHT <= value <= 8 else UPRIGHT
    except struct.error:  # notes that cannot be read are no notes; the picture itself may be whole
        return UPRIGHT
    return UPRIGHT


def _turned(orientation: int) -> bytes:
    """Return an Exif part with nothing in it but which side is up; none for an upright picture."""
    if orientation == UPRIGHT:
        return b""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, orientation, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


READERS: tuple[tuple[bytes, str, Callable[[bytes], bytes]], ...] = (
    (b"%PDF-", PDF, _pdf),
    (b"\xff\xd8\xff", JPEG, _jpeg),
    (PNG_SIGNATURE, PNG, _png),
)
"""How each kind begins, and how it is copied."""
