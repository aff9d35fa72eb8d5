"""HR pastes a list of people and sees them ticked: who was found, who is in already, and what nobody recognised."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from people.choices import Role
from people.models import Person
from tests.people.builders import employee
from tests.query_counts import query_count
from tests.training.builders import NOW, course, enrolment, session
from tests.training.pages import SignIn, address
from training import selectors
from training.choices import EnrolmentState as S
from training.models import Enrolment, Prerequisite, Session
from training.rules.pasted import MOST_CHARACTERS, MOST_PEOPLE, lines_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


@pytest.fixture
def the_session() -> Session:
    return session(capacity=10)


def named(number: str, **fields: object) -> Person:
    """Somebody with this employee number."""
    person = employee(**fields)  # type: ignore[arg-type]
    Person.objects.filter(pk=person.pk).update(employee_number=number)
    person.refresh_from_db()
    return person


def read(the_session: Session, text: str) -> selectors.Pasted:
    return selectors.people_pasted(the_session, text, now=NOW)


def unknown(of: selectors.Pasted) -> list[tuple[int, str]]:
    return [(each.number, each.text) for each in of.unknown]


def paste(client: Client, the_session: Session, text: str, **more: object):
    fields = {"look": "list", "pasted": text, **more}
    return client.post(address("enrol_other", session_id=the_session.public_id), fields)


# --- reading ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "70001\n70002",
        "70001 70002",
        "70001\t70002",
        "70001;70002",
        "70001, 70002",
        "\r\n 70001 \r\n\r\n70002\r\n",
        "Personeelsnummer\tNaam\tUren\n70001\tSanne de Boer\t36\n70002\tPiet, de Wit\t24",
        "bo@houtwijk.example; PIET@Houtwijk.example",
        "Bo de Boer <bo@houtwijk.example>, Piet <mailto:piet@houtwijk.example>",
        '"70001","Boer, Bo de"\n"70002","Wit"',
        "- 70001.\n* 70002\n",
        "\ufeff70001\u200b\n70002\u00a0",
    ],
)
def test_people_are_found_however_the_list_was_copied(the_session: Session, text: str) -> None:
    bo, piet = named("70001", email="bo@houtwijk.example"), named("70002", email="piet@houtwijk.example")
    employee()
    found = read(the_session, text)
    assert sorted(each.pk for each in found.found) == [bo.pk, piet.pk]
    assert (found.inside, found.gone, found.twice) == ([], [], [])


def test_number_with_a_space_or_letters_is_one_number_and_not_two(the_session: Session) -> None:
    wanted, other = named("A 12"), named("12")
    assert read(the_session, "A 12\tBo").found == [wanted]
    assert read(the_session, "12\tBo").found == [other]


def test_names_and_hours_beside_a_number_are_no_fault_and_an_unknown_line_is(the_session: Session) -> None:
    named("70001")
    text = "Nummer;Naam\n70001;Sanne de Boer;36;1-2-2020\n\nKees Jansen; kees@elders.example\n  99999  "
    assert unknown(read(the_session, text)) == [
        (1, "Nummer;Naam"), (4, "Kees Jansen; kees@elders.example"), (5, "99999"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "missed"),
    [
        ("70001 99999", ["99999"]),
        ("70001 7", ["7"]),
        ("70001 Bo, 99999 Kees", ["99999"]),
        ("bo@houtwijk.example, Kees <kees@elders.example>", ["kees@elders.example"]),
        ("70001;Bo;privé@elders.example", []),
        ("70001;Bo;36", []),
    ],
)
def test_who_was_meant_beside_somebody_else_is_not_lost_without_a_word(
    the_session: Session, line: str, missed: list[str]
) -> None:
    named("70001", email="bo@houtwijk.example")
    found = read(the_session, line)
    assert (len(found.found), [text for _number, text in unknown(found)]) == (1, missed)


def test_who_is_named_twice_counts_once_and_two_names_on_one_line_are_no_second_time(the_session: Session) -> None:
    bo = named("70001", email="bo@houtwijk.example")
    piet = named("70002")
    found = read(the_session, "70001;bo@houtwijk.example\n70002\n70002 70002")
    assert ([*found.found], found.twice) == ([bo, piet], [piet])


@pytest.mark.parametrize("state", [S.BOOKED, S.OFFERED, S.WAITING, S.REQUESTED])
def test_who_is_in_the_session_is_named_and_not_ticked(the_session: Session, state: str) -> None:
    inside, ended = named("70001"), named("70002")
    enrolment(session=the_session, person=inside, state=state)
    enrolment(session=the_session, person=ended, state=S.CANCELLED)
    enrolment(session=session(), person=ended)
    found = read(the_session, "70001 70002")
    assert (found.inside, found.found) == ([inside], [ended])


def test_who_left_who_did_not_start_and_who_may_not_sign_in_are_named_and_not_ticked(the_session: Session) -> None:
    left = named("70001", left_on=NOW.date())
    coming, stopped = named("70002"), named("70003", is_active=False)
    Person.objects.filter(pk=coming.pk).update(hired_on=NOW.date() + timedelta(days=1))
    found = read(the_session, "70001 70002 70003")
    assert (found.gone, found.found, found.unknown) == ([left, coming, stopped], [], [])


def test_who_was_made_nameless_is_not_recognised(the_session: Session) -> None:
    gone = named("70001", left_on=NOW.date())
    Person.objects.filter(pk=gone.pk).update(pseudonymised_at=NOW)
    assert unknown(read(the_session, "70001")) == [(1, "70001")]


@settings(deadline=None)
@given(st.text(alphabet="7 01\t;,\r\n<@a\u2028\x0b.", max_size=200))
def test_every_line_on_which_something_stands_has_its_number_and_names(text: str) -> None:
    typed = re.split(r"\r\n|\r|\n", text)
    for line in lines_of(text):
        assert line.text == typed[line.number - 1]
        met, missed = line.read(set(line.names()))
        assert (bool(met) or not list(line.names()), missed) == (True, [])


@pytest.mark.parametrize("people", [2, 60])
def test_list_costs_the_same_for_any_length(sign_in: SignIn, hr: Person, the_session: Session, people: int) -> None:
    Prerequisite.objects.create(course=the_session.course, first=course())
    numbers = [employee().employee_number for _each in range(people)]
    client = sign_in(hr)
    paste(client, the_session, "x")
    with query_count(__file__, "training:enrol_other with a list"):
        assert paste(client, the_session, "\n".join(map(str, numbers))).status_code == 200


def test_people_stand_in_the_order_of_the_list(the_session: Session) -> None:
    anna, zoe, bo = (named(number, last_name=name) for number, name in [("3", "Aa"), ("1", "Zz"), ("2", "Bb")])
    assert read(the_session, "1\n3 3\n2\n1").found == [zoe, anna, bo]


def test_who_a_rule_keeps_out_is_named_with_the_reason_and_not_ticked(the_session: Session) -> None:
    seated, trainer, leaves = named("70001"), named("70002"), named("70003", left_on=NOW.date() + timedelta(days=3))
    free = named("70004")
    enrolment(session=session(of=the_session.course, starts_at=NOW + timedelta(days=30)), person=seated)
    the_session.trainers.add(trainer)
    found = read(the_session, "70003 70002 70001 70004")
    assert found.found == [free]
    assert [person for person, _why in found.stopped] == [leaves, trainer, seated]
    assert ["werkt" in why or "geeft" in why or "andere sessie" in why for _p, why in found.stopped] == [True] * 3


# --- on the page ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "nl",
            [
                "1 persoon van deze lijst is hieronder aangevinkt. Er is nog niemand ingeschreven.",
                "Staat al op de lijst van deze sessie: Piet de Boer.", "Werkt hier vandaag niet: Wil de Boer.",
                "Staat er meer dan eens, telt één keer: Bo de Boer.", "Op 2 plaatsen is niemand herkend:",
                "Regel 5: Kees &amp; co",
            ],
        ),
        (
            "en",
            [
                "1 person of this list is ticked below. Nobody is enrolled yet.",
                "On the list of this session already: Piet de Boer.", "Does not work here today: Wil de Boer.",
                "Named more than once, counted once: Bo de Boer.", "2 places where nobody was recognised:",
                "Line 5: Kees &amp; co",
            ],
        ),
    ],
)  # fmt: skip
def test_answer_says_of_everybody_on_the_list_what_became_of_them(
    sign_in: SignIn, the_session: Session, language: str, words: list[str]
) -> None:
    bo, inside, gone = (
        named("70001", first_name="Bo"), named("70002", first_name="Piet"),
        named("70003", first_name="Wil", left_on=NOW.date()),
    )  # fmt: skip
    enrolment(session=the_session, person=inside)
    client = sign_in(employee(roles=[Role.HR], language=language))
    answer = paste(client, the_session, "70001\n70002\n70003\n70001\nKees & co\n=1+1")
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 200
    assert [each for each in words if each not in page] == []
    assert "=1+1</li>" in page
    assert f'value="{bo.public_id}" checked' in page
    assert [f'value="{each.public_id}"' in page for each in (inside, gone)] == [False, False]
    assert Enrolment.objects.count() == 1


def test_who_was_ticked_before_stays_ticked_and_enrol_takes_everybody(
    sign_in: SignIn, hr: Person, the_session: Session
) -> None:
    before, pasted = employee(), named("70001")
    client = sign_in(hr)
    more = {"person": [before.public_id], "goes_first": "on", "priority_reason": "Nodig"}
    page = paste(client, the_session, "70001", **more).content.decode()
    ticked = re.findall(r'name="person" id="[^"]+" value="([^"]+)" checked', page)
    assert set(ticked) == {str(before.public_id), str(pasted.public_id)}
    assert "Nodig" in page
    assert not Enrolment.objects.exists()
    url = address("enrol_other", session_id=the_session.public_id)
    client.post(url, {"person": ticked, "pasted": "70001", **{k: v for k, v in more.items() if k != "person"}})
    assert {row.person for row in Enrolment.objects.all()} == {before, pasted}


def test_what_was_typed_is_text_and_stays_in_the_field(sign_in: SignIn, hr: Person, the_session: Session) -> None:
    nasty = "<script>alert(1)</script>\n</textarea><b>x"
    page = paste(sign_in(hr), the_session, nasty).content.decode()
    assert "<script>alert" not in page
    assert "<b>x" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2, "in the field, and where it says what it is"
    assert "Niemand van deze lijst kan worden aangevinkt." in page


def test_list_stays_while_one_searches_and_when_a_rule_stops_it(
    sign_in: SignIn, hr: Person, the_session: Session
) -> None:
    url, client = address("enrol_other", session_id=the_session.public_id), sign_in(hr)
    for fields in ({"look": "yes", "text": "boer"}, {"person": "x"}):
        page = client.post(url, {"pasted": "70001\nKees", **fields}).content.decode()
        assert "70001\nKees</textarea>" in page
        assert '<details class="hv-details" id="list" open>' in page
    assert '<details class="hv-details" id="list">' in client.get(url).content.decode()


@pytest.mark.parametrize("text", ["", "   \n\t;;, \n", "\u200b"])
def test_empty_list_is_told_what_to_paste(sign_in: SignIn, hr: Person, the_session: Session, text: str) -> None:
    answer = paste(sign_in(hr), the_session, text)
    assert answer.status_code == 422
    assert "Plak minstens één personeelsnummer of e-mailadres." in answer.content.decode()


def test_list_that_is_too_long_is_refused_in_words_and_stays(sign_in: SignIn, hr: Person, the_session: Session) -> None:
    person = named("70001")
    fits = "70001\r\n" + "x" * (MOST_CHARACTERS - 6)
    client = sign_in(hr)
    assert f'value="{person.public_id}" checked' in paste(client, the_session, fits).content.decode()
    answer = paste(client, the_session, fits + "y")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Deze lijst heeft 20001 tekens; er passen er 20000." in page
    assert f"{'x' * 50}y</textarea>" in page
    assert f'value="{person.public_id}"' not in page


def test_five_thousand_lines_get_a_sentence(sign_in: SignIn, hr: Person, the_session: Session) -> None:
    answer = paste(sign_in(hr), the_session, "\n".join(str(70_000 + number) for number in range(5_000)))
    assert (answer.status_code, "Deze lijst heeft 29999 tekens" in answer.content.decode()) == (422, True)
    answer = paste(sign_in(hr), the_session, "\n".join(["z"] * 5_000))
    page = answer.content.decode()
    assert (answer.status_code, page.count(": z</li>")) == (200, 50)
    assert "Op 5.000 plaatsen is niemand herkend:" in page
    assert "Dit zijn de eerste 50." in page


def test_at_most_two_hundred_people_are_ticked_at_once_with_who_was_ticked_before(
    sign_in: SignIn, hr: Person, the_session: Session
) -> None:
    people = [employee() for _each in range(MOST_PEOPLE + 1)]
    numbers = [str(each.employee_number) for each in people]
    client = sign_in(hr)
    page = paste(client, the_session, "\n".join(numbers[:MOST_PEOPLE])).content.decode()
    assert page.count(" checked") == MOST_PEOPLE
    again = {"person": [people[0].public_id]}
    assert paste(client, the_session, "\n".join(numbers[:MOST_PEOPLE]), **again).status_code == 200
    for text, more in (("\n".join(numbers), {}), (numbers[-1], {"person": [p.public_id for p in people[:-1]]})):
        answer = paste(client, the_session, text, **more)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Met deze lijst zijn 201 mensen aangevinkt; er kunnen er 200 tegelijk." in page
        assert f"{numbers[-1]}</textarea>" in page
        assert page.count(" checked") == (MOST_PEOPLE if more else 0)


def test_order_of_the_list_decides_who_gets_the_last_seat(sign_in: SignIn, hr: Person) -> None:
    the_session = session(capacity=2)
    zoe, bo, anna = (named(number, last_name=name) for number, name in [("1", "Zz"), ("2", "Bb"), ("3", "Aa")])
    client = sign_in(hr)
    page = paste(client, the_session, "1\n2\n3").content.decode()
    ticked = re.findall(r'name="person" id="[^"]+" value="([^"]+)" checked', page)
    assert ticked == [str(each.public_id) for each in (zoe, bo, anna)]
    client.post(address("enrol_other", session_id=the_session.public_id), {"person": ticked, "pasted": "1\n2\n3"})
    states = {row.person: row.state for row in Enrolment.objects.all()}
    assert states == {zoe: S.BOOKED, bo: S.BOOKED, anna: S.WAITING}


@pytest.mark.parametrize("role", ["hr", "manager"])
def test_page_says_what_stops_somebody_before_they_are_ticked(
    sign_in: SignIn, hr: Person, the_session: Session, role: str
) -> None:
    manager = employee()
    seated = employee(first_name="Bo", last_name="Bezet", manager=manager)
    enrolment(session=session(of=the_session.course, starts_at=NOW + timedelta(days=30)), person=seated)
    if role == "hr":
        answer = sign_in(hr).get(address("enrol_other", session_id=the_session.public_id), {"text": "Bezet"})
    else:
        answer = sign_in(manager).get(address("enrol_team", session_id=the_session.public_id))
    page = answer.content.decode()
    assert "Er is al een plek in een andere sessie van deze cursus" in page
    assert f'value="{seated.public_id}" checked' not in page
    assert f'value="{seated.public_id}" disabled' in page or role == "manager"


def test_only_hr_pastes_a_list(sign_in: SignIn, the_session: Session) -> None:
    for person in (employee(), employee(roles=[Role.TRAINER]), employee(roles=[Role.BOARD])):
        assert paste(sign_in(person), the_session, "70001").status_code == 403
