"""Several broken rules at once, each with the field that it concerns."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from common.errors import RuleBroken


class RulesBroken(RuleBroken):
    """More than one rule forbids this; ``parts`` tells each with its field."""

    def __init__(self, parts: Sequence[RuleBroken]) -> None:
        super().__init__(" ".join(str(part) for part in parts), field=parts[0].field)
        self.parts = tuple(parts)


def parts_of(broken: RuleBroken) -> tuple[RuleBroken, ...]:
    """Return the rules that were broken, one by one."""
    return broken.parts if isinstance(broken, RulesBroken) else (broken,)


def raise_if_any(broken: Sequence[RuleBroken]) -> None:
    """Raise what is broken: one rule as it is, more than one together."""
    if len(broken) == 1:
        raise broken[0]
    if broken:
        raise RulesBroken(broken)


def _in_words(row: models.Model, said: str) -> str:
    """Return what a constraint says; the name that Django gives where it has no words means nothing to a reader."""
    if any(constraint.name in said for constraint in row._meta.constraints):
        return _("Something here does not fit together. Look at what you filled in, and try it once more.")
    return said


def broken_constraints(row: models.Model, *, without: Iterable[str] = ()) -> list[RuleBroken]:
    """Return what a row would break, in the words of its constraints. The code of a constraint is the field to mend.

    Constraints that look at a field in ``without`` are left out. One query a constraint.
    """
    try:
        row.validate_constraints(exclude=set(without))
    except ValidationError as error:
        found = error.error_dict[NON_FIELD_ERRORS]
        names = {field.name for field in row._meta.get_fields()}
        return [
            RuleBroken(_in_words(row, each.messages[0]), field=each.code if each.code in names else None)
            for each in found
        ]
    return []
