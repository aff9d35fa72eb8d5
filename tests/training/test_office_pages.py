"""What HR writes, plans and requires, on its pages."""

import re
from datetime import datetime, timedelta

import pytest
from django.db.models import Model
from django.utils import translation

from common.clock import AMSTERDAM
from common.sent import as_sent
from outbox.models import Message
from people.choices import Role
from people.models import Person
from tests.pages import as_shown, kept_on
from tests.people.builders import employee, unit
from tests.training.builders import (
    IN_TWO_WEEKS,
    NOW,
    completion,
    course,
    enrolment,
    full_session,
    requirement,
    session,
)
from tests.training.pages import SignIn, address, page_of
from training import selectors
from training.choices import EnrolmentState
from training.errors import _in_words
from training.models import Course, Enrolment, Requirement, Session

S = EnrolmentState
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def course_fields(**fields: object) -> dict[str, object]:
    return {
        "title_nl": "AI in mijn werk",
        "title_en": "AI in my work",
        "summary_nl": "Wat AI kan.",
        "outcomes_nl": "Je weet wat AI is",
        "kind": "in_class",
        "level": "start",
        "theme": "understand",
        "language": "nl",
        "duration_minutes": "90",
        "approval": "by_rule",
        **fields,
    }


def test_hr_writes_and_publishes_a_course_with_a_session(sign_in: SignIn, hr: Person) -> None:
    client = sign_in(hr)
    client.post(address("course_create"), course_fields(cost="12.50"))
    made = Course.objects.get()
    assert (made.cost_cents, made.is_published) == (1250, False)
    client.post(address("course_publish", course_id=made.public_id))
    made.refresh_from_db()
    assert made.is_published
    moments = {"starts_at": "2026-12-01T10:00", "ends_at": "2026-12-01T11:30"}
    client.post(
        address("session_create", course_id=made.public_id), {**moments, "place": "Leslokaal 1", "capacity": "12"}
    )
    planned = Session.objects.get()
    assert planned.starts_at.isoformat() == "2026-12-01T09:00:00+00:00"


@pytest.mark.parametrize(
    ("language", "words", "untouched"),
    [("nl", "dit is intussen veranderd", "nee"), ("en", "changed in the meantime", "no")],
)
def test_of_two_who_edit_a_course_the_second_sees_what_the_first_kept(
    sign_in: SignIn, language: str, words: str, untouched: str
) -> None:
    made = course(title="AI in mijn werk")
    client, url = (
        sign_in(employee(language=language, roles=[Role.HR])),
        address("course_edit", course_id=made.public_id),
    )
    first = course_fields(title_nl="Van de eerste", cost="12.50", edition=made.edition)
    second = course_fields(title_nl="Van de tweede", provider="Wij", is_working_time="on", edition=made.edition)
    assert client.post(url, first).status_code == 302
    late = client.post(url, second)
    page = late.content.decode()
    assert late.status_code == 409
    assert words in page
    kept = kept_on(page)
    assert "Van de eerste" in kept
    assert "12.50" in kept
    assert f"<dd>{untouched}</dd>" in kept
    assert "Van de tweede" in page
    made.refresh_from_db()
    assert (made.title_nl, made.provider, made.cost_cents) == ("Van de eerste", "", 1250)
    assert client.post(url, second | {"edition": made.edition}).status_code == 302
    made.refresh_from_db()
    assert (made.title_nl, made.provider, made.edition) == ("Van de tweede", "Wij", 3)


def test_saving_a_course_twice_is_no_conflict(sign_in: SignIn, hr: Person) -> None:
    made = course(title="AI in mijn werk")
    client, url = sign_in(hr), address("course_edit", course_id=made.public_id)
    again = [client.post(url, course_fields(edition=made.edition)).status_code for _time in range(2)]
    assert again == [302, 302]


def test_course_elsewhere_without_an_address_comes_back_with_what_was_typed(sign_in: SignIn, hr: Person) -> None:
    answer = sign_in(hr).post(address("course_create"), course_fields(kind="elsewhere"))
    assert answer.status_code == 422
    assert "AI in my work" in answer.content.decode()
    assert not Course.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_at": "2026-10-01T10:00", "ends_at": "2026-10-01T11:00"},
        {"ends_at": "2026-12-01T09:00"},
        {"capacity": "0"},
        {"capacity": "-3"},
        {"capacity": "999999999999"},
        {"place": ""},
        {"starts_at": "2027-03-28T02:30", "ends_at": "2027-03-28T04:00"},
        {"enrol_until": "2027-01-01T10:00"},
    ],
)
def test_session_that_cannot_be_comes_back_and_is_not_planned(
    sign_in: SignIn, hr: Person, wrong: dict[str, str]
) -> None:
    moments = {"starts_at": "2026-12-01T10:00", "ends_at": "2026-12-01T11:30"}
    fields = {**moments, "place": "Leslokaal 1", "capacity": "12", **wrong}
    answer = sign_in(hr).post(address("session_create", course_id=course().public_id), fields)
    assert answer.status_code == 422
    assert not Session.objects.exists()


