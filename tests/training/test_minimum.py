"""HR sees in time that too few people come, and decides; participants read from how many a session goes ahead."""

from datetime import timedelta

import pytest

from common.errors import RuleBroken
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, enrolment, full_session, session
from tests.training.pages import SignIn, address, page_of
from training import rules, selectors, services
from training.choices import EnrolmentState
from training.models import Session
from training.selectors.session_list import too_few_soon

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
SOON = NOW + timedelta(days=13)


def few(**fields: object) -> Session:
    """Return a session of four seats that goes ahead from three people: one is in, two have an offer."""
    made = session(capacity=4, minimum=3, starts_at=fields.pop("starts_at", SOON), **fields)  # type: ignore[arg-type]
    enrolment(session=made)
    for _seat in range(2):
        enrolment(session=made, state=EnrolmentState.OFFERED)
    return made


def piles(hr: Person) -> dict[str, int]:
    return {pile.title: pile.count for pile in selectors.waiting_for(hr, now=NOW)}


def test_offered_seat_counts_once_it_is_taken() -> None:
    assert (rules.lacking(3, 1), rules.lacking(3, 4), rules.lacking(0, 0)) == (2, 0, 0)


def test_hr_hears_of_sessions_to_which_too_few_people_come(hr: Person) -> None:
    few()
    few(starts_at=NOW + timedelta(days=15))
    few(cancelled_at=NOW, cancel_reason="Ziek")
    session(minimum=0, starts_at=SOON)
    full_session(capacity=2, minimum=2, starts_at=SOON)
    listed = selectors.sessions_found(hr, too_few_soon(NOW), "1", now=NOW)
    assert [each.minimum for each in listed] == [3]
    assert piles(hr)["Sessie binnen twee weken met te weinig mensen"] == 1
    assert "Sessie binnen twee weken met te weinig mensen" not in piles(employee(roles=["trainer"]))


def test_session_page_says_how_many_are_lacking_and_cancelling_offers_the_sentence(sign_in: SignIn, hr: Person) -> None:
    the_session, client = few(), sign_in(hr)
    page = client.get(address("session_detail", session_id=the_session.public_id)).content.decode()
    assert "Er zijn nog 2 mensen nodig" in page
    cancel = address("session_cancel", session_id=the_session.public_id)
    assert "te weinig inschrijvingen: de sessie gaat door vanaf 3 mensen" in client.get(cancel).content.decode()
    full = full_session(capacity=2, minimum=2)
    assert "te weinig" not in client.get(address("session_cancel", session_id=full.public_id)).content.decode()


def test_pile_leads_to_the_sessions_it_counts(sign_in: SignIn, hr: Person) -> None:
    client = sign_in(hr)
    assert "Er komen genoeg mensen" in client.get(too_few_soon(NOW).url).content.decode()
    the_session = few()
    (pile,) = [each for each in selectors.waiting_for(hr, now=NOW) if "te weinig" in each.title]
    page = client.get(pile.url).content.decode()
    assert address("session_detail", session_id=the_session.public_id) in page
    assert "gaat door vanaf 3 mensen" in page


def test_participants_read_from_how_many_it_goes_ahead_and_no_more(sign_in: SignIn) -> None:
    the_session = few()
    row = the_session.enrolments.get(state=EnrolmentState.BOOKED)
    client = sign_in(row.person)
    assert "gaat door vanaf 3 mensen" in page_of(client, the_session.course)
    mine = client.get(address("enrolment_detail", enrolment_id=row.public_id)).content.decode()
    assert "3 mensen" not in mine


def test_hr_fills_in_a_minimum_and_leaves_it_empty_again(sign_in: SignIn, hr: Person) -> None:
    the_session, client = session(capacity=4), sign_in(hr)
    url = address("session_edit", session_id=the_session.public_id)
    typed = {
        "starts_at": "2026-11-16T10:00", "ends_at": "2026-11-16T11:30", "place": "Zaal 1", "link": "", "capacity": "4",
    }  # fmt: skip
    for minimum, kept in (("3", 3), ("", 0)):
        the_session.refresh_from_db()
        answer = client.post(url, {**typed, "minimum": minimum, "edition": str(the_session.edition)})
        assert answer.status_code == 302
        the_session.refresh_from_db()
        assert the_session.minimum == kept
    refused = client.post(url, {**typed, "minimum": "5", "edition": str(the_session.edition)})
    assert refused.status_code == 422
    assert "minder plekken" in refused.content.decode()


def test_seats_below_the_minimum_are_refused(hr: Person) -> None:
    with pytest.raises(RuleBroken):
        services.change_capacity(session_id=few().pk, capacity=2, actor=hr, now=NOW)
