"""Taking a course again: what it asks, when it counts, and the certificate that comes beside the former one."""

from datetime import date, timedelta

import pytest
from django.test import Client

from common.errors import RuleBroken
from outbox.models import Message
from people.models import Person
from tests.people.builders import employee, unit
from tests.training.builders import (
    NOW,
    all_read,
    answered,
    certificate,
    completion,
    course,
    portal_course,
    requirement,
)
from tests.training.pages import SignIn, address
from training import selectors, services
from training.models import Certificate, Completion, Course, LessonRead
from training.rules.certificates import pk_of_number
from training.selectors.certificates import notice_for_holder, notice_for_reader, standing_in_list
from training.selectors.learning import Learning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def passed(the_course: Course, person: Person, *, days: int = 0) -> None:
    """Let somebody pass the questions of a course, so many days from now."""
    at = NOW + timedelta(days=days)
    if not LessonRead.objects.filter(person=person, lesson__course=the_course).exists():
        all_read(of=the_course, by=person, at=at)
    answered(of=the_course, by=person, right=the_course.scenarios.count(), at=at)
    services.finish_quiz(course_id=the_course.pk, person=person, now=at)


def learned(the_course: Course, person: Person, *, days: int = 0) -> Learning:
    return selectors.learning(the_course, person, now=NOW + timedelta(days=days))


# --- passing again ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("days", "number"), [(0, 1), (1, 2), (400, 2)])
def test_passing_again_gives_a_new_certificate_once_a_day(days: int, number: int) -> None:
    the_course, person = portal_course(), employee()
    passed(the_course, person)
    passed(the_course, person, days=days)
    assert Completion.objects.count() == Certificate.objects.count() == number
    assert Message.objects.filter(code="training.proof_ready", channel="mail").count() == number


def test_failing_again_leaves_what_somebody_has() -> None:
    the_course, person = portal_course(), employee()
    passed(the_course, person)
    later = NOW + timedelta(days=400)
    answered(of=the_course, by=person, right=1, at=later)
    services.finish_quiz(course_id=the_course.pk, person=person, now=later)
    held = Certificate.objects.get()
    assert held.revoked_at is None


def test_former_certificate_stays_and_says_that_there_is_a_newer_one() -> None:
    the_course, person = portal_course(certificate_months=12), employee()
    passed(the_course, person)
    passed(the_course, person, days=300)
    former, newer = Certificate.objects.with_newer().order_by("pk")
    assert (former.newer_on, former.newer_id) == (newer.completed_on, newer.public_id)
    assert newer.newer_on is None
    assert former.valid_until == date(2027, 11, 2)
    day = newer.completed_on
    assert standing_in_list(former, day=day) == ("er is een nieuwer bewijs", "neutral")
    assert standing_in_list(newer, day=day) == ("geldt", "good")


def test_newer_one_that_was_revoked_replaces_nothing(hr: Person) -> None:
    the_course, person = portal_course(), employee()
    passed(the_course, person)
    passed(the_course, person, days=1)
    newer = Certificate.objects.latest("pk")
    services.revoke_certificate(certificate_id=newer.pk, reason="Fout", actor=hr, now=NOW)
    assert Certificate.objects.with_newer().earliest("pk").newer_on is None


def test_certificate_of_another_course_or_person_replaces_nothing() -> None:
    person = employee()
    for the_course in (portal_course(), portal_course()):
        passed(the_course, person)
        passed(the_course, employee(), days=1)
    assert {row.newer_on for row in Certificate.objects.with_newer()} == {None}


# --- after it was revoked ---------------------------------------------------------------------------------------------
def test_who_lost_a_certificate_gets_another_by_reading_again_the_next_day(hr: Person) -> None:
    the_course, person = portal_course(questions=0, lessons=1), employee()
    lesson = the_course.lessons.get()
    services.read_lesson(lesson_id=lesson.pk, person=person, now=NOW)
    services.revoke_certificate(certificate_id=Certificate.objects.get().pk, reason="Fout", actor=hr, now=NOW)
    assert learned(the_course, person).again is None
    tomorrow = NOW + timedelta(days=1)
    assert learned(the_course, person, days=1).is_due_again
    services.take_again(course_id=the_course.pk, person=person, now=tomorrow)
    services.read_lesson(lesson_id=lesson.pk, person=person, now=tomorrow)
    assert list(Certificate.objects.order_by("pk").values_list("revoked_reason", flat=True)) == ["Fout", ""]


