"""What can be handed in is known by its bytes; a photo comes without where and when it was taken."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import RuleBroken
from tests.training.files import DRAWING, HEIC, PROGRAM, SECRET, WEB_PAGE, exif, jpeg, jpeg_part, pdf, png, png_part
from training.readers.pieces import Piece, read_piece


@pytest.mark.parametrize(
    ("content", "kind", "suffix"),
    [(pdf(), "application/pdf", ".pdf"), (jpeg(), "image/jpeg", ".jpg"), (png(), "image/png", ".png")],
)
def test_pdf_jpeg_and_png_are_kept_as_they_are(content: bytes, kind: str, suffix: str) -> None:
    piece = read_piece(content)
    assert (piece, piece.suffix) == (Piece(content, kind), suffix)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "leeg"),
        (PROGRAM, "iets anders"),
        (DRAWING, "iets anders"),
        (WEB_PAGE, "iets anders"),
        (b"GIF89a" + b"\0" * 20, "iets anders"),
        (b"PK\3\4" + b"\0" * 30, "iets anders"),
        (WEB_PAGE + pdf(), "iets anders"),
        (HEIC, "HEIC"),
        (pdf()[:-8], "beschadigd"),
        (png()[:-4], "beschadigd"),
        (png().replace(b"IDAT", b"IDAX"), "beschadigd"),
        (jpeg()[:-2], "beschadigd"),
        (jpeg()[:30], "beschadigd"),
        (b"\xff\xd8\xff", "beschadigd"),
        (b"\x89PNG\r\n\x1a\n" + png_part(b"IEND", b""), "beschadigd"),
    ],
)
def test_anything_else_is_refused_in_words_that_say_why(content: bytes, says: str) -> None:
    with pytest.raises(RuleBroken, match=says) as met:
        read_piece(content)
    assert met.value.field == "file"


def test_png_loses_what_is_no_part_of_the_picture() -> None:
    told = png_part(b"eXIf", SECRET) + png_part(b"tEXt", b"GPS\0" + SECRET) + png_part(b"tIME", b"\x07\xea\x0b\1\1\1\1")
    colours = png_part(b"gAMA", struct.pack(">I", 45_455))
    assert read_piece(png(places=told + colours) + SECRET).content == png(places=colours)


def test_jpeg_loses_what_is_no_part_of_the_picture() -> None:
    xmp = jpeg_part(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)
    told = exif() + xmp + jpeg_part(0xED, b"Photoshop 3.0\0" + SECRET) + jpeg_part(0xFE, SECRET)
    colours = jpeg_part(0xE2, b"ICC_PROFILE\0\1\1colours")
    content = read_piece(jpeg(told, colours, behind=b"a film" + SECRET)).content
    assert SECRET not in content
    assert content == jpeg(colours)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_jpeg_keeps_which_side_is_up_and_nothing_else_of_it(order: str, orientation: int) -> None:
    content = read_piece(jpeg(exif(orientation=orientation, order=order))).content
    assert SECRET not in content
    assert content.count(b"Exif\0\0") == 1
    assert read_piece(content).content == content, "read again it stays as it is"


@pytest.mark.parametrize("orientation", [0, 9, 65_535])
def test_side_that_does_not_exist_is_upright(orientation: int) -> None:
    assert read_piece(jpeg(exif(orientation=orientation))).content == jpeg()


@pytest.mark.parametrize(
    "notes", [b"", b"II*\0", b"XX*\0\0\0\0\x08", b"II*\0\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff"]
)
def test_notes_that_cannot_be_read_are_left_out_and_the_picture_stays(notes: bytes) -> None:
    assert read_piece(jpeg(jpeg_part(0xE1, b"Exif\0\0" + notes))).content == jpeg()


@given(st.binary(max_size=300), st.integers(0, 200))
def test_whatever_bytes_come_the_answer_is_a_piece_or_words(noise: bytes, place: int) -> None:
    for whole in (jpeg(exif(orientation=6)), png(places=png_part(b"tEXt", b"x")), pdf()):
        try:
            piece = read_piece(whole[:place] + noise + whole[place:])
        except RuleBroken:
            continue
        assert piece.content_type in {"application/pdf", "image/jpeg", "image/png"}
