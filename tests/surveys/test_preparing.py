"""A survey is looked at, changed and thrown away until it opens; opening and closing ask once more."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.clock import day_of, now, today
from common.errors import RuleBroken
from common.models import AuditEvent, Job
from people.choices import Role
from people.models import Person
from surveys import selectors, services
from surveys.choices import Dimension, WaveState
from surveys.forms import as_prepared
from surveys.models import Question, Wave
from tests.governance.builders import agreed
from tests.pages import kept_on
from tests.people.builders import employee
from tests.surveys.builders import OPENED_AT, draft_wave, office, open_wave, people, send_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions", "_second_factor_off")]
SignIn = Callable[[Person], Client]


@pytest.fixture
def _second_factor_off(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def at(name: str, wave: Wave) -> str:
    return reverse(f"surveys:{name}", args=[wave.public_id])


def changed(wave: Wave, by: Person, **fields: Any) -> Wave:
    whole = {
        "title_nl": "Andere peiling",
        "title_en": "Other survey",
        "closes_on": day_of(OPENED_AT) + timedelta(days=20),
        "dimension": Dimension.UNIT,
        "questions": [Question.objects.get(code="barrier")],
    }
    return services.change_wave(wave_id=wave.pk, **whole | fields, actor=by, now=OPENED_AT)


def test_prepared_survey_is_changed_and_asks_the_pulse_question_always() -> None:
    lead = office()
    wave = changed(draft_wave(actor=lead), lead)
    wave.refresh_from_db()
    assert (wave.title_nl, wave.dimension) == ("Andere peiling", Dimension.UNIT)
    assert [question.code for question in selectors.questions_of(wave)] == ["uses_ai", "barrier"]
    assert AuditEvent.objects.filter(action="wave.changed", actor=lead).count() == 1


def test_prepared_survey_is_thrown_away_with_its_questions() -> None:
    lead = office()
    wave = draft_wave(actor=lead)
    services.remove_wave(wave_id=wave.pk, actor=lead, now=OPENED_AT)
    assert not Wave.objects.exists()
    assert AuditEvent.objects.filter(action="wave.removed", object_id=str(wave.public_id)).count() == 1


def test_last_day_that_has_passed_changes_nothing() -> None:
    lead = office()
    wave = draft_wave(actor=lead)
    with pytest.raises(RuleBroken) as broken:
        changed(wave, lead, closes_on=day_of(OPENED_AT))
    assert broken.value.field == "closes_on"
    assert Wave.objects.get().title_nl == "Najaarspeiling"


def test_only_the_office_changes_and_throws_away(works_council_member: Person) -> None:
    wave = draft_wave(actor=office())
    with pytest.raises(RuleBroken):
        changed(wave, works_council_member)
    with pytest.raises(RuleBroken):
        services.remove_wave(wave_id=wave.pk, actor=works_council_member, now=OPENED_AT)
    assert Wave.objects.get().title_nl == "Najaarspeiling"


def test_survey_that_opened_or_is_being_opened_stays_as_it_is() -> None:
    people(12)
    lead = office()
    opened = open_wave(actor=lead)
    services.close_wave(wave_id=opened.pk, actor=None, now=OPENED_AT)
    opening = draft_wave(actor=lead)
    services.start_opening(wave_id=opening.pk, actor=lead, now=OPENED_AT)
    for wave in (opened, opening):
        with pytest.raises(RuleBroken, match="eerste uitnodiging"):
            changed(wave, lead)
        with pytest.raises(RuleBroken, match="eerste uitnodiging"):
            services.remove_wave(wave_id=wave.pk, actor=lead, now=OPENED_AT)
    assert Wave.objects.count() == 2


def test_number_to_invite_is_the_number_that_opening_invites() -> None:
    people(12)
    employee(first_name="Weg", left_on=day_of(OPENED_AT) - timedelta(days=1))
    lead = office()
    agreed(now=OPENED_AT)
    number = selectors.to_invite(on=day_of(OPENED_AT)).count()
    assert open_wave(actor=lead).invited == number > 12


def test_office_changes_a_survey_on_its_page_and_loses_nothing_when_it_is_wrong(
    sign_in: SignIn, programme_lead: Person
) -> None:
    wave = draft_wave(actor=programme_lead, now=now())
    client = sign_in(programme_lead)
    page = client.get(at("wave_edit", wave)).content.decode()
    assert 'value="Najaarspeiling"' in page
    data = {"title_nl": "Nieuw", "title_en": "New", "closes_on": today().isoformat(), "dimension": "unit"}
    wrong = client.post(at("wave_edit", wave), data)
    assert wrong.status_code == 422
    assert 'value="Nieuw"' in wrong.content.decode()
    right = client.post(at("wave_edit", wave), data | {"closes_on": (today() + timedelta(days=9)).isoformat()})
    assert right["Location"] == at("wave_detail", wave)
    wave.refresh_from_db()
    assert (wave.title_nl, wave.dimension) == ("Nieuw", "unit")


def sent(wave: Wave, **changes: object) -> dict[str, Any]:
    """Return what the form of a survey sends."""
    return {
        "title_nl": wave.title_nl, "title_en": wave.title_en, "closes_on": wave.closes_on.isoformat(),
        "dimension": wave.dimension, "questions": [each.pk for each in selectors.further_questions_of(wave)],
        "edition": wave.edition,
    } | changes  # fmt: skip


def test_survey_is_open_for_three_months_at_most() -> None:
    lead = office()
    wave = draft_wave(actor=lead)
    with pytest.raises(RuleBroken, match="hoogstens drie maanden") as broken:
        closing_on(wave, day_of(OPENED_AT) + timedelta(days=93), lead)
    assert broken.value.field == "closes_on"
    assert closing_on(wave, day_of(OPENED_AT) + timedelta(days=92), lead).edition == wave.edition + 1


def closing_on(wave: Wave, day: date, actor: Person) -> Wave:
    return services.change_wave(
        wave_id=wave.pk, title_nl=wave.title_nl, title_en=wave.title_en, closes_on=day, dimension=wave.dimension,
        questions=[], actor=actor, now=OPENED_AT,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ["dit is intussen veranderd", ">Titel in het Nederlands</a>", "<dd>functiegroep</dd>"]),
        ("en", ["changed in the meantime", ">Title in Dutch</a>", "<dd>function group</dd>"]),
    ],
)
def test_second_of_two_writers_of_a_survey_sees_both_texts_and_loses_nothing(
    sign_in: SignIn, language: str, words: list[str]
) -> None:
    lead = employee(language=language, roles=[Role.PROGRAMME_OFFICE])
    wave = draft_wave(actor=lead, now=now(), dimension=Dimension.UNIT)
    client, barrier = sign_in(lead), Question.objects.get(code="barrier")
    first = sent(wave, title_nl="Van de eerste", dimension=Dimension.FUNCTION_GROUP, questions=[barrier.pk])
    second = sent(wave, title_nl="Van de tweede", title_en="Of the second")
    assert f'name="edition" value="{wave.edition}"' in client.get(at("wave_edit", wave)).content.decode()
    assert client.post(at("wave_edit", wave), first).status_code == 302
    late = client.post(at("wave_edit", wave), second)
    page = late.content.decode()
    assert late.status_code == 409
    kept = kept_on(page)
    assert all(each in kept for each in words)
    assert '<dd lang="nl">Van de eerste</dd>' in kept
    assert f"<dd>{barrier.text_nl if language == 'nl' else barrier.text_en}</dd>" in kept
    assert kept.count("<dt>") == 4
    assert 'value="Van de tweede"' in page
    assert 'value="Of the second"' in page
    wave.refresh_from_db()
    assert (wave.title_nl, wave.title_en, wave.dimension) == ("Van de eerste", "Autumn survey", "function_group")
    assert selectors.further_questions_of(wave) == [barrier]
    assert f'name="edition" value="{wave.edition}"' in page
    assert client.post(at("wave_edit", wave), second | {"edition": wave.edition}).status_code == 302
    wave.refresh_from_db()
    assert (wave.title_nl, wave.title_en, wave.dimension) == ("Van de tweede", "Of the second", "unit")
    assert len(selectors.further_questions_of(wave)) == len(second["questions"]) > 1


def test_questions_that_somebody_else_chose_are_not_lost(sign_in: SignIn, programme_lead: Person) -> None:
    wave = draft_wave(actor=programme_lead, now=now())
    client, barrier = sign_in(programme_lead), Question.objects.get(code="barrier")
    assert client.post(at("wave_edit", wave), sent(wave, questions=[barrier.pk])).status_code == 302
    assert client.post(at("wave_edit", wave), sent(wave, title_nl="Van de tweede")).status_code == 409
    assert selectors.further_questions_of(wave) == [barrier]


def test_saving_a_survey_twice_is_no_conflict_and_nothing_changed_is_no_event(
    sign_in: SignIn, programme_lead: Person
) -> None:
    wave = draft_wave(actor=programme_lead, now=now())
    again = sent(wave, title_nl="Nieuw")
    client = sign_in(programme_lead)
    assert [client.post(at("wave_edit", wave), again).status_code for _time in range(2)] == [302, 302]
    assert AuditEvent.objects.get(action="wave.changed").fields == ["title_nl"]


def test_opening_says_for_whom_and_asks_once_more(sign_in: SignIn, programme_lead: Person) -> None:
    people(12)
    agreed()
    wave = draft_wave(actor=programme_lead, now=now())
    client = sign_in(programme_lead)
    page = client.get(at("wave_open", wave)).content.decode()
    number = selectors.to_invite(on=today()).count()
    assert f"{number} mensen die hier werken" in page
    assert not Job.objects.exists()
    client.post(at("wave_open", wave))
    assert Job.objects.filter(kind="surveys.open_wave").count() == 1


def test_survey_that_was_changed_after_reading_does_not_open(sign_in: SignIn, programme_lead: Person) -> None:
    people(12)
    agreed()
    wave = draft_wave(actor=programme_lead, now=now())
    client = sign_in(programme_lead)
    read = client.get(at("wave_open", wave)).context["form"]["seen"].value()
    services.change_wave(
        wave_id=wave.pk, **{**as_prepared(wave), "title_nl": "Andere vragen"}, actor=programme_lead, now=now()
    )
    answer = client.post(at("wave_open", wave), {"seen": read})
    assert answer.status_code == 409
    assert "intussen veranderd" in answer.content.decode()
    assert "Andere vragen" in answer.content.decode()
    assert client.post(at("wave_open", wave), {"seen": "x"}).status_code == 409
    assert not Job.objects.exists()
    assert client.post(at("wave_open", wave), {"seen": answer.context["form"]["seen"].value()}).status_code == 302
    assert Job.objects.filter(kind="surveys.open_wave").count() == 1


def test_prepared_survey_says_that_another_is_still_open(sign_in: SignIn, programme_lead: Person) -> None:
    people(12)
    first = open_wave(actor=programme_lead)
    wave = draft_wave(actor=programme_lead)
    page = sign_in(programme_lead).get(at("wave_detail", wave)).content.decode()
    assert "Er is nog een andere peiling open" in page
    assert at("wave_detail", first) in page
    assert at("wave_open", wave) not in page


def test_closing_says_how_many_sent_and_asks_once_more(sign_in: SignIn, programme_lead: Person) -> None:
    members = people(12)
    wave = open_wave(actor=programme_lead)
    send_all(wave, members[:3])
    services.settle(wave_id=wave.pk, now=OPENED_AT)
    client = sign_in(programme_lead)
    page = client.get(at("wave_close", wave)).content.decode()
    assert "minder dan 10" in page
    assert not Job.objects.exists()
    client.post(at("wave_close", wave))
    assert Job.objects.filter(kind="surveys.close_wave").count() == 1


def test_throwing_away_asks_once_more(sign_in: SignIn, programme_lead: Person) -> None:
    wave = draft_wave(actor=programme_lead)
    client = sign_in(programme_lead)
    assert client.get(at("wave_remove", wave)).status_code == 200
    assert Wave.objects.exists()
    assert client.post(at("wave_remove", wave))["Location"] == reverse("surveys:wave_list")
    assert not Wave.objects.exists()


@pytest.mark.parametrize("name", ["wave_edit", "wave_remove", "wave_open"])
def test_what_is_open_is_not_changed_from_any_page(sign_in: SignIn, programme_lead: Person, name: str) -> None:
    people(12)
    wave = open_wave(actor=programme_lead)
    client = sign_in(programme_lead)
    assert client.get(at(name, wave)).status_code == 422
    assert client.post(at(name, wave), {}).status_code == 422
    wave.refresh_from_db()
    assert wave.state == WaveState.OPEN


def test_who_judges_a_survey_sees_its_form_but_cannot_send_or_change_it(
    sign_in: SignIn, works_council_member: Person, privacy_officer: Person, colleague: Person
) -> None:
    wave = draft_wave(actor=office())
    for judge in (works_council_member, privacy_officer):
        page = sign_in(judge).get(at("wave_preview", wave)).content.decode()
        assert "Hoe vaak gebruik je AI in je werk?" in page
        assert at("ballot_send", wave) not in page
        for name in ("wave_edit", "wave_remove", "wave_open"):
            assert sign_in(judge).get(at(name, wave)).status_code == 403
    assert sign_in(colleague).get(at("wave_preview", wave)).status_code == 404


@pytest.mark.parametrize("name", ["wave_edit", "wave_open", "wave_close", "wave_preview"])
def test_page_of_an_open_survey_is_not_for_who_may_only_answer(sign_in: SignIn, name: str) -> None:
    person = people(12)[0]
    wave = open_wave()
    assert sign_in(person).get(at(name, wave)).status_code == 403