# --- reading again ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("days", "number"), [(27, 1), (28, 2)])
def test_reading_again_counts_after_four_weeks(days: int, number: int) -> None:
    the_course, person = portal_course(questions=0, lessons=1), employee()
    lesson, later = the_course.lessons.get(), NOW + timedelta(days=days)
    services.read_lesson(lesson_id=lesson.pk, person=person, now=NOW)
    if number == 1:
        with pytest.raises(RuleBroken, match="vanaf vier weken"):
            services.take_again(course_id=the_course.pk, person=person, now=later)
    else:
        services.take_again(course_id=the_course.pk, person=person, now=later)
    services.read_lesson(lesson_id=lesson.pk, person=person, now=later)
    assert Certificate.objects.count() == number


def test_taking_again_twice_keeps_what_was_read_again() -> None:
    the_course, person = portal_course(questions=0, lessons=2), employee()
    all_read(of=the_course, by=person, at=NOW - timedelta(days=30))
    completion(of=the_course, person=person)
    later = NOW + timedelta(days=40)
    services.take_again(course_id=the_course.pk, person=person, now=later)
    services.read_lesson(lesson_id=the_course.lessons.earliest("position").pk, person=person, now=later)
    services.take_again(course_id=the_course.pk, person=person, now=later)
    here = learned(the_course, person, days=40)
    assert (here.read, here.step and here.step.words) == (1, "Verder waar je was")


def test_course_that_was_not_completed_or_has_sessions_is_not_taken_again() -> None:
    person, later = employee(), NOW + timedelta(days=400)
    in_class = course(asks_questions=True)
    completion(of=in_class, person=person)
    for the_course in (portal_course(questions=0, lessons=1), in_class):
        with pytest.raises(RuleBroken, match="vanaf vier weken"):
            services.take_again(course_id=the_course.pk, person=person, now=later)


def test_taking_again_keeps_the_answers_of_a_course_with_questions() -> None:
    the_course, person = portal_course(), employee()
    passed(the_course, person)
    services.take_again(course_id=the_course.pk, person=person, now=NOW + timedelta(days=40))
    assert learned(the_course, person, days=40).all_read


# --- the way to it on the pages ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("months", "days", "due"), [(None, 400, False), (12, 200, False), (12, 310, True), (12, 400, True)]
)
def test_taking_again_comes_first_when_a_certificate_runs_out(months: int | None, days: int, *, due: bool) -> None:
    the_course, person = portal_course(certificate_months=months), employee()
    passed(the_course, person)
    here = learned(the_course, person, days=days)
    assert here.again is not None
    assert here.again.url == address("quiz_start", course_id=the_course.public_id)
    assert here.is_due_again is due


def test_what_is_required_again_comes_first_though_the_certificate_has_no_end() -> None:
    the_course, person = portal_course(), employee()
    passed(the_course, person)
    later = NOW + timedelta(days=400)
    assert selectors.learning(the_course, person, now=later, asked_again=True).is_due_again
    assert not selectors.learning(the_course, person, now=later).is_due_again


@pytest.mark.parametrize(
    ("months", "days", "says"),
    [
        (None, 400, "Wat je hebt, houd je."),
        (12, 200, "Wat je ervoor kreeg, geldt tot 2 november 2027."),
        (12, 400, "Wat je ervoor kreeg, gold tot 2 november 2027."),
    ],
)
def test_course_page_says_how_what_somebody_has_stands(months: int | None, days: int, says: str) -> None:
    the_course, person = portal_course(certificate_months=months), employee()
    passed(the_course, person)
    assert says in learned(the_course, person, days=days).why_again


def test_course_page_says_that_it_was_revoked(hr: Person) -> None:
    the_course, person = portal_course(), employee()
    passed(the_course, person)
    services.revoke_certificate(certificate_id=Certificate.objects.get().pk, reason="Fout", actor=hr, now=NOW)
    assert "ingetrokken" in learned(the_course, person, days=1).why_again


