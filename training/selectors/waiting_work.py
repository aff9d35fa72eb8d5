"""What waits for HR, a trainer or a manager. Each item opens the list of what it counts, with as many rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.asked import Waiting
from common.clock import AMSTERDAM, day_of, start_of
from people.choices import Role
from people.models import Person
from training import rules
from training.choices.session_list import SessionView
from training.models import Session
from training.rules.meetings import Meets
from training.selectors.exchange import imports_waiting
from training.selectors.handed_in import count_of_evidence
from training.selectors.late import count_of_late, count_of_team_late, required_of_all
from training.selectors.requests import count_of_requests
from training.selectors.seats_in_time import SeatsInTime
from training.selectors.session_list import SessionFilter, count_of_sessions, too_few_soon, without_trainer_soon
from training.selectors.waiting_lists import count_of_long_lists


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """What waits for HR, a trainer or a manager, with where to do it.

    For HR also what is required: ten queries more at most, whatever its number.
    """
    asked = count_of_requests(person, now=now)
    is_hr = person.has_role(Role.HR)
    late_in_team = count_of_team_late(person, now=now)
    items = [
        _item(
            ngettext("Request for training to answer", "Requests for training to answer", asked),
            asked,
            reverse("training:request_list") + ("?show=mine" if is_hr else ""),
            "school",
        ),
        _item(
            ngettext("Person of your team late with training", "People of your team late with training", late_in_team),
            late_in_team,
            reverse("training:team_list") + "?show=late",
            "users",
        ),
        *_given_today(person, now),
        *_attendance(person, now),
        *_evidence(person),
        *(_of_hr(person, now) if is_hr else []),
        *imports_waiting(person),
    ]
    return [each for each in items if each.count]


def _item(title: str, count: int, url: str, icon: str) -> Waiting:
    return Waiting(title, count, url, icon=icon)


def _given_today(person: Person, now: datetime) -> list[Waiting]:
    """What somebody gives today, each by itself: behind it are the code for the door and who comes. Two queries."""
    if not person.has_role(Role.TRAINER):
        return []
    rest_of_day = Meets(now - rules.DOOR_AFTER, start_of(day_of(now) + timedelta(days=1)))
    given = Session.objects.filter(trainers=person).overlapping([rest_of_day])
    items = []
    for each in given.select_related("course").prefetch_related("meetings").in_order():
        at = date_format(each.meeting_at(now).starts_at.astimezone(AMSTERDAM), "TIME_FORMAT")
        title = _("Session that you give today, %(at)s: %(course)s") % {"at": at, "course": each.course.title}
        url = reverse("training:session_detail", kwargs={"session_id": each.public_id})
        items.append(_item(title, 1, url, "calendar"))
    return items


def _attendance(person: Person, now: datetime) -> list[Waiting]:
    wanted = SessionFilter(view=SessionView.TO_MARK)
    count = count_of_sessions(person, wanted, now=now)
    title = ngettext("Session to mark attendance for", "Sessions to mark attendance for", count)
    return [_item(title, count, wanted.url, "clipboard-check")]


def _evidence(person: Person) -> list[Waiting]:
    count = count_of_evidence(person)
    title = ngettext("Piece of evidence to look at", "Pieces of evidence to look at", count)
    return [_item(title, count, reverse("training:evidence_list"), "file-text")]


def _of_hr(person: Person, now: datetime) -> Sequence[Waiting]:
    lists = count_of_long_lists(now=now)
    alone, few = without_trainer_soon(now), too_few_soon(now)
    without_trainer, below_minimum = (count_of_sessions(person, each, now=now) for each in (alone, few))
    return [
        *_required(now),
        _item(
            ngettext(
                "Course with more people waiting than free seats",
                "Courses with more people waiting than free seats",
                lists,
            ),
            lists,
            reverse("training:demand_list") + "?show=lists",
            "users",
        ),
        _item(
            ngettext(
                "Session within two weeks without a trainer",
                "Sessions within two weeks without a trainer",
                without_trainer,
            ),
            without_trainer,
            alone.url,
            "user",
        ),
        _item(
            ngettext(
                "Session within two weeks below its minimum",
                "Sessions within two weeks below their minimum",
                below_minimum,
            ),
            below_minimum,
            few.url,
            "alert-triangle",
        ),
    ]


def _required(now: datetime) -> list[Waiting]:
    """Who is late, and courses with too few seats in time. Two queries where nothing is required, twelve at most."""
    standings = required_of_all(now)
    late = count_of_late(standings)
    short = len(SeatsInTime(standings, now=now).courses_short)
    return [
        _item(
            ngettext("Person late with required training", "People late with required training", late),
            late,
            reverse("training:late_list"),
            "clock",
        ),
        _item(
            ngettext(
                "Required course with too few seats in time", "Required courses with too few seats in time", short
            ),
            short,
            reverse("training:demand_list") + "?show=required",
            "calendar-due",
        ),
    ]
