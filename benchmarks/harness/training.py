"""Who enrols in what, and what came of it: one question as JSON from standard input, the answer to standard output.

It is a process of its own because it must run under the settings of the installation that is measured.
"""

import json
import sys
from datetime import datetime, timedelta
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Count, F, Q
from django.utils import timezone

AHEAD = timedelta(days=30)
SEATS = 20


def crowd(number: int) -> list[str]:
    """Sign in so many people without a role above employee; return the session of each as a Cookie header."""
    person_model, device = apps.get_model("people.Person"), apps.get_model("usersessions.UserSession")
    here = person_model.objects.here_on((timezone.now() + AHEAD).date())
    people = here.filter(roles__isnull=True).order_by("pk")[1 : number + 1]
    cookies = []
    for person in people:
        store = SessionStore()
        store[SESSION_KEY], store[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store.create()
        # Seen a moment ago, as anybody is who comes from the page with the button.
        device.objects.create(user=person, ip="127.0.0.1", session_key=store.session_key, last_seen_at=timezone.now())
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={store.session_key}")
    return cookies


def courses(number: int) -> int:
    """Write courses with a session each until the catalogue has so many; return how many it has."""
    course = apps.get_model("training.Course")
    has = course.objects.published().count()
    plan(max(0, number - has), SEATS, False)
    return int(course.objects.published().count())


def plan(number: int, seats: int, is_full: bool) -> list[str]:
    """Plan so many sessions, each of a course of its own; full ones have one seat, which somebody has."""
    course, session, enrolment = (apps.get_model(f"training.{name}") for name in ("Course", "Session", "Enrolment"))
    now = timezone.now()
    starts = now + AHEAD
    planned = session.objects.bulk_create(
        session(
            course=of, starts_at=starts, ends_at=starts + timedelta(hours=2), place="Leslokaal 1",
            capacity=1 if is_full else seats, created_at=now, created_by=_author(),
        )
        for of in course.objects.bulk_create(_course(place, now) for place in range(number))
    )  # fmt: skip
    first = apps.get_model("people.Person").objects.here_on(starts.date()).order_by("pk").first()
    enrolment.objects.bulk_create(
        enrolment(session=one, person=first, state="booked", state_since=now, joined_at=now, enrolled_by=first)
        for one in (planned if is_full else ())
    )
    return [str(one.public_id) for one in planned]


def check(asked: list[list[str]]) -> list[dict[str, int]]:
    """Count, for each list of sessions, what was written: seats, places, seats too many, people who are in twice."""
    session, enrolment = apps.get_model("training.Session"), apps.get_model("training.Enrolment")
    found = []
    for sessions in asked:
        mine = enrolment.objects.filter(session__public_id__in=sessions)
        counted = session.objects.filter(public_id__in=sessions).annotate(
            taken=Count("enrolments", filter=~Q(enrolments__state__in=["waiting", "cancelled"]))
        )
        passed = counted.filter(taken__lt=F("capacity"), enrolments__state="waiting").distinct()
        found.append({
            "booked": mine.filter(state="booked").count(),
            "waiting": mine.filter(state="waiting").count(),
            "enrolments": mine.count(),
            "too_many": sum(max(0, each.taken - each.capacity) for each in counted),
            "twice": mine.values("session", "person").annotate(number=Count("pk")).filter(number__gt=1).count(),
            "waits_for_a_free_seat": passed.count(),
        })  # fmt: skip
    return found


def _author() -> Any:
    return apps.get_model("people.Person").objects.order_by("pk").first()


def _course(number: int, now: datetime) -> Any:
    return apps.get_model("training.Course")(
        title_nl=f"Werken met AI {number}", title_en=f"Working with AI {number}", summary_nl="Wat je wel deelt.",
        summary_en="What you share.", outcomes_nl="Je weet wat je deelt", outcomes_en="You know what you share",
        duration_minutes=120, created_at=now, created_by=_author(), published_at=now,
    )  # fmt: skip


QUESTIONS = {"crowd": crowd, "courses": courses, "plan": plan, "check": check}


if __name__ == "__main__":
    django.setup()
    json.dump([QUESTIONS[name](*told) for name, *told in json.load(sys.stdin)], sys.stdout)
