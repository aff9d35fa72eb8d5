"""Settings and fixed lists of figures."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.disclosure import Reason, Status, Table
from common.retention import Term
from governance.choices import REGISTER, ProposalKind, Subject
from people.choices import FunctionGroup

EVIDENCE = "figures:evidence"
REGISTER.add(
    Subject(
        code=EVIDENCE,
        version=2,
        kind=ProposalKind.CONSENT,
        article="WOR 27(1)(k), 27(1)(l)",
        title_nl="Cijfers in het dossier over AI-geletterdheid",
        title_en="Figures in the file on AI literacy",
        why_nl="Zo kan de organisatie laten zien wat zij aan AI-geletterdheid deed, en voor wie.",
        why_en="With them the organisation can show what it did about AI literacy, and for whom.",
        happens_nl=(
            "Als HR of het programmabureau een dossier maakt, telt het portaal over hele maanden hoeveel mensen deden "
            "wat verplicht is, en hoeveel mensen in dienst, ingehuurden, vrijwilligers en stagiairs een cursus "
            "afrondden."
        ),
        happens_en=(
            "When HR or the programme office makes a file, the portal counts over whole months how many people did "
            "what is required, and how many of the employed, hired, volunteers and interns completed a course."
        ),
        seen_nl="HR, programmabureau, bestuur, FG, OR en beheerders, en wie zij het dossier geven.",
        seen_en="HR, programme office, board, privacy officer, works council, administrators, and whom they give it.",
        kept_nl="Een dossier verandert niet meer en blijft. Het noemt niemand.",
        kept_en="A file never changes and stays. It names nobody.",
        refused_nl="Dossiers die er zijn blijven. In een nieuw dossier staan deze twee tabellen niet.",
        refused_en="Files that exist stay. A new file does not have these two tables.",
        terms_nl=(
            (
                "De cijfers zijn: per verplichte cursus het aandeel dat hem afrondde, van wie hem moest doen, en per "
                "soort dienstverband het aandeel dat een cursus afrondde. Andere cijfers vragen een nieuw voorstel."
            ),
            (
                "Een cijfer gaat over minstens {k} mensen, en altijd over minstens 10. Een soort dienstverband met "
                "minder mensen telt samen met een andere; een verplichting voor minder mensen krijgt geen cijfer."
            ),
            (
                "Er staat geen precies percentage, maar in welk kwart het aandeel ligt: 0 tot 25, 25 tot 50, 50 tot 75 "
                "of 75 tot 100 procent. Bij minder dan twee keer {k} mensen, en altijd bij minder dan 20, staat er "
                "alleen of het de onderste of de bovenste helft is. Ook het aantal mensen staat er als bandbreedte."
            ),
            (
                "De aandelen per soort dienstverband staan er alleen als het portaal van de laatste maand laat zien "
                "welk deel van iedereen samen een cursus afrondde."
            ),
            (
                "Deze cijfers zijn geen maandcijfers en worden daar niet tegen nagerekend. Daarom zijn ze zo grof. Wie "
                "een dossier naast de maandcijfers of naast een dossier van een andere maand legt, kan dan nog iets "
                "meer weten dan één cijfer zegt."
            ),
            "De cijfers worden niet gebruikt voor beoordeling, beloning of inzet van mensen.",
        ),
        terms_en=(
            (
                "The figures are: per required course the share of who must do it that completed it, and per kind of "
                "employment the share that completed a course. Other figures need a new proposal."
            ),
            (
                "A figure is about at least {k} people, and never fewer than 10. A kind of employment with fewer "
                "people counts along with another; a requirement for fewer people has no figure."
            ),
            (
                "No exact percentage shows, only the quarter in which the share lies: 0 to 25, 25 to 50, 50 to 75 or "
                "75 to 100 per cent. For fewer than twice {k} people, and always for fewer than 20, it shows only "
                "whether it is the lower or the upper half. The number of people shows as a band too."
            ),
            (
                "The shares per kind of employment show only if the portal shows which share of everybody together "
                "completed a course, for the last month."
            ),
            (
                "These figures are no monthly figures and are not checked against those. That is why they are so "
                "coarse. Someone who lays a file beside the monthly figures, or beside a file of another month, can "
                "still learn a little more than one figure says."
            ),
            "The figures are not used for appraisal, pay or staffing.",
        ),
    )
)


class MetricClass(models.TextChoices):
    """How much a figure says about people, and so which rules hold for it."""

    FACT = "A", _("fact of the programme")
    REACH = "B", _("reach")
    USE = "C", _("use, skill or opinion")


class FigureStatus(models.TextChoices):
    SHOWN = Status.SHOWN.value, _("shown")
    RANGE = Status.RANGE.value, _("shown as a range")
    POOLED = Status.POOLED.value, _("counted with another group")
    HIDDEN = Status.HIDDEN.value, _("not shown (privacy)")


class NotReleasedBecause(models.TextChoices):
    """Why a metric that could be counted in a month was not released, in a sentence for everybody."""

    LATER_MONTH_IS_OUT = (
        "later_month_is_out",
        _("A later month came out first. Figures added afterwards could show what individual people did."),
    )
    CONTRADICTS = (
        "contradicts",
        _(
            "Something was corrected after earlier figures came out, and the counts no longer agree with them. Side by "
            "side they could show what individual people did. Figures come out again once the counts agree."
        ),
    )


class Measure(models.TextChoices):
    """What the value of a figure is."""

    PERCENT = "percent", _("per cent")
    COUNT = "count", _("number")


TABLES = (Table.TOTAL, Table.GROUPS, Table.UNITS)
"""What is counted of people: everybody, each group, each unit. Units by groups is never counted: no page shows it, most
of its cells would have to be hidden, and each one that shows makes hidden cells elsewhere."""

REASONS = {
    Reason.LARGE_ENOUGH: _("Large enough to show."),
    Reason.NO_THRESHOLD: _("A fact of the programme, not about people."),
    Reason.FEW_DO: _("Fewer than three people do; a range shows instead."),
    Reason.FEW_DO_NOT: _("Fewer than three people do not; a range shows instead."),
    Reason.COUNTS_PEOPLE: _("It counts what people did; a range shows instead."),
    Reason.IN_OTHER_UNITS: _("This unit is small; it counts along in “other units”."),
    Reason.IN_PARENT: _("This unit is small; it counts along in the unit above it."),
    Reason.EMPTY: _("Nobody is counted here."),
    Reason.TOO_FEW: _("The group is too small to show."),
    Reason.PROTECTS_SUM: _("Hidden, since a smaller group could be worked out from it."),
    Reason.PROTECTS_RELEASES: _(
        "Hidden, since a smaller group could be worked out from it together with other months."
    ),
}

TEAMS = "litellm-team"
"""The report that counts teams, and no people."""
LARGEST_UNMATCHED = 0.2
"""The share of the rows of a usage report that may match nobody before somebody has to say that the report is right."""
LARGEST_FALL = 0.25
"""By how much a usage report may count fewer people than the last one before somebody has to say that it is right."""

USAGE_TERM = Term(
    code="adoption.usage_files",
    label=_("Usage reports with names"),
    keeps=timedelta(days=0),
    counts_from=_("after they were read in"),
    action=_("deleted at once; counts per group that is large enough stay"),
)
SNAPSHOT_TERM = Term(
    code="adoption.snapshots",
    label=_("Who was counted in which group in a month"),
    keeps=timedelta(days=400),
    counts_from=_("after the end of the month"),
    action=_("names removed; figures stay"),
)
TERMS = [USAGE_TERM, SNAPSHOT_TERM]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What a national report says of one metric, for one segment; it stands only beside the same segment."""

    metric: str
    group: str
    value: float
    wording: str | Promise


BENCHMARK_TITLE = _("Integron, What role does AI play on the work floor in 2025?")
BENCHMARK_LABEL = _("national figure 2025")
BENCHMARK_ON = date(2025, 4, 1)
"""The month in which it was reported, as its first day."""
# Dutch employees, reported April 2025. Only what the report gives as a number is here; a group that the report does
# not name has no mark, and leadership taken together is not "directors".
BENCHMARKS = (
    Benchmark("active_use", "all", 0.26, _("uses AI actively in daily work")),
    Benchmark("active_use", "director", 0.57, _("directors who use AI")),
    Benchmark("active_use", "no_customer_contact", 0.17, _("executing staff without customer contact who use AI")),
)

GROUP_LABELS: dict[str, str | Promise] = {
    "all": _("Everybody"),
    "director": FunctionGroup.DIRECTOR.label,
    "manager": FunctionGroup.MANAGER.label,
    "customer_contact": FunctionGroup.CUSTOMER_CONTACT.label,
    "no_customer_contact": FunctionGroup.NO_CUSTOMER_CONTACT.label,
    "leadership": _("Leadership"),
    "executing": _("Executing staff"),
}
"""In the order in which every table and chart shows them."""
