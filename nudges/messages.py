"""Rules: each says whom to remind, when, of what, how often at most, and to which end.

A rule is a message kind of its own, so people can switch it off. Add a class and its text
``templates/nudges/mail/<name>.txt``; it is found by itself, shown to the programme office, and simulated.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.clock import day_of
from outbox.messages import REGISTRY, Kind, MessageKind
from strategy.selectors import current_version, outstanding_ids


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something to remind people of now: a stable key, whom, and the facts for the text.

    ``reason`` says in words why they are reminded.
    """

    key: str
    person_ids: Sequence[int]
    reason: str
    context: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    about: str = ""


class NudgeRule(MessageKind):
    """One rule. The texts are what the programme office reads about it; the numbers are defaults that it may change."""

    kind = Kind.NUDGE
    audience: ClassVar[str | Promise]
    goal: ClassVar[str | Promise]
    days_label: ClassVar[str | Promise]
    days: ClassVar[int]
    days_between: ClassVar[int] = 14
    cap: ClassVar[int] = 1

    @classmethod
    def when(cls, days: int) -> str:
        """Say in words when this reminds people, ``days`` being how long it waits."""
        raise NotImplementedError

    @classmethod
    def occasions(cls, *, now: datetime, days: int) -> list[Occasion]:
        """Return what there is to remind people of at ``now``, ``days`` being how long the rule waits."""
        raise NotImplementedError

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Return made-up facts by which its text can be shown as a sample."""
        raise NotImplementedError


class StrategyUnread(NudgeRule):
    """Once a version has been in force for some days: whoever works here, is not away, and has not confirmed it."""

    code = "nudges.strategy_unread"
    label = _("Read our strategy for AI")
    audience = _("Everyone who works here, is not away, and has not confirmed the strategy that is in force.")
    goal = _("Everyone knows what we want with AI, and says so.")
    days_label = _("Days after publication")
    days = 14

    @classmethod
    def when(cls, days: int) -> str:
        words = ngettext(
            "%(days)d day after a version of the strategy came into force.",
            "%(days)d days after a version of the strategy came into force.",
            days,
        )
        return words % {"days": days}

    @classmethod
    def occasions(cls, *, now: datetime, days: int) -> list[Occasion]:
        version = current_version()
        if version is None or version.published_at is None or version.published_at > now - timedelta(days=days):
            return []
        passed = (now - version.published_at).days
        return [
            Occasion(
                key=f"version:{version.public_id}",
                person_ids=sorted(outstanding_ids(version, now)),
                reason=ngettext(
                    "not confirmed %(passed)d day after publication",
                    "not confirmed %(passed)d days after publication",
                    passed,
                )
                % {"passed": passed},
                context={"published_on": day_of(version.published_at)},
                url=reverse("strategy:overview"),
                about=f"version:{version.public_id}",
            )
        ]

    @classmethod
    def example(cls) -> dict[str, Any]:
        return {"published_on": date(2026, 9, 1)}


def rules() -> list[type[NudgeRule]]:
    """Return every rule, by code."""
    found = [kind for kind in REGISTRY.values() if issubclass(kind, NudgeRule)]
    return sorted(found, key=lambda rule: rule.code)
