"""What was done about AI literacy in a period, in the four steps of the Dutch data protection authority.

Source of the steps: Autoriteit Persoonsgegevens, "Aan de slag met AI-geletterdheid" (2025): map, set goals, carry out,
evaluate. The content names nobody. Figures by group come from releases. What the file counts itself is held against no
release, so it says little: numbers of people as a band (``count_band``), shares as the part of the scale in which they
lie (``share``), and groups of people that are too small count along.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

import strategy.selectors
import training.selectors
from adoption.choices import EVIDENCE, FigureStatus
from adoption.models import EvidenceFile
from adoption.selectors.released import base_band, released
from common.clock import day_of
from common.disclosure import ALL, ORGANISATION, band, count_band
from common.periods import Period
from common.selectors import organisation_name
from governance.selectors import has_agreement, smallest_group
from people.choices import FunctionGroup
from strategy.choices import DocumentKind
from strategy.models import Objective
from tools.choices import ToolStatus
from tools.models import Tool, ToolStatusChange
from training.choices.evaluations import EVALUATION
from training.models import Course, Requirement

FORMAT = "houvast-evidence-2"
"""The first format gave exact numbers of people, and percentages; files in it stay, and show as they are."""
FEWEST_IN_HALVES, FEWEST_IN_QUARTERS = 10, 20
"""How many people a share is about at least, so that five people more or fewer may lie behind what it says."""
REACHED = ("trained", "acknowledged", "acknowledged_rules", "responded")
"""Metrics of class B: those of class C, about what people can, do or think, are no part of it."""
AGREED = "figures:class_b"
"""To what the works council must have agreed before reach is released; what was not is no part of the file.