def test_editing_a_session_keeps_what_it_was(sign_in: SignIn, hr: Person) -> None:
    the_session = session(trainers=[employee(roles=[Role.TRAINER])])
    client, url = sign_in(hr), address("session_edit", session_id=the_session.public_id)
    form = client.get(url).context["form"]
    assert form.initial["capacity"] == 2
    assert "2026-11-16" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("language", "now", "later"),
    [
        ("nl", "Mensen kunnen zich inschrijven.", "Mensen kunnen zich inschrijven zodra de cursus gepubliceerd is."),
        ("en", "People can enrol.", "People can enrol once the course is published."),
    ],
)
def test_planning_a_session_says_whether_people_can_enrol_already(
    sign_in: SignIn, language: str, now: str, later: str
) -> None:
    client = sign_in(employee(language=language, roles=[Role.HR]))
    fields = {"starts_at": "2026-12-01T10:00", "place": "Leslokaal 1", "capacity": "12"}
    for of, words in ((course(), now), (course(published=False), later)):
        page = client.post(address("session_create", course_id=of.public_id), fields, follow=True).content.decode()
        assert [each for each in (now, later) if each in page] == [words]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_planning_warns_of_the_same_trainer_or_room_at_that_time_and_plans_it(sign_in: SignIn, language: str) -> None:
    says = {
        "nl": ("Tess de Boer geeft dan ook een andere sessie: ", "In Leslokaal 1 is dan ook een andere sessie: "),
        "en": ("Tess de Boer gives another session at that time: ", "In Leslokaal 1 there is another session at that"),
    }[language]
    when = {"nl": "maandag 16 november, 10.00 tot 11.30", "en": "Monday 16 November, 10:00 to 11:30"}[language]
    trainer = employee(first_name="Tess", roles=[Role.TRAINER])
    other = session(trainers=[trainer])
    client, of = sign_in(employee(language=language, roles=[Role.HR])), course()
    both, by_trainer, in_room = (True, True), (True, False), (False, True)
    for trainers, place, starts_at, said in (
        ([trainer], "Leslokaal 1", "2026-11-16T11:00", both),
        ([trainer], "Zaal Beuk", "2026-11-16T11:00", by_trainer),
        ([], "leslokaal 1", "2026-11-16T09:00", in_room),
        ([trainer], "Leslokaal 1", "2026-11-16T11:30", (False, False)),
        ([], "Zaal Eik", "2026-11-16T10:00", (False, False)),
    ):
        fields = {
            "starts_at": starts_at, "place": place, "capacity": "12",
            "trainers": [str(each.public_id) for each in trainers],
        }  # fmt: skip
        url = address("session_create", course_id=of.public_id)
        page = client.post(url, fields, follow=True).content.decode()
        made = Session.objects.exclude(pk=other.pk).get()
        assert tuple(words.casefold() in page.casefold() for words in says) == said
        link = f'<a href="{address("session_detail", session_id=other.public_id)}">'
        assert (link in page, when in page, "hv-message--warning" in page) == (any(said),) * 3
        made.delete()


def test_changing_a_session_warns_of_what_is_there_at_the_new_time_but_not_of_what_is_cancelled(
    sign_in: SignIn, hr: Person
) -> None:
    made = session(starts_at=IN_TWO_WEEKS + timedelta(days=1))
    other, _cancelled = session(), session(cancelled_at=NOW, cancel_reason="Ziek")
    url = address("session_edit", session_id=made.public_id)
    page = sign_in(hr).post(url, session_fields(made), follow=True).content.decode()
    assert page.count("In Leslokaal 1 is dan ook een andere sessie") == 1
    assert address("session_detail", session_id=other.public_id) in page


def session_fields(of: Session, **fields: object) -> dict[str, object]:
    return {
        "starts_at": "2026-11-16T10:00", "ends_at": "2026-11-16T12:00", "place": of.place, "capacity": of.capacity,
        "edition": of.edition, **fields,
    }  # fmt: skip


@pytest.mark.parametrize(("language", "moment"), [("nl", "17 november 2026 10:00"), ("en", "17 November 2026 10:00")])
def test_of_two_who_change_a_session_the_second_sees_what_the_first_kept(
    sign_in: SignIn, language: str, moment: str
) -> None:
    made, trainer = session(), employee(first_name="Tess", roles=[Role.TRAINER])
    url = address("session_edit", session_id=made.public_id)
    client = sign_in(employee(language=language, roles=[Role.HR]))
    moved = {"starts_at": "2026-11-17T10:00", "ends_at": "2026-11-17T12:00", "trainers": [str(trainer.public_id)]}
    assert f'name="edition" value="{made.edition}"' in client.get(url).content.decode()
    assert client.post(url, session_fields(made, **moved)).status_code == 302
    late = client.post(url, session_fields(made, capacity=7))
    page = late.content.decode()
    assert late.status_code == 409
    kept = kept_on(page)
    assert moment in kept
    assert trainer.full_name in kept
    made.refresh_from_db()
    assert (made.capacity, list(made.trainers.all())) == (2, [trainer])
    assert client.post(url, session_fields(made, **moved, capacity=7)).status_code == 302
    made.refresh_from_db()
    assert (made.capacity, list(made.trainers.all()), made.edition) == (7, [trainer], 3)


def test_what_the_second_left_alone_at_a_session_takes_what_the_first_kept(sign_in: SignIn, hr: Person) -> None:
    made, trainer = session(), employee(first_name="Tess", roles=[Role.TRAINER])
    client, url = sign_in(hr), address("session_edit", session_id=made.public_id)
    opened = as_shown(client.get(url).content.decode())
    first = session_fields(made, place="Zaal Beuk 2", capacity=3, trainers=[str(trainer.public_id)])
    assert client.post(url, first).status_code == 302

    late = client.post(url, opened | {"starts_at": "2026-11-16T09:30"})

    page = late.content.decode()
    assert late.status_code == 409
    assert "Zaal Beuk 2" in page
    kept = kept_on(page)
    assert ">Begint</a>" in kept
    assert not any(label in kept for label in (">Zaal of adres<", ">Aantal plekken<", ">Trainers<", ">Eindigt<"))
    assert client.post(url, as_shown(page) | {"starts_at": "2026-11-16T09:30"}).status_code == 302
    made.refresh_from_db()
    assert (made.place, made.capacity, list(made.trainers.all())) == ("Zaal Beuk 2", 3, [trainer])
    assert made.starts_at.astimezone(AMSTERDAM).hour == 9


