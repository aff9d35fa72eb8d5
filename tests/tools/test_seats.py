"""Seats of tools: asking, answering, giving, waiting, returning. Every rule by the service that holds it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from common.errors import RuleBroken
from outbox.models import Message
from people.models import Deputy, Person
from tests.people.builders import employee
from tests.tools.builders import NOW, licensed, request, tool
from tests.tools.test_tools import SignIn, edit, sent
from tests.training.builders import completion, course
from tools import rules, selectors, services
from tools.choices import TERMS, Approval, Ending, RequestState, ToolStatus, Verdict
from tools.errors import EndsSeats
from tools.models import AccessRequest, Tool

S = RequestState
LATER = NOW + timedelta(hours=1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


@pytest.fixture
def director() -> Person:
    return employee(first_name="Dirk")


@pytest.fixture
def manager(director: Person) -> Person:
    return employee(first_name="Marit", manager=director)


@pytest.fixture
def person(manager: Person) -> Person:
    return employee(first_name="Sanne", manager=manager)


def ask(of: Tool, who: Person | None = None, *, now: datetime = NOW) -> AccessRequest:
    return services.ask_access(tool_id=of.pk, person=who or employee(), now=now)


def told(who: Person) -> list[str]:
    return list(Message.objects.filter(recipient=who, channel="inbox").order_by("pk").values_list("code", flat=True))


def state_of(row: AccessRequest) -> str:
    return AccessRequest.objects.values_list("state", flat=True).get(pk=row.pk)


# --- asking -----------------------------------------------------------------------------------------------------------
def test_who_asks_first_gets_the_seat_and_the_next_waits() -> None:
    made, first, second = licensed(seats=1), employee(), employee()
    assert (ask(made, first).state, ask(made, second).state) == (S.GIVEN, S.WAITING)
    assert (told(first), told(second)) == (["tools.access_given"], ["tools.access_waits"])


def test_asking_again_changes_nothing() -> None:
    made, who = licensed(), employee()
    assert ask(made, who).pk == ask(made, who, now=LATER).pk
    assert len(told(who)) == 1


@pytest.mark.parametrize(
    "fields",
    [{"seats": None}, {"status": ToolStatus.REVIEW}, {"function_groups": ["director"]}, {"archived_at": NOW}],
)
def test_no_seat_is_asked_where_none_can_be_had(fields: dict[str, object]) -> None:
    made = licensed(**fields)  # type: ignore[arg-type]
    with pytest.raises(RuleBroken):
        ask(made)
    assert not AccessRequest.objects.exists()


def test_course_comes_before_the_seat_and_the_day_of_asking_counts() -> None:
    basics = course()
    made = licensed(seats=1, required_course=basics)
    slow, quick = employee(), employee()
    completion(of=basics, person=quick)
    holder = request(of=made)
    assert ask(made, slow).state == S.COURSE
    waiting = ask(made, quick, now=LATER)
    assert waiting.state == S.WAITING
    completion(of=basics, person=slow)
    services.end_request(request_id=holder.pk, actor=holder.person, now=LATER)
    assert [row.person for row in made.requests.given()] == [slow]
    assert state_of(waiting) == S.WAITING


def test_who_completes_the_course_gets_a_free_seat_by_the_sweep() -> None:
    basics, who = course(), employee()
    made = licensed(required_course=basics)
    row = ask(made, who)
    assert services.sweep(now=NOW)["given"] == 0
    completion(of=basics, person=who)
    assert services.sweep(now=LATER)["given"] == 1
    assert state_of(row) == S.GIVEN
    assert services.sweep(now=LATER)["given"] == 0


def test_another_course_takes_who_waits_off_the_list_but_keeps_their_place(programme_lead: Person) -> None:
    made = licensed(seats=1)
    request(of=made)
    first = request(of=made, state=S.WAITING, minutes=1)
    edit(made, programme_lead, status=made.status, reason=made.status_reason_nl, required_course=course())
    assert state_of(first) == S.COURSE


# --- approval ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rule", "cents", "needed"),
    [
        (Approval.BY_COST, 2800, True),
        (Approval.BY_COST, 0, False),
        (Approval.BY_COST, None, False),
        (Approval.ALWAYS, None, True),
        (Approval.NEVER, 2800, False),
    ],
)
def test_manager_answers_where_the_tool_says_so(rule: str, cents: int | None, needed: bool) -> None:
    assert rules.needs_approval(rule=rule, cost_cents=cents) is needed


def test_request_goes_to_the_manager_and_a_yes_gives_the_seat(person: Person, manager: Person) -> None:
    made = licensed(approval=Approval.BY_COST)
    row = ask(made, person)
    assert (row.state, row.approver) == (S.ASKED, manager)
    assert told(manager) == ["tools.access_asked"]
    row = services.approve_request(request_id=row.pk, actor=manager, now=LATER)
    assert (row.state, row.decided_by, row.approver) == (S.GIVEN, manager, None)
    assert told(person) == ["tools.access_given"]


def test_yes_keeps_the_place_of_the_day_of_asking(person: Person, manager: Person) -> None:
    made = licensed(seats=1, approval=Approval.ALWAYS)
    holder = request(of=made)
    early = ask(made, person)
    late = request(of=made, state=S.WAITING, minutes=5)
    services.approve_request(request_id=early.pk, actor=manager, now=LATER)
    services.end_request(request_id=holder.pk, actor=holder.person, now=LATER)
    assert (state_of(early), state_of(late)) == (S.GIVEN, S.WAITING)


def test_no_needs_a_reason_that_the_person_reads(person: Person, manager: Person) -> None:
    row = ask(licensed(approval=Approval.ALWAYS), person)
    with pytest.raises(RuleBroken) as broken:
        services.decline_request(request_id=row.pk, reason=" ", actor=manager, now=LATER)
    assert broken.value.field == "reason"
    services.decline_request(request_id=row.pk, reason="Te duur.", actor=manager, now=LATER)
    assert state_of(row) == S.DECLINED
    assert told(person) == ["tools.access_declined"]
    assert ask(row.tool, person, now=LATER).state == S.ASKED


def test_nobody_answers_for_themselves(director: Person) -> None:
    lead = employee(first_name="Petra", manager=director, roles=["programme_office"])
    made = licensed(approval=Approval.ALWAYS)
    row = ask(made, lead)
    with pytest.raises(RuleBroken):
        services.approve_request(request_id=row.pk, actor=lead, now=LATER, reason="Nodig.")
    with pytest.raises(RuleBroken):
        services.give_seat(tool_id=made.pk, person=lead, reason="Nodig.", actor=lead, now=LATER)
    assert state_of(row) == S.ASKED


def test_colleague_without_a_say_answers_nothing(person: Person) -> None:
    row = ask(licensed(approval=Approval.ALWAYS), person)
    with pytest.raises(RuleBroken):
        services.approve_request(request_id=row.pk, actor=employee(), now=LATER)


def test_deputy_answers_for_the_manager(person: Person, manager: Person) -> None:
    deputy = employee(first_name="Dunya")
    Deputy.objects.create(manager=manager, deputy=deputy, starts_on=date(2020, 1, 1))
    row = ask(licensed(approval=Approval.ALWAYS), person)
    assert told(deputy) == ["tools.access_asked"]
    assert services.approve_request(request_id=row.pk, actor=deputy, now=LATER).state == S.GIVEN


def test_silence_goes_up_the_line_and_ends_with_the_office(
    person: Person, manager: Person, director: Person, programme_lead: Person
) -> None:
    row = ask(licensed(approval=Approval.ALWAYS), person)
    for approver in (director, None):
        row.refresh_from_db()
        assert row.passes_on_at is not None
        assert services.sweep(now=row.passes_on_at - timedelta(minutes=1))["passed_on"] == 0
        assert services.sweep(now=row.passes_on_at)["passed_on"] == 1
        row.refresh_from_db()
        assert row.approver == approver
    assert (row.state, row.passes_on_at) == (S.ASKED, None)
    assert [each.pk for each in selectors.requests_of(programme_lead, now=NOW).mine] == [row.pk]
    assert services.approve_request(request_id=row.pk, actor=programme_lead, now=LATER).state == S.GIVEN


def test_office_that_answers_before_the_manager_says_why(person: Person, programme_lead: Person) -> None:
    row = ask(licensed(approval=Approval.ALWAYS), person)
    with pytest.raises(RuleBroken) as broken:
        services.approve_request(request_id=row.pk, actor=programme_lead, now=LATER)
    assert broken.value.field == "reason"
    services.approve_request(request_id=row.pk, actor=programme_lead, now=LATER, reason="Begint morgen.")
    assert state_of(row) == S.GIVEN


def test_three_working_days_leave_out_the_weekend() -> None:
    friday = datetime(2026, 10, 23, 9, 0, tzinfo=UTC)  # the clock of Amsterdam goes back that Sunday
    assert rules.passes_on_at(friday) == datetime(2026, 10, 28, 10, 0, tzinfo=UTC)


def test_request_of_a_manager_who_leaves_goes_up_the_line(person: Person, manager: Person, director: Person) -> None:
    row = ask(licensed(approval=Approval.ALWAYS), person)
    services.apply_departure(person_id=manager.pk, on=NOW.date(), actor=None, now=NOW)
    row.refresh_from_db()
    assert row.approver == director


# --- giving and returning ---------------------------------------------------------------------------------------------
def test_returned_seat_goes_to_who_waits_first() -> None:
    made = licensed(seats=1)
    holder = request(of=made)
    first, second = (request(of=made, state=S.WAITING, minutes=minutes) for minutes in (1, 2))
    row = services.end_request(request_id=holder.pk, actor=holder.person, now=LATER)
    assert (row.state, row.ending) == (S.RETURNED, Ending.BY_PERSON)
    assert (state_of(first), state_of(second)) == (S.GIVEN, S.WAITING)
    assert told(first.person) == ["tools.access_given"]
    assert told(holder.person) == []


def test_order_of_the_list_is_that_of_the_lock_not_of_the_clock() -> None:
    made = licensed(seats=1)
    ask(made)
    first, second = ask(made), ask(made, now=NOW - timedelta(seconds=1))
    assert list(made.requests.waiting_in_order()) == [first, second]
    assert [row.pk for row in selectors.seat_list(made, now=NOW).waiting] == [first.pk, second.pk]


def test_newcomer_never_passes_who_waits() -> None:
    made = licensed(seats=1)
    first = request(of=made, state=S.WAITING)
    newcomer = ask(made, now=LATER)
    assert (state_of(first), newcomer.state) == (S.GIVEN, S.WAITING)


def test_who_is_away_keeps_the_place_and_is_passed_by() -> None:
    made = licensed(seats=1)
    away = employee(away_from=NOW.date() - timedelta(days=3), away_until=NOW.date() + timedelta(days=3))
    absent = request(of=made, person=away, state=S.WAITING)
    present = request(of=made, state=S.WAITING, minutes=1)
    services.settle(tool_id=made.pk, now=NOW)
    assert (state_of(absent), state_of(present)) == (S.WAITING, S.GIVEN)
    services.end_request(request_id=present.pk, actor=present.person, now=NOW + timedelta(days=4))
    assert state_of(absent) == S.GIVEN


def test_office_takes_a_seat_back_with_a_reason_that_is_told(programme_lead: Person) -> None:
    row = request(of=licensed())
    with pytest.raises(RuleBroken) as broken:
        services.end_request(request_id=row.pk, actor=programme_lead, now=LATER)
    assert broken.value.field == "reason"
    ended = services.end_request(request_id=row.pk, actor=programme_lead, now=LATER, reason="Al drie maanden stil.")
    assert (ended.state, ended.ending, ended.ending_reason) == (S.RETURNED, Ending.BY_OFFICE, "Al drie maanden stil.")
    assert told(row.person) == ["tools.access_ended"]


def test_colleague_takes_no_seat_back() -> None:
    row = request(of=licensed())
    with pytest.raises(RuleBroken):
        services.end_request(request_id=row.pk, actor=employee(), now=LATER, reason="Ik wil hem.")
    assert state_of(row) == S.GIVEN


def test_office_gives_a_seat_past_the_manager_but_past_nobody_who_waits(person: Person, programme_lead: Person) -> None:
    made = licensed(seats=1, approval=Approval.ALWAYS)
    give = {"tool_id": made.pk, "actor": programme_lead, "now": LATER}
    row = services.give_seat(person=person, reason="Begint vandaag.", **give)  # type: ignore[arg-type]
    assert (row.state, row.decision_reason) == (S.GIVEN, "Begint vandaag.")
    assert services.give_seat(person=employee(), reason="Ook.", **give).state == S.WAITING  # type: ignore[arg-type]
    with pytest.raises(RuleBroken):
        services.give_seat(person=employee(), reason=" ", **give)  # type: ignore[arg-type]


def test_more_seats_go_to_who_waits_and_fewer_take_nobodys(programme_lead: Person) -> None:
    made = licensed(seats=1)
    request(of=made)
    waiting = [request(of=made, state=S.WAITING, minutes=minutes) for minutes in (1, 2, 3)]
    keep = {"status": made.status, "reason": made.status_reason_nl}
    edit(made, programme_lead, **keep, seats=3)
    assert [state_of(row) for row in waiting] == [S.GIVEN, S.GIVEN, S.WAITING]
    edit(made, programme_lead, **keep, seats=1)
    assert made.requests.given().count() == 3
    holder = made.requests.given()[0]
    services.end_request(request_id=holder.pk, actor=holder.person, now=LATER)
    assert state_of(waiting[2]) == S.WAITING


def test_tool_that_is_not_allowed_any_more_ends_everything(programme_lead: Person) -> None:
    made = licensed(seats=1)
    holder, waits = request(of=made), request(of=made, state=S.WAITING, minutes=1)
    edit(made, programme_lead, status=ToolStatus.NOT_ALLOWED, reason="Het contract is gestopt.", ends=2)
    assert (state_of(holder), state_of(waits)) == (S.RETURNED, S.WITHDRAWN)
    assert told(holder.person) == told(waits.person) == ["tools.access_ended"]


@pytest.mark.parametrize("change", [{"status": ToolStatus.NOT_ALLOWED}, {"seats": None}])
def test_what_ends_seats_is_asked_first_and_for_that_number_only(
    programme_lead: Person, change: dict[str, Any]
) -> None:
    made = licensed(seats=1)
    holder = request(of=made)
    request(of=made, state=S.WAITING, minutes=1)
    for ends in (0, 1, 3):
        with pytest.raises(EndsSeats) as asked:
            edit(
                made,
                programme_lead,
                **{"status": made.status, "reason": "Het contract is gestopt."} | change,
                ends=ends,
            )
    assert (asked.value.seats, asked.value.requests) == (1, 1)
    assert state_of(holder) == S.GIVEN
    assert Tool.objects.get().status == made.status


def test_page_says_how_many_seats_and_requests_end_and_asks(sign_in: SignIn, programme_lead: Person) -> None:
    made = licensed(seats=1)
    request(of=made)
    request(of=made, state=S.WAITING, minutes=1)
    client, url = sign_in(programme_lead), reverse("tools:tool_edit", kwargs={"tool_id": made.public_id})
    form = sent(
        made, status=ToolStatus.NOT_ALLOWED, reason_nl="Het contract is gestopt.", reason_en="", seats=1, cost="28"
    )
    answer = client.post(url, form)
    assert not answer.context["form"].errors
    asked = answer.content.decode()
    assert "1 plek, 1 aanvraag" in asked
    assert "Het contract is gestopt." in asked, "nothing typed is lost"
    assert 'name="ends" value="2"' in asked
    assert client.post(url, form | {"ends": "2"}).status_code == 302
    assert not made.requests.live().exists()


def test_tool_without_seats_given_out_asks_nothing(programme_lead: Person) -> None:
    made = licensed(seats=1)
    edit(made, programme_lead, status=ToolStatus.NOT_ALLOWED, reason="Het contract is gestopt.")
    assert Tool.objects.get().status == ToolStatus.NOT_ALLOWED


def test_tool_under_review_gives_nothing_and_keeps_everything(programme_lead: Person) -> None:
    made = licensed(seats=1)
    holder, waits = request(of=made), request(of=made, state=S.WAITING, minutes=1)
    edit(made, programme_lead, status=ToolStatus.REVIEW, reason="We kijken opnieuw.")
    services.end_request(request_id=holder.pk, actor=holder.person, now=LATER)
    assert state_of(waits) == S.WAITING
    edit(made, programme_lead, status=ToolStatus.ALLOWED, reason="Het is in orde.")
    assert state_of(waits) == S.GIVEN


def test_tool_that_needs_no_seat_any_more_ends_the_asking(programme_lead: Person) -> None:
    made = licensed(seats=1)
    rows = [request(of=made), request(of=made, state=S.WAITING, minutes=1)]
    edit(made, programme_lead, status=made.status, reason=made.status_reason_nl, seats=None, ends=2)
    assert [AccessRequest.objects.get(pk=row.pk).ending for row in rows] == [Ending.OPEN_TO_ALL] * 2


def test_answer_that_came_too_late_is_refused(person: Person, manager: Person) -> None:
    row = ask(licensed(approval=Approval.ALWAYS), person)
    services.end_request(request_id=row.pk, actor=person, now=LATER)
    with pytest.raises(RuleBroken):
        services.approve_request(request_id=row.pk, actor=manager, now=LATER)
    assert state_of(row) == S.WITHDRAWN


# --- who leaves, what is held -----------------------------------------------------------------------------------------
def test_who_leaves_returns_the_seat_and_the_next_gets_it() -> None:
    made = licensed(seats=1)
    holder, waits = request(of=made), request(of=made, state=S.WAITING, minutes=1)
    other = request(of=licensed(), person=holder.person, state=S.WAITING)
    said = selectors.preview_departure(person_ids=[holder.person_id], on=NOW.date())
    assert [(str(each.label), each.count) for each in said] == [
        ("plekken van AI-tools die vrijkomen", 1), ("aanvragen voor AI-tools die eindigen", 1),
    ]  # fmt: skip
    for _twice in range(2):
        services.apply_departure(person_id=holder.person_id, on=NOW.date(), actor=None, now=NOW)
    assert (state_of(holder), state_of(other), state_of(waits)) == (S.RETURNED, S.WITHDRAWN, S.GIVEN)


def test_seat_of_who_leaves_later_is_theirs_until_that_day() -> None:
    holder = request(of=licensed())
    last_day = NOW.date() + timedelta(days=10)
    services.apply_departure(person_id=holder.person_id, on=last_day, actor=None, now=NOW)
    Person.objects.filter(pk=holder.person_id).update(left_on=last_day)
    assert services.sweep(now=NOW)["returned"] == 0
    assert services.sweep(now=NOW + timedelta(days=10))["returned"] == 1
    assert state_of(holder) == S.RETURNED


def test_people_see_their_requests_and_who_looked(programme_lead: Person) -> None:
    row = request(of=licensed(), state=S.WAITING)
    for _twice in range(2):
        services.note_look([row], actor=programme_lead, now=NOW)
    services.note_look([row], actor=row.person, now=NOW)
    mine, looks, _answered = selectors.data_about(row.person)[1:4]
    assert [each.label for each in mine.rows] == [row.tool.name]
    assert [each.label for each in looks.rows] == ["Programmabureau"]


def test_ended_request_goes_after_a_year_and_a_seat_stays() -> None:
    made = licensed(seats=2)
    held = request(of=made)
    for state in (S.RETURNED, S.WITHDRAWN, S.DECLINED):
        request(of=made, state=state)
    (term,) = [term for term in TERMS if term.code == "tools.request_ended"]
    assert services.enforce_terms(now=NOW + term.keeps)["tools.request_ended"] == 0
    assert services.enforce_terms(now=NOW + term.keeps + timedelta(seconds=1))["tools.request_ended"] == 3
    assert list(AccessRequest.objects.all()) == [held]


# --- what a reader sees -----------------------------------------------------------------------------------------------
def test_seat_is_part_of_the_answer() -> None:
    basics, reader = course(), employee()
    made = licensed(required_course=basics)
    assert selectors.rows_for(reader, [made])[0].verdict == Verdict.COURSE_FIRST
    completion(of=basics, person=reader)
    assert selectors.rows_for(reader, [made])[0].verdict == Verdict.SEAT_FIRST
    ask(made, reader)
    assert selectors.rows_for(reader, [made])[0].verdict == Verdict.YES
    assert selectors.tool_page(made, reader).verdict == Verdict.YES


def test_tool_without_seats_asks_for_none() -> None:
    assert selectors.tool_page(tool(), employee()).can_ask is False
