"""Why a row of somebody's file was refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """Why one row was refused: its number, the column as the file names it, the value that stands there, and a code.

    An app says in a subclass what its codes mean: ``sentences``, code -> English text marked for translation.
    """

    sentences: ClassVar[Mapping[str, str]] = {}

    row: int
    column: str
    value: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """The reason in the active language."""
        return gettext(self.sentences[self.code]) % self.params

    def as_json(self) -> dict[str, Any]:
        """What a report keeps: the code, so that each reader gets the reason in their own language."""
        return {"row": self.row, "column": self.column, "value": self.value, "code": self.code, "params": self.params}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(**kept)

    def as_answer(self) -> dict[str, Any]:
        """What a command answers, with the reason in words."""
        return {"row": self.row, "column": self.column, "value": self.value, "reason": self.reason}