def test_cancelling_a_session_without_people_says_so_and_counts_nobody(sign_in: SignIn, hr: Person) -> None:
    url = address("session_cancel", session_id=session().public_id)
    page = sign_in(hr).post(url, {"reason": "Ziek"}, follow=True).content.decode()
    assert "De sessie is afgezegd. Niemand was ingeschreven." in page


@pytest.mark.parametrize(
    ("days", "day", "hour"),
    [(14, "2026-11-23", "10:00"), (-40, "2026-11-04", "11:00")],
    ids=["ahead", "before the clock went back"],
)
def test_another_session_begins_as_a_copy_some_weeks_later(
    sign_in: SignIn, hr: Person, days: int, day: str, hour: str
) -> None:
    trainer = employee(roles=[Role.TRAINER])
    first = session(starts_at=NOW + timedelta(days=days), capacity=9, trainers=[trainer], place="Lokaal 4")
    client = sign_in(hr)
    page = client.get(address("session_detail", session_id=first.public_id)).content.decode()
    url = address("session_create", course_id=first.course.public_id) + f"?like={first.public_id}"
    assert url in page
    form = client.get(url).context["form"]
    fields = {name: values for name, values in as_sent(form).items() if any(values)}
    assert fields["starts_at"] == [f"{day}T{hour}"]
    assert (fields["place"], fields["capacity"], fields["trainers"]) == (["Lokaal 4"], ["9"], [str(trainer.public_id)])
    assert client.post(url, fields).status_code == 302
    made = Session.objects.exclude(pk=first.pk).get()
    assert made.ends_at - made.starts_at == first.ends_at - first.starts_at
    assert not made.enrolments.exists()


@pytest.mark.parametrize("like", ["x", "00000000-0000-4000-8000-000000000000"])
def test_copy_of_nothing_is_an_empty_form(sign_in: SignIn, hr: Person, like: str) -> None:
    url = address("session_create", course_id=course().public_id)
    form = sign_in(hr).get(url, {"like": like}).context["form"]
    assert form["place"].value() is None


def test_end_of_a_session_moves_along_when_only_its_start_moved_past_it(sign_in: SignIn, hr: Person) -> None:
    made = session()
    lasted, client, url = made.ends_at - made.starts_at, sign_in(hr), address("session_edit", session_id=made.public_id)
    opened = as_shown(client.get(url).content.decode())
    assert client.post(url, opened | {"starts_at": "2026-11-20T13:30"}).status_code == 302
    made.refresh_from_db()
    assert made.ends_at - made.starts_at == lasted
    assert made.starts_at.astimezone(AMSTERDAM).day == 20
    opened, ended_at = as_shown(client.get(url).content.decode()), made.ends_at
    assert client.post(url, opened | {"starts_at": "2026-11-20T14:00"}).status_code == 302
    made.refresh_from_db()
    assert made.ends_at == ended_at, "a later start within the old hours makes it shorter"
    typed = as_shown(client.get(url).content.decode()) | {
        "starts_at": "2026-11-21T13:30",
        "ends_at": "2026-11-21T12:00",
    }
    assert client.post(url, typed).status_code == 422


def test_saving_a_session_twice_is_no_conflict_and_tells_people_once(sign_in: SignIn, hr: Person) -> None:
    made = full_session()
    client, url = sign_in(hr), address("session_edit", session_id=made.public_id)
    again = session_fields(made, place="Kamer 12")
    assert [client.post(url, again).status_code for _time in range(2)] == [302, 302]
    made.refresh_from_db()
    assert (made.sequence, made.edition) == (1, 2)


@pytest.mark.parametrize(
    ("language", "nobody", "one"),
    [
        ("nl", "Opgeslagen. Niemand krijgt een bericht.", "Opgeslagen. 2 mensen krijgen een bericht."),
        ("en", "Saved. Nobody gets a message.", "Saved. 2 people get a message."),
    ],
)
def test_saving_a_session_says_how_many_people_hear_of_it(
    sign_in: SignIn, language: str, nobody: str, one: str
) -> None:
    made = full_session(trainers=[employee(roles=[Role.TRAINER])])
    client = sign_in(employee(roles=[Role.HR], language=language))
    url, trainers = address("session_edit", session_id=made.public_id), [each.public_id for each in made.trainers.all()]
    same = session_fields(made, trainers=trainers, ends_at="2026-11-16T11:30")
    assert nobody in client.post(url, same, follow=True).content.decode()
    assert one in client.post(url, same | {"place": "Kamer 12"}, follow=True).content.decode()


@pytest.mark.parametrize("page", ["course_create", "course_edit", "requirement_create", "session_create"])
def test_forms_that_take_long_to_fill_hold_who_leaves(sign_in: SignIn, hr: Person, page: str) -> None:
    made = course()
    where = {"course_id": made.public_id} if page in {"course_edit", "session_create"} else {}
    assert "data-leave" in sign_in(hr).get(address(page, **where)).content.decode()


def test_hr_reaches_evidence_and_requests_from_training(sign_in: SignIn, hr: Person) -> None:
    client = sign_in(hr)
    assert address("evidence_list") in client.get(address("course_list")).content.decode()
    assert address("request_list") in client.get(address("session_list")).content.decode()


def test_seats_given_meanwhile_are_not_taken_back_by_an_older_form(sign_in: SignIn, hr: Person) -> None:
    made = session()
    client = sign_in(hr)
    older = session_fields(made, place="Kamer 12")
    client.post(address("session_capacity", session_id=made.public_id), {"capacity": "9"})
    assert client.post(address("session_edit", session_id=made.public_id), older).status_code == 409
    made.refresh_from_db()
    assert made.capacity == 9


