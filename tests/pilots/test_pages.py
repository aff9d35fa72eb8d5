"""Pages of the register: who sees what, in both languages, as a page and as a fragment."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from people.choices import Role
from people.models import Person
from pilots import services
from pilots.choices import DecisionKind, Stage
from pilots.models import Pilot
from tests.people.builders import employee, unit
from tests.pilots.builders import NOW, at_intake, contract, decided, evaluated, idea, measured, running
from tests.query_counts import query_count
from tests.strategy.builders import objective

SignIn = Callable[[Person], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def address(name: str, *args: object) -> str:
    return reverse(f"pilots:{name}", args=args)


def test_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(address("pilot_list")).status_code == 302


def test_empty_register_says_how_to_begin(sign_in: SignIn, colleague: Person) -> None:
    page = sign_in(colleague).get(address("pilot_list")).content.decode()
    assert "Nog geen pilots" in page


def test_list_is_a_page_and_a_fragment(sign_in: SignIn, colleague: Person) -> None:
    pilot = idea(owner=colleague)
    client = sign_in(colleague)
    page = client.get(address("pilot_list"))
    part = client.get(address("pilot_list"), {"q": "spraak"}, headers={"HX-Request": "true"})
    assert pilot.title in page.content.decode()
    assert "<html" in page.content.decode()
    assert pilot.title in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part.headers["Vary"]


def test_list_filters_by_stage_unit_and_loose_ends(sign_in: SignIn, colleague: Person, programme_lead: Person) -> None:
    late = running(owner=colleague, actor=programme_lead, due_in=-1)
    goal = objective()
    under = idea(owner=colleague, objective=goal)
    client = sign_in(colleague)

    def titles(**asked: object) -> set[str]:
        shown = client.get(address("pilot_list"), asked, headers={"HX-Request": "true"}).content.decode()
        return {pilot.title for pilot in (late, under) if f">{pilot.title}<" in shown}

    assert titles(stage=Stage.IDEA) == {under.title}
    assert titles(show="due") == {late.title}
    assert titles(show="orphans") == {late.title}
    assert titles(objective=goal.public_id) == {under.title}
    assert titles(unit=late.unit.public_id) == {late.title, under.title}
    assert titles(q="niets hiervan") == set()


def test_odd_questions_are_no_errors(sign_in: SignIn, colleague: Person) -> None:
    client = sign_in(colleague)
    for asked in (
        {"q": "a\x00b"}, {"stage": "nope"}, {"unit": "nope"}, {"objective": "nope"}, {"page": "-3"}, {"sort": "x"},
        {"q": "x" * 5000}, {"show": "'; drop table"},
    ):  # fmt: skip
        assert client.get(address("pilot_list"), asked).status_code == 200
    assert client.get(address("pilot_create"), {"objective": "nope"}).status_code == 200
    assert client.get(address("pilot", uuid.uuid4())).status_code == 404


def test_employee_registers_a_pilot_under_an_objective(sign_in: SignIn, colleague: Person) -> None:
    goal = objective()
    client = sign_in(colleague)
    assert str(goal.public_id) in client.get(address("pilot_create"), {"objective": goal.public_id}).content.decode()
    form = {
        "title": "Inspreken", "question": "Scheelt het tijd?", "hypothesis": "", "objective": goal.public_id,
        "unit": colleague.placement.unit.public_id, "language": "nl",
    }  # fmt: skip
    page = client.post(address("pilot_create"), form, follow=True).content.decode()
    pilot = Pilot.objects.get()
    assert (pilot.objective, pilot.stage) == (goal, Stage.IDEA)
    assert "Jij bent de eigenaar" in page
    wrong = client.post(address("pilot_create"), form | {"question": ""})
    assert wrong.status_code == 422
    assert "Inspreken" in wrong.content.decode()


def test_what_is_in_use_already_is_registered_as_such(sign_in: SignIn, colleague: Person) -> None:
    client = sign_in(colleague)
    assert 'name="is_in_use"' in client.get(address("pilot_create")).content.decode()
    form = {
        "title": "Spellingcontrole", "question": "Wat doet het?", "hypothesis": "", "objective": "", "language": "nl",
        "unit": colleague.placement.unit.public_id, "is_in_use": "on",
    }  # fmt: skip
    assert client.post(address("pilot_create"), form).status_code == 302
    assert Pilot.objects.get().stage == Stage.IN_USE


def test_pilot_like_another_is_registered_after_a_look(sign_in: SignIn, colleague: Person) -> None:
    there = idea(owner=colleague, title="Verslag inspreken op de fiets")
    client = sign_in(colleague)
    form = {
        "title": "Verslagen inspreken", "question": "Scheelt inspreken tijd?", "hypothesis": "", "objective": "",
        "unit": colleague.placement.unit.public_id, "language": "nl",
    }  # fmt: skip
    seen = client.post(address("pilot_create"), form | {"look": "yes"}, headers={"HX-Request": "true"})
    assert there.title in seen.content.decode()
    assert "<html" not in seen.content.decode()
    asked = client.post(address("pilot_create"), form)
    assert asked.status_code == 422
    assert 'name="looked"' in asked.content.decode()
    assert Pilot.objects.count() == 1
    assert client.post(address("pilot_create"), form | {"looked": "yes"}).status_code == 302
    other = form | {"title": "Roosters puzzelen", "question": "Past het rooster beter bij wat mensen willen?"}
    assert client.post(address("pilot_create"), other).status_code == 302


def test_list_says_what_waits_and_which_unit(sign_in: SignIn, colleague: Person, programme_lead: Person) -> None:
    late = running(owner=colleague, actor=programme_lead, due_in=-3)
    measured(late, 15, actor=colleague)
    above, beside = unit("N", "Noord"), unit("Z", "Zuid")
    twin = unit("N1", "Nachtdienst", parent=above)
    unit("Z1", "Nachtdienst", parent=beside)
    idea(owner=colleague, unit=twin)
    page = sign_in(colleague).get(address("pilot_list")).content.decode()
    assert "15 minuten (was 20; doel 12) · 3 dagen te laat" in page
    assert "Nachtdienst (Noord)" in page


def test_pilots_under_an_objective_with_what_was_decided(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    goal = objective()
    pilot = running(owner=colleague, actor=programme_lead, objective=goal)
    decided(pilot, DecisionKind.STOP, actor=programme_lead, reason="Te weinig tijdwinst.", lesson="Eerst oefenen.")
    client = sign_in(colleague)
    page = client.get(address("pilots_of_objective", goal.public_id)).content.decode()
    part = client.get(address("pilots_of_objective", goal.public_id), headers={"HX-Request": "true"}).content.decode()
    assert "Te weinig tijdwinst." in page
    assert "<html" not in part
    assert pilot.title in part
    assert client.get(address("pilots_of_objective", uuid.uuid4())).status_code == 404


def test_team_fills_in_the_plan_and_others_may_not(
    sign_in: SignIn, colleague: Person, programme_lead: Person, hr: Person
) -> None:
    pilot = at_intake(owner=colleague, actor=programme_lead)
    form = {
        "title": pilot.title, "question": pilot.question, "hypothesis": "Sneller", "language": "nl", "objective": "",
        "unit": pilot.unit.public_id, "sponsor_name": programme_lead.email, "tool": "", "personal_data": "no",
        "starts_on": "2026-11-23", "decision_due_on": "2027-01-20", "measure_name": "Minuten",
        "measure_unit": "minutes",
        "baseline": "20", "target": "12", "stop_criterion": "Na zes weken",
    }  # fmt: skip
    client = sign_in(colleague)
    assert client.get(address("pilot_edit", pilot.public_id)).status_code == 200
    wrong = client.post(address("pilot_edit", pilot.public_id), form | {"decision_due_on": "2026-11-01"})
    assert wrong.status_code == 422
    assert client.post(address("pilot_edit", pilot.public_id), form).status_code == 302
    pilot.refresh_from_db()
    assert (pilot.sponsor, pilot.measure_name) == (programme_lead, "Minuten")
    for name in ("pilot_edit", "log_create", "measurement_create", "member_create", "decision_create"):
        assert sign_in(hr).get(address(name, pilot.public_id)).status_code == 403


def test_complete_plan_asks_nothing_more_of_its_owner_and_says_who_decides(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot = at_intake(owner=colleague, actor=programme_lead)
    client, path = sign_in(colleague), address("pilot", pilot.public_id)
    asked, waits = f'href="{address("pilot_edit", pilot.public_id)}"', "Het plan is compleet."
    assert asked in client.get("/").content.decode()
    assert waits not in client.get(path).content.decode()
    services.update_pilot(pilot_id=pilot.pk, actor=colleague, now=NOW, **contract(sponsor=programme_lead))
    assert asked not in client.get("/").content.decode()
    page = client.get(path).content.decode()
    assert waits in page
    assert "Het programmabureau besluit over de start." in page
    assert 'id="missing"' not in page


def test_dates_of_a_plan_stand_on_its_page_in_words_that_fit_the_stage(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot = at_intake(owner=colleague, actor=programme_lead)
    services.update_pilot(pilot_id=pilot.pk, actor=colleague, now=NOW, **contract(sponsor=programme_lead))
    client, path = sign_in(colleague), address("pilot", pilot.public_id)

    def dates() -> list[tuple[str, str]]:
        page = client.get(path).content.decode()
        found = re.findall(r"<dt>([^<]*)</dt><dd>(?:<time[^>]*>)?(\d+ \w+ \d{4})", page)
        return [(name, day) for name, day in found if "register" not in name]

    planned = [("Gepland begin", "21 oktober 2026"), ("Besluit gepland op", "20 december 2026")]
    assert dates() == planned
    decided(pilot, DecisionKind.CONTINUE, actor=programme_lead)
    assert dates() == [("Loopt vanaf", "21 oktober 2026")]
    decided(pilot, DecisionKind.PARK, actor=programme_lead)
    assert dates() == [("Proef begonnen op", "21 oktober 2026"), planned[1]]


def test_page_says_the_question_the_stage_and_the_days(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot = running(owner=colleague, actor=programme_lead, due_in=12)
    measured(pilot, 18, 15, actor=colleague)
    dutch = sign_in(colleague).get(address("pilot", pilot.public_id)).content.decode()
    english = sign_in(employee(language="en")).get(address("pilot", pilot.public_id)).content.decode()
    for words in (pilot.question, "over 12 dagen", "15 minuten", "62% van de weg"):
        assert words in dutch
    for words in ("in 12 days", "15 minutes", "62% of the way"):
        assert words in english
    assert address("decision_create", pilot.public_id) in dutch
    assert address("decision_create", pilot.public_id) not in english


def test_office_decides_in_the_browser_with_the_gate_in_words(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    client = sign_in(programme_lead)
    page = client.get(address("decision_create", pilot.public_id)).content.decode()
    assert "ten minste één meting" in page
    form = {"seen": 2, "kind": DecisionKind.SCALE, "reason": "Het werkt", "lesson": "", "new_due_on": ""}
    refusal = client.post(address("decision_create", pilot.public_id), form)
    assert refusal.status_code == 422
    assert "Het werkt" in refusal.content.decode()
    measured(pilot, 11, actor=colleague)
    look = client.post(address("decision_create", pilot.public_id), form)
    assert look.status_code == 200
    assert "Het werkt" in look.content.decode()
    assert "1 persoon krijgt" in look.content.decode()
    back = client.post(address("decision_create", pilot.public_id), form | {"back": "yes"})
    assert (back.status_code, "Het werkt" in back.content.decode()) == (200, True)
    assert pilot.decisions.count() == 2
    done = client.post(address("decision_create", pilot.public_id), form | {"confirmed": "yes"}, follow=True)
    assert "Zet in het logboek" in done.content.decode()
    pilot.refresh_from_db()
    assert pilot.stage == Stage.SCALING
    late = client.post(address("decision_create", pilot.public_id), form | {"kind": DecisionKind.STOP})
    assert late.status_code == 409


def test_owner_hands_in_the_idea(sign_in: SignIn, colleague: Person) -> None:
    pilot = idea(owner=colleague)
    form = {"seen": 0, "kind": DecisionKind.CONTINUE, "reason": "Wij zijn klaar", "lesson": ""}
    assert sign_in(colleague).post(address("decision_create", pilot.public_id), form).status_code == 302
    assert Pilot.objects.get().stage == Stage.INTAKE


def test_owner_who_can_only_take_the_next_step_chooses_nothing_and_reads_what_follows(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    ripe, tried = idea(owner=colleague), running(owner=colleague, actor=programme_lead)
    measured(tried, 11, actor=colleague)
    client = sign_in(colleague)
    for pilot, title, follows in (
        (ripe, "Indienen voor intake", "Daarna maak je het plan"),
        (tried, "Vraag om een besluit", "Het proberen is klaar"),
    ):
        page = client.get(address("decision_create", pilot.public_id)).content.decode()
        assert re.search(rf"<h1[^>]*>\s*{title}", page)
        assert follows in page
        assert 'type="hidden" name="kind" value="continue"' in page
        for absent in ('type="radio"', 'name="lesson"', "Een besluit is een feit", "Besluit vastleggen"):
            assert absent not in page
        seen = {"seen": pilot.decisions.count(), "kind": "continue", "reason": "Wij zijn klaar"}
        assert client.post(address("decision_create", pilot.public_id), seen).status_code == 302
    whole = sign_in(programme_lead).get(address("decision_create", idea(owner=colleague).public_id)).content.decode()
    assert 'type="radio"' in whole
    assert 'name="lesson"' in whole


def test_second_of_two_deciders_reads_the_first_decision_instead_of_a_form(
    sign_in: SignIn, colleague: Person, programme_lead: Person, board_member: Person
) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    form = {"seen": 2, "kind": "park", "reason": "Wachten op de leverancier", "lesson": "", "new_due_on": ""}
    decided(pilot, DecisionKind.STOP, actor=board_member, reason="Te duur", lesson="Vraag eerst de prijs")
    late = sign_in(programme_lead).post(address("decision_create", pilot.public_id), form)
    page = late.content.decode()
    assert late.status_code == 409
    for words in ("Stoppen", "Te duur", "Vraag eerst de prijs", board_member.full_name, "20 november 2026"):
        assert words in page
    assert "Wachten op de leverancier" in page
    assert f'href="{address("pilot", pilot.public_id)}"' in page
    assert 'name="kind"' not in page


def test_idea_that_lacks_something_shows_what_instead_of_a_form_that_refuses(
    sign_in: SignIn, colleague: Person
) -> None:
    pilot = idea(owner=colleague, hypothesis="")
    client, path = sign_in(colleague), address("decision_create", pilot.public_id)
    assert f'href="{path}"' not in client.get(address("pilot", pilot.public_id)).content.decode()
    page = client.get(path).content.decode()
    assert "#id_hypothesis" in page
    assert 'name="kind"' not in page
    services.update_pilot(pilot_id=pilot.pk, actor=colleague, now=NOW, hypothesis="Het scheelt tijd.")
    assert f'href="{path}"' in client.get(address("pilot", pilot.public_id)).content.decode()
    assert 'name="kind"' in client.get(path).content.decode()


def test_extending_is_written_with_one_accent(sign_in: SignIn, colleague: Person, programme_lead: Person) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    late = pilot.decision_due_on
    assert late is not None
    decided(pilot, DecisionKind.EXTEND, actor=programme_lead, new_due_on=late.replace(year=late.year + 1))
    page = sign_in(colleague).get(address("pilot", pilot.public_id)).content.decode()
    assert "Eén keer verlengen" in page
    assert "Één" not in page


def test_team_measures_logs_and_takes_back(sign_in: SignIn, colleague: Person, programme_lead: Person) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    client = sign_in(colleague)
    value = {"measured_on": "2026-11-19", "value": "14.5", "cases": "20", "note": ""}
    assert client.post(address("measurement_create", pilot.public_id), value).status_code == 302
    future = client.post(address("measurement_create", pilot.public_id), value | {"measured_on": "2027-01-01"})
    assert future.status_code == 422
    client.post(address("log_create", pilot.public_id), {"text": "Eerste week ging goed", "language": "nl"})
    assert "Eerste week ging goed" in client.get(address("pilot", pilot.public_id)).content.decode()
    row = pilot.measurements.get()
    client.post(address("measurement_remove", row.public_id), {"reason": "typefout"})
    assert not pilot.measurements.exists()


def test_team_grows_and_is_handed_over(sign_in: SignIn, colleague: Person) -> None:
    pilot, other = idea(owner=colleague), employee(first_name="Joost", last_name="Zonnebloem")
    client = sign_in(colleague)
    found = client.get(address("member_create", pilot.public_id), {"text": "zonnebl"}).content.decode()
    assert f'value="{other.public_id}"' in found
    client.post(address("member_create", pilot.public_id), {"person": other.public_id})
    client.post(address("member_change", pilot.public_id, other.public_id), {"change": "owner"})
    client.post(address("member_change", pilot.public_id, colleague.public_id), {"change": "leave"})
    assert pilot.members.current().get().person == other
    client = sign_in(other)
    for wrong in ("", "niemand", uuid.uuid4()):
        missing = client.post(address("member_create", pilot.public_id), {"person": wrong, "text": "zonnebl"})
        assert missing.status_code == 422
    assert pilot.members.current().count() == 1


def test_team_is_found_by_name_with_where_people_work(sign_in: SignIn, colleague: Person) -> None:
    pilot = idea(owner=colleague)
    for number in range(25):
        employee(first_name=f"Kees{number}", last_name="Zonnebloem", unit=unit("201", "Thuiszorg Noord"))
    client = sign_in(colleague)
    page = client.get(address("member_create", pilot.public_id), {"text": "zonnebloem"}).content.decode()
    assert "de eerste 20 van 25" in page
    assert "Thuiszorg Noord" in page
    part = client.get(
        address("member_create", pilot.public_id), {"text": "niemand"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in part
    assert "hv-empty" in part
    itself = client.get(address("member_create", pilot.public_id), {"text": colleague.email}).content.decode()
    assert 'type="radio"' not in itself


def test_stopped_pilot_shows_its_lesson_first(sign_in: SignIn, colleague: Person, programme_lead: Person) -> None:
    pilot = running(owner=colleague, actor=programme_lead)
    decided(pilot, DecisionKind.STOP, actor=programme_lead, lesson="Eerst de microfoons regelen.")
    page = sign_in(colleague).get(address("pilot", pilot.public_id)).content.decode()
    assert "Eerst de microfoons regelen." in page
    assert address("pilot_edit", pilot.public_id) not in page


@pytest.mark.parametrize("rows", [3, 30])
def test_pages_ask_the_same_number_of_queries(sign_in: SignIn, rows: int) -> None:
    lead = employee(roles=[Role.PROGRAMME_OFFICE])
    owner, goal = employee(), objective()
    for _row in range(rows):
        idea(owner=owner, objective=goal)
    pilot = evaluated(owner=owner, actor=lead)
    for number in range(rows):
        services.add_log_entry(pilot_id=pilot.pk, text=f"Dag {number}", language="nl", actor=owner, now=NOW)
    client = sign_in(lead)
    for name, path in {
        "pilots:pilot_list": address("pilot_list"),
        "pilots:pilot": address("pilot", pilot.public_id),
        "pilots:decision_create": address("decision_create", pilot.public_id),
        "pilots:member_create": address("member_create", pilot.public_id),
        "pilots:pilots_of_objective": address("pilots_of_objective", goal.public_id),
    }.items():
        client.get(path)
        with query_count(__file__, name):
            assert client.get(path).status_code == 200
