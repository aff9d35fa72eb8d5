"""What an import does, in numbers and sentences, and when that is too much to do unasked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.utils.translation import ngettext

from directory.errors import Fault

LARGE_CHANGE_PERCENT = 20


@dataclass(slots=True)
class Outcome:
    """The numbers of one import. A row counts once: created, departed, updated or unchanged, in that order."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    departed: int = 0
    refused_rows: int = 0
    refused: list[Fault] = field(default_factory=list)
    total: int = 0
    """People of this source who work here before the import."""
    moved: int = 0
    """Of those updated, how many get another place, manager or function group."""
    missing: int = 0
    """People missing from a file for the first time: they leave when the next file lacks them too."""
    kept_administrators: int = 0
    """Last administrators who would have left and stay."""
    waiting_for_manager: int = 0
    without_email: int = 0
    """New people without an e-mail address, who sign in with a code."""
    new_units: int = 0
    changed_units: int = 0
    titles: dict[str, int] = field(default_factory=dict)
    """Job titles that are linked to no function group -> rows."""
    departing: list[tuple[int, str]] = field(default_factory=list)
    """Who leaves: primary key and first day gone, as ISO."""
    consequences: list[dict[str, Any]] = field(default_factory=list)
    """What their going means: label in each language, and count."""
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def changed(self) -> int:
        return self.updated + self.departed

    @property
    def changed_percent(self) -> int:
        return round(100 * self.changed / self.total) if self.total else 0

    @property
    def is_large(self) -> bool:
        """Whether more than a fifth of the people of this source change or leave."""
        return self.changed * 100 > LARGE_CHANGE_PERCENT * self.total > 0

    @property
    def accepted(self) -> int:
        return self.created + self.updated + self.unchanged + self.departed

    def sentences(self) -> list[str]:
        """The numbers in words, in the active language; what counts nothing is left out."""
        counted = [
            (self.created, ngettext("%d person is new.", "%d people are new.", self.created)),
            (self.updated, ngettext("%d person changes.", "%d people change.", self.updated)),
            (self.moved, ngettext("%d of them moves.", "%d of them move.", self.moved)),
            (self.unchanged, ngettext("%d person stays as is.", "%d people stay as they are.", self.unchanged)),
            (self.departed, ngettext("%d person leaves.", "%d people leave.", self.departed)),
            (
                self.missing,
                ngettext(
                    "%d person is missing from this file. They leave when the next file lacks them too.",
                    "%d people are missing from this file. They leave when the next file lacks them too.",
                    self.missing,
                ),
            ),
            (
                self.kept_administrators,
                ngettext(
                    "%d person stays, because the portal would have no administrator left.",
                    "%d people stay, because the portal would have no administrator left.",
                    self.kept_administrators,
                ),
            ),
            (
                self.waiting_for_manager,
                ngettext(
                    "%d person comes in while the row of their manager is refused.",
                    "%d people come in while the row of their manager is refused.",
                    self.waiting_for_manager,
                ),
            ),
            (
                self.without_email,
                ngettext(
                    "%d new person has no e-mail address and signs in with an activation code.",
                    "%d new people have no e-mail address and sign in with an activation code.",
                    self.without_email,
                ),
            ),
            (self.new_units, ngettext("%d unit is new.", "%d units are new.", self.new_units)),
            (
                self.changed_units,
                ngettext(
                    "%d unit gets another name or place.", "%d units get another name or place.", self.changed_units
                ),
            ),
            (
                self.refused_rows,
                ngettext("%d row is refused.", "%d rows are refused.", self.refused_rows),
            ),
        ]
        return [sentence % count for count, sentence in counted if count]

    def is_as_shown(self, shown: Mapping[str, Any]) -> bool:
        """Whether this is what somebody looked at before they said yes."""
        mine = self.as_json()
        keys = ("rows", "created", "updated", "unchanged", "departed", "departing", "new_units", "changed_units")
        return all(mine[key] == shown.get(key) for key in keys)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Outcome":
        """The numbers of a kept report; what it kept beside them is left out."""
        names = {each.name for each in fields(cls)}
        outcome = cls(**{name: value for name, value in kept.items() if name in names})
        # The database keeps no order of names.
        outcome.titles = dict(sorted(outcome.titles.items(), key=lambda each: (-each[1], each[0])))
        return outcome

    def as_json(self) -> dict[str, Any]:
        """Everything but the refused rows, which a report keeps apart and shorter."""
        kept = asdict(self)
        kept.pop("refused")
        kept["departing"] = [list(each) for each in self.departing]
        return kept

    def as_answer(self) -> dict[str, Any]:
        """The answer of ``manage.py import_people --format json``; scripts lean on these names."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "departed": self.departed,
            "refused": [
                {"row": fault.row, "column": fault.column, "value": fault.value, "reason": fault.reason}
                for fault in self.refused
            ],
        }