def test_hr_cancels_a_session_with_a_reason(sign_in: SignIn, hr: Person) -> None:
    the_session = full_session(waiting=1)
    url = address("session_cancel", session_id=the_session.public_id)
    client = sign_in(hr)
    assert client.post(url, {"reason": " "}).status_code == 422
    client.post(url, {"reason": "De trainer is ziek"})
    assert set(the_session.enrolments.values_list("state", flat=True)) == {S.CANCELLED}


@pytest.mark.parametrize(
    ("language", "nobody", "one", "seven"),
    [
        ("nl", "Niemand is ingeschreven", "Eén persoon krijgt een bericht", "7 mensen krijgen een bericht"),
        ("en", "Nobody has enrolled", "One person gets a message", "7 people get a message"),
    ],
)
def test_words_before_and_after_cancelling_count_everyone_who_gets_the_message(
    sign_in: SignIn, language: str, nobody: str, one: str, seven: str
) -> None:
    hr = employee(language=language, roles=[Role.HR, Role.TRAINER])
    client = sign_in(hr)
    longest = session(capacity=3, trainers=[hr, employee(roles=[Role.TRAINER])])
    for state in (S.BOOKED, S.BOOKED, S.OFFERED, S.WAITING, S.WAITING, S.REQUESTED, S.CANCELLED, S.DECLINED):
        enrolment(session=longest, state=state)
    waits = session()
    enrolment(session=waits, state=S.WAITING)
    for asked, words in ((session(trainers=[hr]), nobody), (waits, one), (longest, seven)):
        page = client.get(address("session_cancel", session_id=asked.public_id)).content.decode()
        assert [each for each in (nobody, one, seven) if each in page] == [words]
    url = address("session_cancel", session_id=longest.public_id)
    told = client.post(url, {"reason": "De trainer is ziek"}, follow=True).content.decode()
    assert seven in told
    assert Message.objects.filter(about=f"session:{longest.public_id}").values("recipient").distinct().count() == 7


def test_hr_changes_the_seats(sign_in: SignIn, hr: Person) -> None:
    the_session = full_session(waiting=1)
    url = address("session_capacity", session_id=the_session.public_id)
    client = sign_in(hr)
    assert client.post(url, {"capacity": "veel"}).status_code == 422
    assert 'value="0"' in client.post(url, {"capacity": "0"}).content.decode()
    client.post(url, {"capacity": "2"})
    assert the_session.enrolments.filter(state=S.OFFERED).count() == 1


def test_hr_looks_somebody_up_and_enrols_them(sign_in: SignIn, hr: Person) -> None:
    the_session, wanted = session(), employee(first_name="Zoë", last_name="Bakker")
    client, url = sign_in(hr), address("enrol_other", session_id=the_session.public_id)
    assert "Zoë de Bakker" in client.get(url, {"text": "bakker"}).content.decode()
    client.post(url, {"person": str(wanted.public_id)})
    assert Enrolment.objects.get().person == wanted


def test_hr_enrols_several_and_reads_who_waits(sign_in: SignIn, hr: Person) -> None:
    the_session = session(capacity=1)
    first, second = employee(last_name="Aalbers"), employee(last_name="Zwart")
    url = address("enrol_other", session_id=the_session.public_id)
    page = sign_in(hr).post(url, {"person": [first.public_id, second.public_id]}, follow=True).content.decode()
    assert f"{first.full_name} is ingeschreven" in page
    assert f"{second.full_name} staat op nummer 1" in page


def test_many_who_wait_are_told_in_one_message_in_their_order(sign_in: SignIn, hr: Person) -> None:
    the_session, people = session(capacity=1), [employee(first_name=name) for name in ("Ada", "Ben", "Cas")]
    url = address("enrol_other", session_id=the_session.public_id)
    client, chosen = sign_in(hr), {"person": [each.public_id for each in people]}
    assert "Plekken gaan in de volgorde van de lijst" in client.post(url, chosen | {"look": "chosen"}).content.decode()
    page = client.post(url, chosen, follow=True)
    told = [str(each) for each in page.context["messages"]]
    assert len(told) == 2
    assert "Voor 2 mensen is er geen plek vrij" in told[1]
    assert told[1].index("(nummer 1)") < told[1].index("(nummer 2)")


def two_of_one_name() -> tuple[Person, Person]:
    return employee(unit=unit(code="200", name="Zorg")), employee(unit=unit(code="300", name="Inkoop"))


@pytest.mark.parametrize("state", [S.BOOKED, S.OFFERED, S.WAITING, S.CANCELLED])
def test_two_of_one_name_are_told_apart_among_participants(sign_in: SignIn, hr: Person, state: str) -> None:
    the_session = session()
    for each in two_of_one_name():
        enrolment(session=the_session, person=each, state=state)
    page = sign_in(hr).get(address("session_detail", session_id=the_session.public_id)).content.decode()
    assert [page.count(f"Sanne de Boer<small>{name}") for name in ("Zorg", "Inkoop")] == [1, 1]


