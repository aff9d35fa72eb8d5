"""Receiving files that people send."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class TemporaryUploads(TemporaryFileUploadHandler):
    """Keeps a large upload in a file for as long as the request lasts, but no half one where the disk gets full.

    Django leaves that to the garbage collector: on a full disk that may be too late for who comes next.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        with self._whole_or_gone():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        with self._whole_or_gone():
            return super().file_complete(file_size)

    @contextmanager
    def _whole_or_gone(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            half = Path(self.file.temporary_file_path())
            with suppress(OSError):  # what was not written yet does not fit either
                self.file.close()
            half.unlink(missing_ok=True)
            raise
