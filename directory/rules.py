"""What an import does, in numbers and sentences, and when that is too much to do unasked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.utils.translation import gettext, ngettext

from common.charts import written
from common.text import unaccent
from directory.errors import Fault, refusal_text

LARGE_CHANGE_PERCENT = 20
# A marriage or two a week gives people another surname and address; more than that is somebody else's file.
OTHER_PEOPLE_AT_MOST = 3


def is_another_name(before: str, after: str) -> bool:
    """Whether a surname became another one; capitals and accents make none."""
    return unaccent(before) != unaccent(after)


@dataclass(frozen=True, slots=True)
class Brake:
    """Why an import asks to be sure: ``code`` says it in words, ``tick`` is what somebody must tick to go on."""

    code: str
    tick: str
    params: dict[str, int]

    @property
    def text(self) -> str:
        return refusal_text(self.code, self.params)


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
    on_refused_rows: int = 0
    """People of this source whose row is refused: they stay as they are."""
    total: int = 0
    """People of this source who work here before the import."""
    moved: int = 0
    """Of those updated, how many get another place, manager or function group."""
    returned: int = 0
    """Of those updated, how many had left and come back; they do not count as moved."""
    taken_over: int = 0
    """Of those updated or departed, how many the portal itself kept until now; somebody said so of each."""
    kept_locally: list[str] = field(default_factory=list)
    """Employee numbers of rows about people whom the portal itself keeps: they stay as they are."""
    missing: int = 0
    """People missing from the file who stay: they leave when a file at least a day later lacks them too."""
    matched: int = 0
    """People of this source on the rows of the file; of them ``matched_changed`` change or leave."""
    matched_changed: int = 0
    surnames: int = 0
    addresses: int = 0
    """Of those updated, how many get another surname, or another e-mail address."""
    passing: list[int] = field(default_factory=list)
    """Whose employee number passes to another surname and another address: primary keys."""
    ending_roles: int = 0
    """Roles above employee that end because of that, unless an administrator keeps them."""
    keeps_access: bool = False
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
    consequences: list[dict[str, str]] = field(default_factory=list)
    """What their going means: a sentence in each language."""
    columns: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    """Columns of which nothing is read."""
    sheet: str = ""
    other_sheets: list[str] = field(default_factory=list)
    header_row: int = 1

    @property
    def brakes(self) -> list[Brake]:
        """What stops this import until somebody says that it is right: at most one for each tick.

        Numbers that pass to other people come first. A change is large when more than a fifth of the people known from
        this source change, leave or are missing, or more than a fifth of those who stand in the file change or leave:
        a file of another organisation can be small.
        """
        found = []
        if len(self.passing) > OTHER_PEOPLE_AT_MOST:
            found.append(Brake("other_people", "allow_other_people", {"count": len(self.passing)}))
        counts = {"limit": LARGE_CHANGE_PERCENT}
        # Whom the file takes over somebody chose by name, and they were not of this source.
        if _is_over_a_fifth(self.updated + self.departed + self.missing - self.taken_over, self.total):
            counts |= {"total": self.total, "updated": self.updated}
            counts |= {"departed": self.departed, "missing": self.missing}
            found.append(Brake("large_change", "allow_large_change", counts))
        elif _is_over_a_fifth(self.matched_changed, self.matched):
            counts |= {"matched": self.matched, "changed": self.matched_changed}
            found.append(Brake("much_changes", "allow_large_change", counts))
        return found

    @property
    def accepted(self) -> int:
        return self.created + self.updated + self.unchanged + self.departed

    def sentences(self) -> list[str]:
        """The numbers in words, in the active language; what counts nothing is left out."""
        counted = [
            (self.created, ngettext("%s person is new.", "%s people are new.", self.created)),
            (self.updated, ngettext("%s person changes.", "%s people change.", self.updated)),
            (self.returned, ngettext("%s of them comes back.", "%s of them come back.", self.returned)),
            (self.moved, ngettext("%s of them moves.", "%s of them move.", self.moved)),
            (
                self.taken_over,
                ngettext(
                    "%s person who was added by hand follows the HR file from now on.",
                    "%s people who were added by hand follow the HR file from now on.",
                    self.taken_over,
                ),
            ),
            (
                self.surnames,
                ngettext("%s of them gets another surname.", "%s of them get another surname.", self.surnames),
            ),
            (
                self.addresses,
                ngettext(
                    "%s of them gets another e-mail address.", "%s of them get another e-mail address.", self.addresses
                ),
            ),
            (
                len(self.passing),
                ngettext(
                    "Among those who change or leave, %s employee number now belongs to another name and another "
                    "e-mail address (they sign in with it).",
                    "Among those who change or leave, %s employee numbers now belong to another name and another "
                    "e-mail address (they sign in with it).",
                    len(self.passing),
                ),
            ),
            (self.ending_roles, self._about_roles()),
            (self.unchanged, ngettext("%s person stays as is.", "%s people stay as they are.", self.unchanged)),
            (
                len(self.kept_locally),
                ngettext(
                    "%s of them was added by hand. The HR file takes them over when you say so.",
                    "%s of them were added by hand. The HR file takes them over when you say so.",
                    len(self.kept_locally),
                ),
            ),
            (self.departed, ngettext("%s person leaves.", "%s people leave.", self.departed)),
            (
                self.missing,
                ngettext(
                    "%s person is missing from this file. They leave when a file at least a day later lacks them too.",
                    "%s people are missing from this file. They leave when a file at least a day later lacks them too.",
                    self.missing,
                ),
            ),
            (
                self.kept_administrators,
                ngettext(
                    "%s person stays, because the portal would have no administrator left.",
                    "%s people stay, because the portal would have no administrator left.",
                    self.kept_administrators,
                ),
            ),
            (
                self.waiting_for_manager,
                ngettext(
                    "%s person comes in while the row of their manager is refused.",
                    "%s people come in while the row of their manager is refused.",
                    self.waiting_for_manager,
                ),
            ),
            (
                self.without_email,
                ngettext(
                    "%s new person has no e-mail address and signs in with an activation code.",
                    "%s new people have no e-mail address and sign in with an activation code.",
                    self.without_email,
                ),
            ),
            (self.new_units, ngettext("%s unit is new.", "%s units are new.", self.new_units)),
            (
                self.changed_units,
                ngettext(
                    "%s unit gets another name or place.", "%s units get another name or place.", self.changed_units
                ),
            ),
            (
                self.refused_rows,
                ngettext("%s row is refused.", "%s rows are refused.", self.refused_rows),
            ),
            (
                self.on_refused_rows,
                ngettext(
                    "%s person who works here stands on a refused row and stays as they are.",
                    "%s people who work here stand on a refused row and stay as they are.",
                    self.on_refused_rows,
                ),
            ),
        ]
        return [sentence % written(count) for count, sentence in counted if count]

    def about_reading(self) -> list[str]:
        """What of the file is read and what is not, in the active language."""
        found = []
        if self.other_sheets:
            text = gettext("The sheet “%(sheet)s” is read. Not read: %(others)s.")
            found.append(text % {"sheet": self.sheet, "others": ", ".join(self.other_sheets)})
        if self.header_row > 1:
            found.append(gettext("The names of the columns stand in row %(row)s.") % {"row": written(self.header_row)})
        if self.unused:
            text = ngettext(
                "Nothing is read of this column: %(names)s.", "Nothing is read of these columns: %(names)s.",
                len(self.unused),
            )  # fmt: skip
            found.append(text % {"names": ", ".join(self.unused)})
        return found

    def _about_roles(self) -> str:
        if self.keeps_access:
            return ngettext(
                "%s role stays with such a number: an administrator said that it is the same person.",
                "%s roles stay with such numbers: an administrator said that they are the same people.",
                self.ending_roles,
            )
        return ngettext(
            "%s role ends, because its employee number passes to another name and address.",
            "%s roles end, because their employee numbers pass to another name and address.",
            self.ending_roles,
        )

    def is_as_shown(self, shown: Mapping[str, Any]) -> bool:
        """Whether this is what somebody looked at before they said yes."""
        mine = self.as_json()
        keys = (
            "rows", "created", "updated", "unchanged", "departed", "departing", "passing", "ending_roles",
            "kept_locally", "new_units", "changed_units",
        )  # fmt: skip
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
            "returned": self.returned,
            "unchanged": self.unchanged,
            "departed": self.departed,
            "kept_locally": self.kept_locally,
            "unused_columns": self.unused,
            "refused": [fault.as_answer() for fault in self.refused],
        }


def _is_over_a_fifth(part: int, whole: int) -> bool:
    return part * 100 > LARGE_CHANGE_PERCENT * whole > 0