def test_two_of_one_name_are_told_apart_where_attendance_is_marked(sign_in: SignIn, hr: Person) -> None:
    the_session = session(starts_at=NOW - timedelta(hours=1))
    for each in two_of_one_name():
        enrolment(session=the_session, person=each)
    page = sign_in(hr).get(address("attendance_mark", session_id=the_session.public_id)).content.decode()
    assert "<legend>Sanne de Boer, Zorg</legend>" in page
    assert "<legend>Sanne de Boer, Inkoop</legend>" in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "Tom de Aalbers, Sanne de Boer (Zorg) en Sanne de Boer (Inkoop) zijn ingeschreven"),
        ("en", "Tom de Aalbers, Sanne de Boer (Zorg) and Sanne de Boer (Inkoop) are enrolled"),
    ],
)
def test_who_were_enrolled_together_are_named_so_that_one_can_tell_them_apart(
    sign_in: SignIn, language: str, words: str
) -> None:
    people = [*two_of_one_name(), employee(first_name="Tom", last_name="Aalbers")]
    url = address("enrol_other", session_id=session(capacity=3).public_id)
    client = sign_in(employee(language=language, roles=[Role.HR]))
    page = client.post(url, {"person": [each.public_id for each in people]}, follow=True).content.decode()
    assert words in page


def test_who_walked_in_together_are_named_with_and(sign_in: SignIn, hr: Person) -> None:
    first, second = employee(last_name="Aalbers"), employee(last_name="Zwart")
    url = address("walk_in", session_id=session(starts_at=NOW - timedelta(hours=1)).public_id)
    page = sign_in(hr).post(url, {"person": [second.public_id, first.public_id]}, follow=True).content.decode()
    assert f"{first.full_name} en {second.full_name}." in page


def test_who_was_ticked_stays_ticked_when_a_rule_stops_it(sign_in: SignIn, hr: Person) -> None:
    the_session, wanted = session(), employee(last_name="Bakker")
    enrolment(session=session(of=the_session.course), person=wanted)
    url = address("enrol_other", session_id=the_session.public_id)
    fields = {"person": str(wanted.public_id), "text": "bakker", "goes_first": "on", "priority_reason": "Nodig"}
    answer = sign_in(hr).post(url, fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{wanted.public_id}" checked' in page
    assert "Nodig" in page
    assert f"{wanted.full_name}: " in page


@pytest.mark.parametrize(
    ("language", "one", "more", "free"),
    [
        ("nl", "Er is 1 persoon meer dan", "Er zijn 2 mensen meer dan", "Vrije plekken gaan naar wie wacht"),
        ("en", "There is 1 person more than", "There are 2 people more than", "Free seats are offered to who waits"),
    ],
)
def test_fewer_seats_than_people_are_said_so(sign_in: SignIn, language: str, one: str, more: str, free: str) -> None:
    url = address("session_capacity", session_id=full_session(capacity=3, waiting=1).public_id)
    client = sign_in(employee(roles=[Role.HR], language=language))
    for capacity, words in (("2", one), ("1", more), ("3", free)):
        page = client.post(url, {"capacity": capacity}, follow=True).content.decode()
        assert [each for each in (one, more, free) if each in page] == [words]


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "Cursus met meer wachtenden dan vrije"), ("en", "Course with more people waiting than free seats")],
)
def test_pile_of_courses_short_of_seats_says_what_it_counts(hr: Person, language: str, words: str) -> None:
    full_session(waiting=1)
    with translation.override(language):
        piles = selectors.waiting_for(hr, now=NOW)
    assert any(words in pile.title for pile in piles)


@pytest.mark.parametrize(("language", "where"), [("nl", "Waar"), ("en", "Where")])
def test_offer_says_where_before_the_answer_and_gives_no_link(sign_in: SignIn, language: str, where: str) -> None:
    link = "https://houtwijk.example/meedoen"
    for place, url, words in (("Zaal Beuk", "", "Zaal Beuk"), ("", link, "online"), ("Hal", link, "Hal, online")):
        of = session(place=place, link=url)
        offered = enrolment(session=of, person=employee(language=language), state=S.OFFERED)
        answer = sign_in(offered.person).get(address("enrolment_detail", enrolment_id=offered.public_id))
        page = answer.content.decode()
        assert (
            0
            < page.find(f"<p>{where}: {words}</p>")
            < page.index(address("accept_offer", enrolment_id=offered.public_id))
        )
        assert link not in page


