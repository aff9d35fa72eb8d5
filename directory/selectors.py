"""What pages read of imports."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.asked import Waiting
from common.spreadsheets.refusals import refusal_text as table_refusal_text
from directory import policies
from directory.choices import RunState
from directory.errors import Fault, refusal_text
from directory.models import ColumnChoice, ImportRun, JobTitle
from directory.querysets import ImportRunQuerySet
from directory.rules import Outcome
from people.models import Person

REFUSED_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Report:
    """One import as a page tells it: numbers, sentences, what departures mean, and the rows that were refused."""

    run: ImportRun
    outcome: Outcome
    is_large: bool
    changed_percent: int
    consequences: list[dict[str, Any]]
    refused: list[Fault]
    stopped: str

    @property
    def refused_shown(self) -> list[Fault]:
        return self.refused[:REFUSED_SHOWN]

    @property
    def can_be_confirmed(self) -> bool:
        return self.run.state == RunState.PLANNED and self.outcome.accepted > 0

    @property
    def needs_decision(self) -> bool:
        """Whether there is anything to decide yet: not while all that comes in waits for job titles."""
        return self.can_be_confirmed or not self.outcome.titles


def imports_for(user: Person) -> ImportRunQuerySet:
    """Imports that ``user`` may see, newest first, with who started them."""
    return ImportRun.objects.visible_to(user).select_related("started_by")


def report_of(run: ImportRun) -> Report:
    """Tell one import in the active language. No queries."""
    outcome = Outcome.from_json(run.outcome)
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    return Report(
        run=run,
        outcome=outcome,
        is_large=outcome.is_large,
        changed_percent=outcome.changed_percent,
        consequences=[
            {"label": consequence["label"][language], "count": consequence["count"]}
            for consequence in outcome.consequences
        ],
        refused=[Fault.from_json(kept) for kept in run.refused],
        stopped=stopped_text(run),
    )


def stopped_text(run: ImportRun) -> str:
    """Why nothing came in, in the active language; empty when that is not so."""
    if not run.stopped:
        return ""
    texts = {"table": table_refusal_text, "file": refusal_text}
    return texts[run.stopped["kind"]](run.stopped["code"], run.stopped["params"])


def column_choices() -> dict[str, str]:
    """The columns that somebody chose by hand, field -> header. One query."""
    return dict(ColumnChoice.objects.values_list("field", "header"))


def job_titles() -> "QuerySet[JobTitle]":
    """Job titles that are linked to a function group, in alphabetical order."""
    return JobTitle.objects.all()


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Say how many imports wait for HR's decision. At most one query."""
    if not policies.can_import(person):
        return []
    count = ImportRun.objects.filter(state__in=[RunState.UPLOADED, RunState.PLANNED]).count()
    if not count:
        return []
    return [Waiting(_("HR files that wait for your decision"), count, reverse("directory:import_list"), icon="upload")]