What the file counts itself has words of its own (``EVIDENCE``): the agreement on monthly figures does not cover it.
"""
HIDDEN = {"status": "hidden", "value": None, "low": None, "high": None, "base_band": None}


def evidence_of(first: Period, last: Period, *, now: datetime) -> dict[str, Any]:
    """Return the content of a file of evidence for whole months, as plain JSON with texts in both languages."""
    requirements = training.selectors.requirements_held(first.first_day, last.last_day)
    met = _reach_of_requirements(requirements, last)
    given = training.selectors.courses_given(first.starts_at, last.ends_at)
    certificates = training.selectors.certificates_given(first.starts_at, last.ends_at)
    return {
        "format": FORMAT,
        "organisation": organisation_name(),
        "period": {"first_month": str(first), "last_month": str(last)},
        "made_at": now.isoformat(timespec="seconds"),
        "map": {"tools": _tools(last.ends_at), "objectives": _objectives(last)},
        "goals": {
            "requirements": [_requirement(each) for each in requirements],
            "groups": _groups(requirements, last),
            "documents": _documents(last),
        },
        "carry_out": {
            "courses": [_course(each) for each in given],
            "certificates": _people(certificates),
        },
        "evaluate": {
            "reach": _reach(first, last),
            "requirements": met,
            "relations": _relations(last) if _total_shows(last) else [],
            "relations_hidden": not _total_shows(last),
            "evaluations": _evaluations(first, last),
            "gaps": _gaps(requirements, met, last, now=now),
            "smallest_group": smallest_group(),
            "agreed": has_agreement(AGREED),
            "counted": has_agreement(EVIDENCE),
        },
    }


def evidence_files() -> "QuerySet[EvidenceFile]":
    """Everything that was put on record, the newest first."""
    return EvidenceFile.objects.defer("content", "signature").select_related("made_by").order_by("-made_at", "-pk")


def evidence_by_id(evidence_id: UUID) -> EvidenceFile | None:
    return EvidenceFile.objects.select_related("made_by").filter(public_id=evidence_id).first()


# --- map --------------------------------------------------------------------------------------------------------------
def _tools(until: datetime) -> dict[str, Any]:
    """Return how many AI tools had which status by then, and how many of those in use ask for a course first."""
    changes = ToolStatusChange.objects.filter(changed_at__lt=until).order_by("tool", "-changed_at", "-pk")
    status = dict(changes.distinct("tool").values_list("tool", "to_status"))
    in_use = [tool for tool, is_now in status.items() if is_now in (ToolStatus.ALLOWED, ToolStatus.CONDITIONS)]
    return {
        "by_status": [
            {"status": each.value, "number": sum(is_now == each for is_now in status.values())} for each in ToolStatus
        ],
        "in_use": len(in_use),
        "with_course": Tool.objects.filter(pk__in=in_use, required_course__isnull=False).count(),
    }


def _objectives(last: Period) -> list[dict[str, Any]]:
    rows = Objective.objects.filter(created_at__lt=last.ends_at, archived_at__isnull=True).order_by("pillar", "pk")
    return [{"pillar": row.pillar, "title": _both(row.title_nl, row.title_en)} for row in rows]


# --- goals ------------------------------------------------------------------------------------------------------------
def _one_of(courses: Sequence[Course]) -> dict[str, str]:
    """Return the titles of courses of which one is enough."""
    return _both(
        " of ".join(each.title_nl for each in courses), " or ".join(each.title_en or each.title_nl for each in courses)
    )


def _requirement(each: Requirement) -> dict[str, Any]:
    return {
        "course": _one_of(each.courses),
        **_whom(each),
        "due_on": each.due_on.isoformat(),
        "valid_months": each.valid_months,
        "why": _both(each.why_nl, each.why_en),
    }


def _whom(each: Requirement) -> dict[str, str | None]:
    return {
        "unit": each.unit.name if each.unit else None,
        "function_group": each.function_group or None,
        "role": each.role or None,
    }


def _groups(requirements: Sequence[Requirement], last: Period) -> list[dict[str, Any]]:
    """Return for each function group what is required of it, and what it was offered."""
    offered = list(
        Course.objects.filter(published_at__lt=last.ends_at, archived_at__isnull=True).order_by("title_nl", "pk")
    )
    return [
        {
            "function_group": group.value,
            "required": [
                _one_of(each.courses)
                for each in requirements
                if each.function_group in ("", group) and not each.role and each.unit_id is None
            ],
            "offered": len(training.selectors.courses_meant_for(group, offered)),
        }
        for group in FunctionGroup
    ]


def _documents(last: Period) -> list[dict[str, Any]]:
    """Return the strategy and the house rules that were in force at the end, with the hash of what they said."""
    found = [(kind, strategy.selectors.version_in_force(last.ends_at, kind)) for kind in DocumentKind]
    return [
        {
            "kind": kind.value,
            "version": version.number,
            "sha256": version.content_hash,
            "published_on": day_of(version.published_at).isoformat(),
        }
        for kind, version in found
        if version is not None and version.published_at is not None
    ]


# --- carry out --------------------------------------------------------------------------------------------------------
def _course(each: "training.selectors.CourseGiven") -> dict[str, Any]:
    return {
        "title": _both(each.course.title_nl, each.course.title_en),
        "kind": each.course.kind,
        "minutes": each.course.duration_minutes,
        "function_groups": list(each.course.function_groups),
        "sessions": each.sessions,
        "seats": each.seats,
        "came": _people(each.came),
        "completed": _people(each.completed),
        "versions": each.versions,
    }


def _people(number: int) -> dict[str, int]:
    """Return a number of people, or of what they did, as the band in which it lies."""
    found = count_band(number, smallest_group())
    return {"low": found.low, "high": found.high}


# --- evaluate ---------------------------------------------------------------------------------------------------------
def _reach(first: Period, last: Period) -> list[dict[str, Any]]:
    """Return whom the programme reached, by function group, as last released in the period. Two queries a metric."""
    found: list[dict[str, Any]] = []
    for code in REACHED:
        rows = [
            row
            for row in released([code], unit_key=ORGANISATION)
            if str(first) <= row.released.release.period <= str(last)
        ]
        newest = max((row.released.release.period for row in rows), default=None)
        found += [
            {
                "metric": code,
                "month": row.released.release.period,
                "function_group": row.group,
                "status": row.status,
                "value": row.value,
                "low": row.low,
                "high": row.high,
                "base_band": base_band(row),
            }
            for row in rows
            if row.released.release.period == newest
        ]
    return found


def _reach_of_requirements(requirements: Sequence[Requirement], last: Period) -> list[dict[str, Any]]:
    """Return how far each requirement was met at the end, in the same order as the goals."""
    if not has_agreement(EVIDENCE):
        return [dict(HIDDEN) for _each in requirements]
    reaches = training.selectors.reach_at(requirements, _last_moment(last))
    return [share(reach.done, reach.people, threshold=smallest_group()) for reach in reaches]


def _total_shows(last: Period) -> bool:
    """Whether the release of the last month shows who completed a course, of everybody: relations add up to it."""
    total = {"unit_key": ORGANISATION, "group": ALL, "released__release__period": str(last)}
    return any(row.status == FigureStatus.SHOWN for row in released(["trained"], **total))


def _relations(last: Period) -> list[dict[str, Any]]:
    """Return who completed a course by relation: hired staff, volunteers and interns apart, while they are enough.

    A relation with too few people counts along with the next smallest, so that no group of few can be subtracted.
    """
    if not has_agreement(EVIDENCE):
        return []
    k = max(smallest_group(), FEWEST_IN_HALVES)
    counted = sorted(training.selectors.by_relation(_last_moment(last)), key=lambda row: (row.people, row.relation))
    shown = [([row.relation], row.people, row.trained) for row in counted]
    while len(shown) > 1 and shown[0][1] < k:
        (few, people, trained), (more, others, also), *rest = shown
        shown = sorted([(few + more, people + others, trained + also), *rest], key=lambda row: row[1])
    return [
        {"relations": sorted(names), **share(trained, people, threshold=k)}
        for names, people, trained in sorted(shown, key=lambda row: -row[1])
    ]


def _evaluations(first: Period, last: Period) -> list[dict[str, Any]]:
    """Return per course which share of who completed it said what they thought of it; what they thought is no part."""
    if not has_agreement(EVALUATION):
        return []
    return [
        {
            "course": _both(each.course.title_nl, each.course.title_en),
            **share(each.answered, each.asked, threshold=smallest_group()),
        }
        for each in training.selectors.evaluations_released(first, last)
    ]


def share(done: int, people: int, *, threshold: int) -> dict[str, Any]:
    """Return in which quarter of the scale a share of people lies, or which half for few, or nothing for too few.

    Where two parts meet the share lies in the upper one; none and all show as the lowest and the highest part do.
    """
    if people < max(threshold, FEWEST_IN_HALVES):
        return dict(HIDDEN)
    parts = 4 if people >= max(2 * threshold, FEWEST_IN_QUARTERS) else 2
    part, points = min(done * parts // people, parts - 1), 100 // parts
    return {
        "status": FigureStatus.RANGE.value,
        "value": None,
        "low": part * points,
        "high": (part + 1) * points,
        "base_band": str(band(people)),
    }


def _gaps(
    requirements: Sequence[Requirement], met: Sequence[dict[str, Any]], last: Period, *, now: datetime
) -> list[dict[str, Any]]:
    """Return what is still open, each with its kind and what it is about.

    ``met`` says how far each requirement was met; who did not complete it is no more than its other part, and whether
    anybody did not is not said of one in the highest part. Sessions and seats are those that lie ahead now.
    """
    in_force = [each for each in requirements if each.ends_on is None or each.ends_on > last.last_day]
    gaps: list[dict[str, Any]] = [
        {
            "kind": "to_complete",
            "course": _one_of(each.courses),
            **_whom(each),
            **reach,
            "low": 100 - reach["high"],
            "high": 100 - reach["low"],
        }
        for each, reach in zip(requirements, met, strict=True)
        if each in in_force and reach["high"] is not None and reach["high"] < 100
    ]
    no_session = training.selectors.without_a_way(in_force, now)
    gaps += [{"kind": "no_session", "course": _both(course.title_nl, course.title_en)} for course in no_session]
    required = {pk for each in in_force for pk in (*each.course_ids, each.renewal_course_id)}
    gaps += [
        {"kind": "too_few_seats", "course": _both(course.title_nl, course.title_en)}
        for course in training.selectors.courses_short(now=now)
        if course.pk in required and course not in no_session
    ]
    gaps += [
        {"kind": "nothing_required", "function_group": group.value}
        for group in FunctionGroup
        if not any(each.function_group in ("", group) for each in in_force)
    ]
    kinds = {each["kind"] for each in _documents(last)}
    return gaps + [{"kind": "no_document", "document": kind.value} for kind in DocumentKind if kind not in kinds]


def _last_moment(last: Period) -> datetime:
    """Return a moment on the last day: placements and requirements of that day hold."""
    return last.ends_at - last.ends_at.resolution


def _both(nl: str, en: str) -> dict[str, str]:
    return {"nl": nl or en, "en": en or nl}


def last_month_to_record(now: datetime) -> Period:
    """Return the last month that is over."""
    return Period.of(now).previous()


def first_month_to_offer(now: datetime) -> Period:
    """Return the month with which the form begins: January of the year of the last month that is over."""
    return Period(last_month_to_record(now).year, 1)