@pytest.mark.parametrize(("language", "says"), [("nl", "1 persoon gevonden"), ("en", "1 person found")])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "results"}])
@pytest.mark.parametrize(("name", "starts_at"), [("enrol_other", IN_TWO_WEEKS), ("walk_in", NOW - timedelta(hours=1))])
def test_who_is_ticked_stays_ticked_above_what_is_found_next(  # noqa: PLR0917
    sign_in: SignIn, name: str, starts_at: datetime, headers: dict[str, str], language: str, says: str
) -> None:
    url = address(name, session_id=session(starts_at=starts_at).public_id)
    first, second = employee(last_name="Zwart"), employee(last_name="Aalbers")
    client = sign_in(employee(roles=[Role.HR], language=language))
    fields = {"look": "yes", "text": "aalbers", "person": [first.public_id, "x"], "priority_reason": "Nodig"}
    answer = client.post(url, fields, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 200
    ticked, found = (page.index(f'value="{each.public_id}"') for each in (first, second))
    assert ticked < found
    assert f'value="{first.public_id}" checked' in page
    assert f'value="{second.public_id}" checked' not in page
    assert ("Nodig" in page) == (name == "enrol_other")
    assert says in page
    assert not Enrolment.objects.exists()
    again = client.post(url, {**fields, "text": "zwart", "person": first.public_id}, headers=headers).content.decode()
    assert again.count(f'value="{first.public_id}"') == 1


@pytest.mark.parametrize(("name", "starts_at"), [("enrol_other", IN_TWO_WEEKS), ("walk_in", NOW - timedelta(hours=1))])
def test_who_is_ticked_stays_ticked_when_the_search_is_emptied(
    sign_in: SignIn, hr: Person, name: str, starts_at: datetime
) -> None:
    url, chosen = address(name, session_id=session(starts_at=starts_at).public_id), employee()
    page = sign_in(hr).post(url, {"look": "yes", "text": "", "person": chosen.public_id}).content.decode()
    assert f'value="{chosen.public_id}" checked' in page


@pytest.mark.parametrize(("name", "starts_at"), [("enrol_other", IN_TWO_WEEKS), ("walk_in", NOW - timedelta(hours=1))])
def test_who_is_ticked_does_not_hide_that_there_are_more_to_find(
    sign_in: SignIn, hr: Person, name: str, starts_at: datetime
) -> None:
    url, chosen = address(name, session_id=session(starts_at=starts_at).public_id), employee(last_name="Zwart")
    for _each in range(21):
        employee(last_name="Aalbers")
    fields = {"look": "yes", "text": "aalbers", "person": chosen.public_id}
    page = sign_in(hr).post(url, fields).content.decode()
    assert "Dit zijn de eerste 20 van 21." in page


def test_who_waits_is_found_at_the_door_and_who_has_a_seat_is_not(sign_in: SignIn, hr: Person) -> None:
    begun = session(starts_at=NOW - timedelta(hours=1))
    waits, seated = employee(first_name="Wil", last_name="Aalbers"), employee(first_name="Bo", last_name="Aalbers")
    enrolment(session=begun, person=waits, state=S.WAITING)
    enrolment(session=begun, person=seated)
    url = address("walk_in", session_id=begun.public_id)
    page = sign_in(hr).post(url, {"look": "yes", "text": "aalbers"}).content.decode()
    assert f'value="{waits.public_id}"' in page
    assert f'value="{seated.public_id}"' not in page


@pytest.mark.parametrize(("name", "starts_at"), [("enrol_other", IN_TWO_WEEKS), ("walk_in", NOW - timedelta(hours=1))])
def test_who_left_is_not_shown_though_somebody_sends_their_tick(
    sign_in: SignIn, hr: Person, name: str, starts_at: datetime
) -> None:
    url = address(name, session_id=session(starts_at=starts_at).public_id)
    here, gone = employee(last_name="Aalbers"), employee(last_name="Zwart", left_on=NOW.date() - timedelta(days=1))
    fields = {"look": "yes", "text": "", "person": [here.public_id, gone.public_id]}
    page = sign_in(hr).post(url, fields).content.decode()
    assert here.full_name in page
    assert gone.full_name not in page


def test_hr_requires_a_course_and_stops(sign_in: SignIn, hr: Person) -> None:
    client, the_course = sign_in(hr), course()
    other = {"course": str(course().public_id)}
    fields = {
        "course": str(the_course.public_id),
        "due_on": "2026-12-31",
        "newcomer_days": "60",
        "why_nl": "Het staat in de wet.",
    }
    past = client.post(address("requirement_create"), {**fields, "due_on": "2020-01-01"})
    assert past.context["form"].errors["due_on"] == [
        "Kies een dag na vandaag: mensen hebben tijd nodig om dit te doen."
    ]
    asked = client.post(address("requirement_create"), fields)
    people = asked.context["reach"].people
    assert f"Dit geldt voor {people} " in asked.content.decode()
    assert not Requirement.objects.exists()
    seen = asked.context["holds_for"]
    for changed in ({**fields, **other, "holds_for": seen}, {**fields, "holds_for": f"{seen}0"}):
        assert "Dit geldt voor" in client.post(address("requirement_create"), changed).content.decode()
        assert not Requirement.objects.exists()
    client.post(address("requirement_create"), {**fields, "holds_for": seen})
    made = Requirement.objects.get()
    assert "Het staat in de wet." in client.get(address("requirement_list")).content.decode()
    change = address("requirement_edit", requirement_id=made.public_id)
    assert "Het staat in de wet." in client.get(change).content.decode()
    assert client.post(change, {"due_on": "2026-11-02", "why_nl": "Nog steeds."}).status_code == 422
    client.post(change, {"due_on": "2027-01-31", "why_nl": "Nog steeds."})
    made.refresh_from_db()
    assert (made.due_on.isoformat(), made.why_nl) == ("2027-01-31", "Nog steeds.")
    client.post(address("requirement_end", requirement_id=made.public_id))
    made.refresh_from_db()
    assert made.ends_on == NOW.date()


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("nl", ["in de hele organisatie", "Dit geldt voor 3 mensen.", "2 mensen moeten het nog doen.", "blijft staan"]),
        ("en", ["in the whole", "It holds for 3 people.", "2 people still have to do it.", "completed stays"]),
    ],
)
def test_stopping_a_requirement_asks_first_and_says_for_whom_it_holds(
    sign_in: SignIn, language: str, says: list[str]
) -> None:
    made = requirement(of=course(title="AI in mijn werk"), role=Role.HR)
    client = sign_in(employee(language=language, roles=[Role.HR]))
    done, _other = employee(roles=[Role.HR]), employee(roles=[Role.HR])
    completion(of=made.course, person=done)
    url = address("requirement_end", requirement_id=made.public_id)
    assert f'href="{url}"' in client.get(address("requirement_list")).content.decode()
    page = client.get(url).content.decode()
    assert [each for each in ["AI in mijn werk", *says] if each not in page] == []
    made.refresh_from_db()
    assert made.ends_on is None
    client.post(url)
    made.refresh_from_db()
    assert made.ends_on == NOW.date()
    assert client.get(url).status_code == 302


