"""Settings of the organisation: typed, with a default, defined once by the app that reads them.

An app defines its settings in ``<app>/choices.py``::

    SMALLEST_GROUP = organisation.define("adoption.smallest_group", int, default=10, label=_("Smallest group"),
                                         touches_privacy=True, check=...)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, get_origin

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class Setting[Value: (bool, int, str, list[str], dict[str, str])]:
    """One setting: its key, type, default, label, and what it must satisfy.

    ``touches_privacy`` means that one person proposes a change, a second advises on it and a third decides.
    ``check`` raises ``RuleBroken`` for a value that may not be.
    """

    key: str
    kind: type[Value]
    default: Value
    label: str | Promise
    help: str | Promise = ""
    touches_privacy: bool = False
    check: Callable[[Value], None] | None = None
    options: Sequence[tuple[str, str]] = ()
    """What a text may be, each with its label; empty where it is free."""
    max_length: int | None = None
    may_be_empty: bool = False

    def parse(self, value: Any) -> Value:
        """Return ``value`` when it is of this setting's type and passes its check; raise ``RuleBroken`` else."""
        if not self.fits(value):
            raise RuleBroken(_("This value does not fit the setting."), field="value")
        fitting: Value = value
        if isinstance(value, str):
            self._assert_text(value)
        if self.check is not None:
            self.check(fitting)
        return fitting

    def _assert_text(self, value: str) -> None:
        if self.options and value not in dict(self.options):
            raise RuleBroken(_("This value does not fit the setting."), field="value")
        if self.max_length is not None and len(value) > self.max_length:
            words = _("This is too long: at most {most} characters.")
            raise RuleBroken(words.format(most=self.max_length), field="value")
        if not value.strip() and self.max_length is not None and not self.may_be_empty:
            raise RuleBroken(_("Fill this in."), field="value")

    def in_words(self, value: Any) -> Any:
        """Return a value as a reader knows it: one of the options by its label."""
        return dict(self.options).get(value, value) if self.options else value

    def fits(self, value: Any) -> bool:
        """Say whether ``value`` is of this setting's type, with all that it holds: lists and dicts hold texts."""
        if not isinstance(value, get_origin(self.kind) or self.kind) or (self.kind is int and isinstance(value, bool)):
            return False
        held = [*value.keys(), *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
        return all(isinstance(one, str) for one in held)


REGISTRY: dict[str, Setting[Any]] = {}


def define[Value: (bool, int, str, list[str], dict[str, str])](
    key: str,
    kind: type[Value],
    *,
    default: Value,
    label: str | Promise,
    help: str | Promise = "",  # noqa: A002 - the word that Django's own fields use
    touches_privacy: bool = False,
    check: Callable[[Value], None] | None = None,
    options: Sequence[tuple[str, str]] = (),
    max_length: int | None = None,
    may_be_empty: bool = False,
) -> Setting[Value]:
    """Register a setting and return the handle by which the app reads it; a second definition of a key is an error."""
    if key in REGISTRY:
        raise ValueError(f"setting {key} is defined twice")
    setting = Setting(
        key, kind, default, label, help, touches_privacy, check, options, max_length, may_be_empty=may_be_empty
    )
    REGISTRY[key] = setting
    return setting