def test_certificate_that_ran_out_leads_its_holder_to_the_course(
    sign_in: SignIn, colleague: Person, hr: Person
) -> None:
    the_course = portal_course(certificate_months=12)
    passed(the_course, colleague, days=-400)
    own = address("certificate_detail", certificate_id=Certificate.objects.get().public_id)
    link = f'href="{address("course_detail", course_id=the_course.public_id)}"'
    assert link in sign_in(colleague).get(own).content.decode()
    assert link not in sign_in(hr).get(own).content.decode()


@pytest.mark.parametrize(("language", "says"), [("nl", "Maak de vragen opnieuw"), ("en", "Answer the questions again")])
def test_who_must_renew_finds_it_first_on_the_course_page(
    sign_in: SignIn, colleague: Person, language: str, says: str
) -> None:
    the_course = portal_course()
    Person.objects.filter(pk=colleague.pk).update(language=language)
    requirement(of=the_course, valid_months=12)
    all_read(of=the_course, by=colleague)
    completion(of=the_course, person=colleague, at=NOW - timedelta(days=350))
    page = sign_in(colleague).get(address("course_detail", course_id=the_course.public_id)).content.decode()
    questions = address("quiz_start", course_id=the_course.public_id)
    link = page[page.index(f'href="{questions}"') - 40 :]
    assert "btn-primary" in link[:40]
    assert says in link[:200]


def test_course_without_questions_is_taken_again_from_its_page(sign_in: SignIn, colleague: Person) -> None:
    the_course = portal_course(questions=0, lessons=1)
    all_read(of=the_course, by=colleague, at=NOW - timedelta(days=60))
    completion(of=the_course, person=colleague, at=NOW - timedelta(days=60))
    client, url = sign_in(colleague), address("course_detail", course_id=the_course.public_id)
    again = address("course_again", course_id=the_course.public_id)
    assert f'action="{again}"' in client.get(url).content.decode()
    assert client.post(again).headers["Location"] == url
    assert not LessonRead.objects.filter(person=colleague).exists()
    page = client.post(address("lesson_detail", lesson_id=the_course.lessons.get().public_id), follow=True)
    assert "afgerond" in page.content.decode()
    assert Certificate.objects.filter(person=colleague).count() == 1
    assert f'action="{again}"' not in client.get(url).content.decode()


def test_lesson_leads_on_to_the_questions_of_who_takes_them_again(sign_in: SignIn, colleague: Person) -> None:
    the_course = portal_course(lessons=1)
    all_read(of=the_course, by=colleague)
    completion(of=the_course, person=colleague, at=NOW - timedelta(days=2))
    page = sign_in(colleague).get(address("lesson_detail", lesson_id=the_course.lessons.get().public_id))
    assert address("quiz_start", course_id=the_course.public_id) in page.content.decode()


def test_own_list_marks_the_former_certificate(sign_in: SignIn, colleague: Person) -> None:
    the_course = portal_course()
    passed(the_course, colleague, days=-400)
    assert "nieuwer bewijs" not in sign_in(colleague).get(address("my_training")).content.decode()
    passed(the_course, colleague, days=-2)
    assert sign_in(colleague).get(address("my_training")).content.decode().count("nieuwer bewijs") == 1


# --- what the pages of a certificate say ------------------------------------------------------------------------------
def test_pages_of_the_former_one_lead_to_the_newer_one(sign_in: SignIn, colleague: Person) -> None:
    the_course = portal_course()
    passed(the_course, colleague, days=-400)
    passed(the_course, colleague, days=-2)
    former, newer = Certificate.objects.order_by("pk")
    own = sign_in(colleague).get(address("certificate_detail", certificate_id=former.public_id)).content.decode()
    assert address("certificate_detail", certificate_id=newer.public_id) in own
    anybody = Client(headers={"Accept-Language": "en"})
    said = anybody.get(address("certificate_check", code=former.code)).content.decode()
    assert "Its holder has a newer one, of 31 October 2026." in said
    # Nobody else is led to it: its code is for who was shown it.
    assert newer.code not in said
    assert "newer one" not in anybody.get(address("certificate_check", code=newer.code)).content.decode()