def test_units_of_one_name_are_told_apart_where_a_course_is_required(sign_in: SignIn, hr: Person) -> None:
    support, care = unit(code="200", name="Bedrijfsvoering"), unit(code="300", name="Zorg")
    of_support = unit(code="210", name="Communicatie", parent=support)
    of_care = unit(code="310", name="Communicatie", parent=care)
    made = requirement(of=course(), unit=of_support)
    requirement(of=course(), unit=of_care, function_group="director")
    client = sign_in(hr)
    form = client.get(address("requirement_create")).content.decode()
    assert "Communicatie (Bedrijfsvoering)" in form
    assert "Communicatie (Zorg)" in form
    assert "Zorg (" not in form
    listed = client.get(address("requirement_list")).content.decode()
    assert "Communicatie (Bedrijfsvoering)" in listed
    assert "Directie in Communicatie (Zorg)" in listed
    asked = client.get(address("requirement_end", requirement_id=made.public_id)).content.decode()
    assert "Communicatie (Bedrijfsvoering)" in asked


@pytest.mark.parametrize(("is_done", "words"), [(False, "1 persoon moet het nog doen."), (True, "Iedereen heeft")])
def test_question_before_stopping_a_requirement_reads_well_for_one_person(
    sign_in: SignIn, hr: Person, is_done: bool, words: str
) -> None:
    made = requirement(of=course(), role=Role.HR)
    if is_done:
        completion(of=made.course, person=hr)
    page = sign_in(hr).get(address("requirement_end", requirement_id=made.public_id)).content.decode()
    assert "Dit geldt voor 1 persoon." in page
    assert words in page


def why_fields(of: Requirement, **fields: object) -> dict[str, object]:
    return {
        "due_on": of.due_on.isoformat(), "why_nl": of.why_nl, "why_en": of.why_en, "why_url": of.why_url,
        "edition": of.edition, **fields,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "words", "label", "day"),
    [
        ("nl", "dit is intussen veranderd", "Waarom, in het Nederlands", "31 januari 2027"),
        ("en", "changed in the meantime", "Why, in Dutch", "31 January 2027"),
    ],
)
def test_of_two_who_change_what_is_required_the_second_sees_what_the_first_kept(
    sign_in: SignIn, language: str, words: str, label: str, day: str
) -> None:
    made = requirement(of=course())
    url = address("requirement_edit", requirement_id=made.public_id)
    client = sign_in(employee(language=language, roles=[Role.HR]))
    first = why_fields(made, due_on="2027-01-31", why_nl="Van de eerste.")
    second = why_fields(made, why_nl="Van de tweede.", why_url="https://www.example.nl/wet")
    assert f'name="edition" value="{made.edition}"' in client.get(url).content.decode()
    assert client.post(url, first).status_code == 302
    late = client.post(url, second)
    page = late.content.decode()
    assert late.status_code == 409
    assert words in page
    kept = kept_on(page)
    assert f">{label}</a>" in kept
    assert '<dd lang="nl">Van de eerste.</dd>' in kept
    assert day in kept
    assert made.why_en not in kept
    assert "Van de tweede." in page
    assert "https://www.example.nl/wet" in page
    made.refresh_from_db()
    assert (made.due_on.isoformat(), made.why_nl, made.why_url) == ("2027-01-31", "Van de eerste.", "")
    assert f'name="edition" value="{made.edition}"' in page
    assert client.post(url, second | {"edition": made.edition}).status_code == 302
    made.refresh_from_db()
    assert (made.why_nl, made.why_url, made.edition) == ("Van de tweede.", "https://www.example.nl/wet", 3)


def test_saving_what_is_required_twice_is_no_conflict(sign_in: SignIn, hr: Person) -> None:
    made = requirement(of=course())
    client, url = sign_in(hr), address("requirement_edit", requirement_id=made.public_id)
    again = why_fields(made, why_nl="Nog steeds.")
    assert [client.post(url, again).status_code for _time in range(2)] == [302, 302]
    made.refresh_from_db()
    assert made.edition == 2


@pytest.mark.parametrize("name", ["course_create", "session_list", "requirement_list", "requirement_create"])
def test_pages_of_hr_are_closed_to_employees(sign_in: SignIn, colleague: Person, name: str) -> None:
    assert sign_in(colleague).get(address(name)).status_code == 403


@pytest.mark.parametrize(
    "name",
    ["session_detail", "session_edit", "session_cancel", "attendance_mark", "walk_in", "enrol_other"],
)
def test_lists_of_names_are_closed_to_employees(sign_in: SignIn, colleague: Person, name: str) -> None:
    assert sign_in(colleague).get(address(name, session_id=session().public_id)).status_code == 403


def test_draft_has_no_button_to_enrol_and_none_to_publish_until_it_is_whole(sign_in: SignIn, hr: Person) -> None:
    draft = course(published=False, outcomes_nl="")
    planned = session(of=draft)
    client = sign_in(hr)
    page = page_of(client, draft)
    assert address("enrol", session_id=planned.public_id) not in page
    assert address("course_publish", course_id=draft.public_id) not in page
    Course.objects.filter(pk=draft.pk).update(outcomes_nl="Je weet het")
    assert address("course_publish", course_id=draft.public_id) in page_of(client, draft)


def test_course_with_sessions_ahead_says_why_it_stays_in_the_catalogue(sign_in: SignIn, hr: Person) -> None:
    planned = session()
    client, archive = sign_in(hr), address("course_archive", course_id=planned.course.public_id)
    page = page_of(client, planned.course)
    assert archive not in page
    assert "Deze cursus heeft nog sessies" in page
    Session.objects.filter(pk=planned.pk).update(cancelled_at=NOW, cancel_reason="Ziek")
    assert archive in page_of(client, planned.course)


