"""The zip around a workbook, and the XML in it, opened so that neither can burst."""

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO
from xml.parsers import expat

from common.spreadsheets.refusals import MEGABYTE, Limits, TableRefused

CHUNK = 1 << 16
# Below this size a part may shrink as much as it likes: it cannot hurt.
HARMLESS_BYTES = MEGABYTE
# One mark (a tag with its attributes) that is longer is held in memory whole by any parser.
LONGEST_MARK = MEGABYTE
END_OF_DIRECTORY = b"PK\x05\x06"
ENCRYPTED = 0x1

type Attributes = dict[str, str]
type Start = Callable[[str, Attributes], None]
type End = Callable[[str], None]
type Text = Callable[[str], None]


class Package:
    """The parts of a workbook, read without unpacking anything to disk."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._limits = limits
        _refuse_long_directory(file, limits)
        file.seek(0)
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
            raise TableRefused("zip_broken") from error
        self._parts = {part.filename: part for part in self._zip.infolist()}
        self._refuse_bombs()

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def parse(self, name: str, *, start: Start, end: End | None = None, text: Text | None = None) -> Iterator[None]:
        """Walk the XML of a part, calling back with local names; yields after each piece, so that a caller can stream.

        Refuses a document type before anything in it is read: without one there are no entities to multiply.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
        if end is not None:
            on_end = end
            parser.EndElementHandler = lambda tag: on_end(tag.rpartition(":")[2])
        if text is not None:
            parser.CharacterDataHandler = text
        try:
            with self._zip.open(self._parts[name]) as part:
                fed = 0
                while chunk := part.read(CHUNK):
                    parser.Parse(chunk, False)
                    fed += len(chunk)
                    if fed - max(parser.CurrentByteIndex, 0) > LONGEST_MARK:
                        raise TableRefused("xml_token", limit=LONGEST_MARK // MEGABYTE)
                    yield
                parser.Parse(b"", True)
                yield
        except (expat.ExpatError, zipfile.BadZipFile, EOFError, OSError, ValueError, KeyError, RuntimeError) as error:
            raise TableRefused("xml_broken") from error
        except (zlib.error, NotImplementedError) as error:
            raise TableRefused("zip_broken") from error

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Return what a part refers to: id -> (last word of the kind, name of the other part)."""
        folder, base = posixpath.split(name)
        relations = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
        found: dict[str, tuple[str, str]] = {}
        if relations not in self._parts:
            return found

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                if len(found) == self._limits.members:
                    raise TableRefused("zip_members", limit=self._limits.members)
                found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], whole.lstrip("/"))

        for _piece in self.parse(relations, start=start):
            pass
        return found

    def _refuse_bombs(self) -> None:
        limits = self._limits
        parts = self._zip.infolist()
        if len(parts) > limits.members:
            raise TableRefused("zip_members", limit=limits.members)
        if sum(part.file_size for part in parts) > limits.unpacked_bytes:
            raise TableRefused("zip_size", limit=limits.unpacked_bytes // MEGABYTE)
        for part in parts:
            name = part.filename.replace("\\", "/")
            if name.startswith("/") or ".." in name.split("/") or ":" in name:
                raise TableRefused("zip_name")
            if part.flag_bits & ENCRYPTED:
                raise TableRefused("old_workbook")
            if part.file_size > HARMLESS_BYTES and part.file_size > limits.unpacked_ratio * part.compress_size:
                raise TableRefused("zip_ratio", limit=limits.unpacked_ratio)


def _refuse_doctype(*_declaration: object) -> None:
    raise TableRefused("xml_doctype")


def _refuse_long_directory(file: BinaryIO, limits: Limits) -> None:
    """Refuse a zip with too many parts by its last record, before a list of them is made."""
    size = file.seek(0, 2)
    file.seek(max(0, size - (1 << 16) - 22))
    tail = file.read()
    at = tail.rfind(END_OF_DIRECTORY)
    if at < 0 or len(tail) < at + 22:
        raise TableRefused("zip_broken")
    count, directory_bytes = struct.unpack("<HL", tail[at + 10 : at + 16])
    if count > limits.members or directory_bytes > limits.members * 1_000:
        raise TableRefused("zip_members", limit=limits.members)