NOTICES = {
    "counts": ({}, "good", "Gegeven door Huis. Het verloopt niet."),
    "counts until": ({"valid_until": date(2027, 3, 1)}, "good", "Gegeven door Huis. Het geldt tot 1 maart 2027."),
    "ran out": (
        {"valid_until": date(2026, 11, 1)},
        "warn",
        "Gegeven door Huis. Het is echt, en gold tot 1 november 2026.",
    ),
    "revoked": ({"revoked_at": NOW, "revoked_reason": "Fout"}, "bad", "Huis heeft het op 2 november 2026 ingetrokken."),
}


@pytest.mark.parametrize("case", NOTICES)
def test_reader_sees_whether_it_counts(case: str) -> None:
    fields, kind, text = NOTICES[case]
    held = certificate(person=employee(), organisation="", **fields)
    row = Certificate.objects.with_newer().get(pk=held.pk)
    notice = notice_for_reader(row, day=NOW.date(), organisation="Huis")
    assert (notice.kind, notice.text) == (kind, text)


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ("ran out", "Het gold tot 1 november 2026. Volg de cursus opnieuw voor een nieuw bewijs."),
        ("revoked", "Ingetrokken op 2 november 2026. De reden: Fout"),
    ],
)
def test_holder_reads_why_it_does_not_count(case: str, text: str) -> None:
    held = certificate(person=employee(), **NOTICES[case][0])
    row = Certificate.objects.with_newer().get(pk=held.pk)
    notice = notice_for_holder(row, day=NOW.date())
    assert notice is not None
    assert notice.text == text


def test_holder_of_one_that_counts_reads_no_notice() -> None:
    held = certificate(person=employee())
    row = Certificate.objects.with_newer().get(pk=held.pk)
    assert notice_for_holder(row, day=NOW.date()) is None


# --- unit and number --------------------------------------------------------------------------------------------------
def test_certificate_keeps_where_its_holder_worked_then() -> None:
    person = employee(unit=unit("N", "Thuiszorg Noord"))
    passed(portal_course(), person)
    moved_to = unit("Z", "Thuiszorg Zuid")
    person.placements.update(unit=moved_to)
    passed(portal_course(), person)
    assert list(Certificate.objects.order_by("pk").values_list("unit", flat=True)) == [
        "Thuiszorg Noord", "Thuiszorg Zuid"
    ]  # fmt: skip


def test_who_works_in_no_unit_gets_one_without() -> None:
    person = employee()
    person.placements.all().delete()
    passed(portal_course(), person)
    assert Certificate.objects.get().unit == ""


def test_number_has_the_year_and_is_found_by_hr_alone(sign_in: SignIn, hr: Person) -> None:
    held = certificate(person=employee(last_name="Zeldzaam"))
    assert held.number == f"2026-{held.pk:06d}"
    assert pk_of_number(f" {held.number} ") == held.pk
    for typed, finds in ((held.number, True), (f"2026-{held.pk + 1:06d}", False)):
        page = sign_in(hr).get(address("certificate_list"), {"q": typed}).content.decode()
        assert ("Zeldzaam" in page) is finds
    # A number can be guessed, so it opens nothing for who has no account.
    assert Client().get(address("certificate_check", code=held.number)).status_code == 404


@pytest.mark.parametrize(
    "typed", ["", "2026", "2026-", "2026-12", "2026-1234567890123456", "x2026-000001", "2026-00000a"]
)
def test_other_text_is_no_number(typed: str) -> None:
    assert pk_of_number(typed) is None


def test_unit_shows_with_the_name_only(sign_in: SignIn, colleague: Person) -> None:
    held, anybody = certificate(person=colleague, unit="Thuiszorg Noord"), Client()
    check = address("certificate_check", code=held.code)
    assert "Thuiszorg Noord" not in anybody.get(check).content.decode()
    assert held.number in anybody.get(check).content.decode()
    services.share_name(certificate_id=held.pk, shows_name=True, actor=colleague, now=NOW)
    assert "Thuiszorg Noord" in anybody.get(check).content.decode()