WRONG: dict[str, list[dict[str, object]]] = {
    "course_create": [{}, course_fields(duration_minutes="1"), course_fields(kind="x", theme="x", cost="-1")],
    "course_edit": [{}, course_fields(title_nl=""), course_fields(outcomes_nl=""), course_fields(kind="elsewhere")],
    "session_create": [
        {"place": "x"},
        {"starts_at": "2026-12-01T10:00", "ends_at": "2026-12-02T10:00", "capacity": "3000", "place": ""},
        {"starts_at": "2026-12-01T10:00", "capacity": "3", "place": "x", "enrol_from": "2026-12-05T10:00"},
    ],
    "session_edit": [{"place": "x"}, {"starts_at": "2026-10-01T10:00", "capacity": "0", "trainers": "x"}],
    "session_cancel": [{"reason": " "}],
    "session_capacity": [{"capacity": ""}, {"capacity": "5000"}],
    "enrol_other": [{"person": "x"}, {"goes_first": "on"}],
    "requirement_create": [{"due_on": "2020-01-01", "why_nl": "x"}, {"role": "x", "valid_months": "999"}],
    "requirement_edit": [{"why_en": "x"}, {"due_on": "2020-01-01", "why_nl": "Omdat"}],
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", WRONG)
def test_refused_form_says_so_in_words_and_keeps_what_was_typed(sign_in: SignIn, name: str, language: str) -> None:
    client = sign_in(employee(roles=[Role.HR], language=language))
    of = session()
    ids = {
        "course_id": of.course.public_id,
        "session_id": of.public_id,
        "requirement_id": requirement(of=of.course).public_id,
    }
    wanted = name.partition("_")[0] + "_id" if name not in ("enrol_other", "session_create") else "session_id"
    wanted = "course_id" if name == "session_create" else wanted
    url = address(name) if name in ("course_create", "requirement_create") else address(name, **{wanted: ids[wanted]})
    for fields in WRONG[name]:
        answer = client.post(url, {"text": "bakker", **fields})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "error-summary" in page
        assert not re.search(r"training_[a-z]+_[a-z]+", page)
        form = answer.context["form"]
        assert all(form.data[field] == typed for field, typed in fields.items())


@pytest.mark.parametrize("model", [Course, Session, Requirement])
def test_constraint_without_words_of_its_own_is_still_said_in_words(model: type[Model]) -> None:
    for constraint in model._meta.constraints:
        said = _in_words(model(), constraint.get_violation_error_message())
        assert constraint.name not in said


def test_taking_a_course_out_asks_first_and_its_page_says_so(sign_in: SignIn, hr: Person) -> None:
    the_course, who = course(title="Prompts schrijven"), employee()
    enrolment(session=session(of=the_course, starts_at=NOW - timedelta(days=9)), person=who, state=S.NO_SHOW)
    client, url = sign_in(hr), address("course_archive", course_id=the_course.public_id)
    assert "“Prompts schrijven” uit het aanbod halen?" in client.get(url).content.decode()
    assert Course.objects.get(pk=the_course.pk).archived_at is None
    client.post(url)
    assert Course.objects.get(pk=the_course.pk).archived_at == NOW
    for reader in (hr, who):
        page = page_of(sign_in(reader), the_course)
        assert "Deze cursus is niet meer in het aanbod" in page
        assert "Nog geen data" not in page


def test_course_with_a_session_ahead_stays_and_the_question_says_why(sign_in: SignIn, hr: Person) -> None:
    the_course = session().course
    answer = sign_in(hr).post(address("course_archive", course_id=the_course.public_id))
    assert answer.status_code == 422
    assert "Deze cursus heeft nog sessies" in answer.content.decode()
    assert Course.objects.get(pk=the_course.pk).archived_at is None


def test_draft_says_exactly_what_is_missing(sign_in: SignIn, hr: Person) -> None:
    page = page_of(sign_in(hr), course(published=False, outcomes_nl=""))
    assert "Zeg in het Nederlands wat mensen daarna kunnen." in page
    assert "Zeg in één zin, in het Nederlands" not in page


def test_cancelled_session_does_not_wait_for_people(sign_in: SignIn, hr: Person) -> None:
    ended = session(cancelled_at=NOW, cancel_reason="Ziek")
    page = sign_in(hr).get(address("session_detail", session_id=ended.public_id)).content.decode()
    assert "nog niemand ingeschreven" not in page
    assert "Niemand doet meer mee: de sessie gaat niet door." in page


def test_audience_and_numbers_of_a_requirement_read_as_a_sentence(sign_in: SignIn, hr: Person) -> None:
    requirement(of=course(), function_group="director")
    page = sign_in(hr).get(address("requirement_list")).content.decode()
    assert "Directie in de hele organisatie" in page


@pytest.mark.parametrize("count", [1, 2])
def test_pile_of_sessions_to_mark_is_named_in_its_number(hr: Person, count: int) -> None:
    for _each in range(count):
        enrolment(session=session(starts_at=NOW - timedelta(days=1)))
    with translation.override("en"):
        titles = [str(each.title) for each in selectors.waiting_for(hr, now=NOW)]
    assert titles == ["Session to mark attendance for" if count == 1 else "Sessions to mark attendance for"]


@pytest.mark.parametrize(
    ("count", "titles"),
    [
        (1, ["Course with more people waiting than free seats", "Session within two weeks without a trainer"]),
        (2, ["Courses with more people waiting than free seats", "Sessions within two weeks without a trainer"]),
    ],
)
def test_piles_of_what_is_short_are_named_in_their_number(hr: Person, count: int, titles: list[str]) -> None:
    for _each in range(count):
        full_session(waiting=1)
        session(starts_at=IN_TWO_WEEKS - timedelta(days=1))
    with translation.override("en"):
        piles = selectors.waiting_for(hr, now=NOW)
    assert [(str(pile.title), pile.count) for pile in piles] == [(title, count) for title in titles]
