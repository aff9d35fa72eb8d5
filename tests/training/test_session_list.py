"""HR and trainers find sessions by text, trainer, course, place, day, state and seats, all in the address."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from people.choices import Role
from people.models import Person
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.training.builders import (
    IN_TWO_WEEKS,
    NOW,
    alias,
    course,
    enrolment,
    full_session,
    portal_course,
    series,
    session,
)
from tests.training.pages import SignIn, address
from training import selectors
from training.choices import EnrolmentState as S
from training.models import Meeting, Session
from training.selectors.session_list import FROM_OUTSIDE, IN_A_PLACE, NOBODY, ONLINE
from training.views.session_list import nothing_found

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def found(person: Person, **asked: Any) -> list[Session]:
    return list(selectors.sessions_found(person, selectors.SessionFilter(**asked), "1", now=NOW))


@pytest.fixture
def anna() -> Person:
    return employee(first_name="Anna", infix="van der", last_name="Bérg", roles=[Role.TRAINER])


# --- what is found ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed", ["prompts", "PROMTPS", "beuk", "berg", "Bérg anna", "buro leer", "ai-101", "prompts beuk", "zolder"]
)
def test_text_is_looked_for_in_course_place_trainer_and_code(hr: Person, anna: Person, typed: str) -> None:
    of = course(title="Prompts schrijven")
    alias(of=of, value="AI-101")
    here = series(1, 2, of=of, place="Zaal Beuk", trainers=[anna], guest_trainer="Fatma, Buro Leer")
    Meeting.objects.filter(session=here, number=2).update(place="Zolder")
    session(of=course(title="Iets anders"), place="Zaal Eik", trainers=[employee(roles=[Role.TRAINER])])
    assert found(hr, text=typed) == [here]


def test_words_must_all_fit(hr: Person) -> None:
    session(of=course(title="Prompts schrijven"), place="Zaal Beuk")
    assert found(hr, text="prompts eik") == []


def test_trainer_is_a_colleague_somebody_from_outside_or_nobody(hr: Person, anna: Person) -> None:
    of_anna, of_guest, of_nobody = session(trainers=[anna]), session(guest_trainer="Fatma"), session()
    session(cancelled_at=NOW, cancel_reason="Ziek")
    both = session(trainers=[anna], guest_trainer="Fatma")
    assert found(hr, trainer=str(anna.public_id)) == [of_anna, both]
    assert found(hr, trainer=f"{FROM_OUTSIDE}Fatma") == [of_guest, both]
    assert found(hr, trainer=NOBODY) == [of_nobody]
    assert [each.lacks_trainer for each in (of_anna, of_guest, of_nobody)] == [False, False, True]


def test_course_and_place_and_online(hr: Person) -> None:
    beuk, online = session(place="Zaal Beuk"), session(place="", link="https://houtwijk.example/meedoen")
    elsewhere = series(1, 2, place="Zaal Eik")
    Meeting.objects.filter(session=elsewhere, number=2).update(place="Zaal Beuk")
    assert set(found(hr, where=f"{IN_A_PLACE}Zaal Beuk")) == {beuk, elsewhere}
    assert found(hr, where=ONLINE) == [online]
    assert found(hr, course=str(beuk.course.public_id)) == [beuk]


def test_days_are_those_of_amsterdam_and_count_whole(hr: Person) -> None:
    late = session(starts_at=(NOW + timedelta(days=3)).replace(hour=22, minute=30))  # 23:30 there, on the fifth
    session(starts_at=NOW + timedelta(days=4))
    day = late.starts_at.date()
    assert found(hr, since=day, until=day) == [late]
    assert late in found(hr, since=day)
    assert found(hr, until=day - timedelta(days=1)) == []
    assert late in found(hr, until=date.max)


def test_state_ahead_past_cancelled_and_all(hr: Person) -> None:
    ahead, past = session(), session(starts_at=NOW - timedelta(days=9))
    cancelled = session(cancelled_at=NOW, cancel_reason="Ziek")
    goes_on = series(-1, 1)
    assert found(hr) == [goes_on, ahead]
    assert found(hr, view="past") == [past]
    assert found(hr, view="cancelled") == [cancelled]
    assert set(found(hr, view="all")) == {ahead, past, cancelled, goes_on}


def test_seats_left_full_waiting_and_too_few(hr: Person) -> None:
    free, full = session(minimum=2), full_session(waiting=1)
    enrolment(session=free, state=S.OFFERED)
    assert found(hr, seats="free") == [free]
    assert found(hr, seats="full") == found(hr, seats="waiting") == [full]
    assert found(hr, seats="too_few") == [free], "an offer is no registration yet"


def test_trainer_finds_only_what_they_give(anna: Person) -> None:
    mine = session(trainers=[anna], place="Zaal Beuk")
    session(place="Zaal Eik", guest_trainer="Fatma")
    assert found(anna) == [mine]
    choices = selectors.session_choices(anna)
    assert [label for _value, label in (*choices.places, *choices.guests)] == ["Zaal Beuk"]


# --- the page ---------------------------------------------------------------------------------------------------------
def shown(client: Any, **asked: str) -> str:
    return client.get(address("session_list"), asked).content.decode()


def test_page_says_what_is_filtered_and_leads_back_without_it(sign_in: SignIn, hr: Person, anna: Person) -> None:
    session(trainers=[anna], place="Zaal Beuk")
    page = shown(sign_in(hr), trainer=str(anna.public_id), until="2026-12-31", text="beuk", page="1")
    assert "Trainer: Anna van der Bérg" in page
    assert "Tot en met: 31 december 2026" in page
    assert f'href="?trainer={anna.public_id}&amp;until=2026-12-31"' in page, "without the text"
    assert f'href="{address("session_list")}">Wis alle filters</a>' in page
    assert "1 sessie<" in page.replace("\n", "").replace("  ", "")


def test_state_that_is_shown_needs_no_label(sign_in: SignIn, hr: Person) -> None:
    page = shown(sign_in(hr), view="to_mark").split('class="hv-filters-used"')[1].split("</div>")[0]
    assert "nog af te vinken" in page
    assert "Toon" not in page


def test_page_without_filters_says_nothing_of_them(sign_in: SignIn, hr: Person) -> None:
    session()
    assert "hv-filters-used" not in shown(sign_in(hr))
    assert "hv-filters-used" not in shown(sign_in(hr), view="ahead", trainer="")


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "results"}])
@pytest.mark.parametrize(
    ("asked", "label", "says"),
    [
        ({"until": "32-13-2026"}, "Tot en met", "Dit is geen datum."),
        ({"since": "2026-12-31", "until": "2026-12-01"}, "Tot en met", "Dit is vóór de eerste dag."),
        ({"trainer": "weg"}, "Trainer", "“weg” kun je hier niet meer kiezen."),
        ({"view": "few"}, "Toon", "few"),
    ],
)
def test_filter_that_cannot_be_read_is_named_and_never_dropped_in_silence(  # noqa: PLR0917
    sign_in: SignIn, hr: Person, asked: dict[str, str], label: str, says: str, headers: dict[str, str]
) -> None:
    answer = sign_in(hr).get(address("session_list"), asked, headers=headers)
    assert answer.status_code == 422
    results = answer.content.decode().split('id="results"')[1]
    assert f"<strong>{label}:</strong>" in results
    assert says in results
    assert "Haal dit filter weg" in results


@pytest.mark.parametrize("language", ["nl", "en"])
def test_empty_list_says_why_and_leads_out(sign_in: SignIn, language: str) -> None:
    client = sign_in(employee(roles=[Role.HR], language=language))
    assert address("session_plan") in shown(client).split('class="hv-empty"')[1]
    filtered = shown(client, text="niets").split('class="hv-empty"')[1]
    assert {"nl": "Wis alle filters", "en": "Clear all filters"}[language] in filtered
    assert f"{address('session_list')}?view=all" in filtered


def test_reason_of_an_empty_list_fits_what_was_asked() -> None:
    wanted = selectors.SessionFilter
    with translation.override("en"):
        titles = {
            nothing_found(each, manages=True)[0]
            for each in (
                wanted(view="to_mark"),
                wanted(seats="too_few", until=NOW.date()),
                wanted(view="to_mark", text="x"),
                wanted(),
            )
        }
        assert nothing_found(wanted(), manages=False)[0] == "No session that you give lies ahead"
    assert titles == {"All attendance is marked", "Enough people come", "No session fits", "No session lies ahead"}


def test_filters_stay_on_the_next_page(sign_in: SignIn, hr: Person) -> None:
    of = course()
    for _each in range(26):
        session(of=of)
    session()
    page = shown(sign_in(hr), course=str(of.public_id))
    assert f'href="?course={of.public_id}&amp;page=2"' in page
    second = shown(sign_in(hr), course=str(of.public_id), page="2")
    assert second.count("<tr>") == 2, "the head and one session"


def test_address_of_a_filter_is_read_as_that_filter(sign_in: SignIn, hr: Person, anna: Person) -> None:
    session(trainers=[anna])
    wanted = selectors.SessionFilter(trainer=str(anna.public_id), view="all", seats="free", until=IN_TWO_WEEKS.date())
    answer = sign_in(hr).get(wanted.url)
    assert answer.context["form"].wanted == wanted


@pytest.mark.parametrize("rows", [3, 30])
def test_filtered_list_costs_the_same_for_any_length(sign_in: SignIn, hr: Person, rows: int) -> None:
    for number in range(rows):
        trainer = employee(roles=[Role.TRAINER])
        session(place=f"Zaal {number}", trainers=[trainer], guest_trainer=f"Gast {number}")
    client = sign_in(hr)
    asked = {"text": "zaal", "seats": "free", "until": "2027-12-31"}
    client.get(address("session_list"), asked)
    with query_count(__file__, "training:session_list, filtered"):
        client.get(address("session_list"), asked)


# --- planning one -----------------------------------------------------------------------------------------------------
def test_hr_plans_a_session_from_the_list(sign_in: SignIn, hr: Person) -> None:
    of, alone = course(title="Prompts schrijven"), portal_course()
    client = sign_in(hr)
    assert address("session_plan") in shown(client)
    page = client.get(address("session_plan")).content.decode()
    assert str(of.public_id) in page
    assert str(alone.public_id) not in page
    answer = client.get(address("session_plan"), {"course": str(of.public_id)})
    assert answer.headers["Location"] == address("session_create", course_id=of.public_id)


@pytest.mark.parametrize(("chosen", "says"), [("", "Kies een cursus."), ("weg", "Kies een andere.")])
def test_planning_without_a_course_says_what_to_do(sign_in: SignIn, hr: Person, chosen: str, says: str) -> None:
    course()
    answer = sign_in(hr).get(address("session_plan"), {"course": chosen})
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_trainer_cannot_plan_and_is_not_offered_it(sign_in: SignIn, anna: Person) -> None:
    client = sign_in(anna)
    assert address("session_plan") not in shown(client)
    assert client.get(address("session_plan")).status_code == 403
