"""When the result of a survey comes, and how many sent: one sentence each, the same on every page."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django.fixtures import Settings

from common.clock import day_of, start_of
from common.periods import Period
from people.models import Person
from surveys import selectors, services
from surveys.models import Wave
from tests.governance.builders import agreed
from tests.surveys import builders
from tests.surveys.builders import OPENED_AT, people, send_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions")]
SignIn = Callable[[Person], Client]
TODAY = day_of(OPENED_AT)
FIGURES = "figures:class_c"


@pytest.fixture(autouse=True)
def _second_factor_off(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def open_wave(*, figures_agreed: bool = True) -> Wave:
    wave = builders.open_wave()
    if figures_agreed:
        agreed(FIGURES, now=OPENED_AT)
    return wave


def closed_wave(*, sent: int = 11, figures_agreed: bool = True) -> Wave:
    """Return a wave that closed by itself in the night after its last day."""
    members = people(12)
    wave = open_wave(figures_agreed=figures_agreed)
    send_all(wave, members[:sent])
    night = start_of(wave.closes_on + timedelta(days=1))
    services.close_wave(wave_id=wave.pk, actor=None, now=night)
    services.destroy_leftover_keys(now=night)
    wave.refresh_from_db()
    return wave


@pytest.mark.parametrize(
    ("closes_on", "closed_on", "result_on"),
    [
        (date(2026, 11, 14), None, date(2026, 12, 2)),
        (date(2026, 11, 14), date(2026, 11, 15), date(2026, 12, 2)),
        (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)),  # closed by itself in the night after its last day
        (date(2026, 12, 14), date(2026, 11, 20), date(2026, 12, 2)),  # closed before its last day
        (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)),
    ],
)
def test_result_comes_with_the_figures_of_the_month_of_the_last_day_to_answer(
    closes_on: date, closed_on: date | None, result_on: date
) -> None:
    assert Wave(closes_on=closes_on, closed_on=closed_on).result_on == result_on


def test_survey_that_closes_in_the_night_after_its_month_counts_in_that_month() -> None:
    wave = closed_wave()
    month = Period.of(wave.closes_on)
    Wave.objects.filter(pk=wave.pk).update(closed_on=month.next().first_day)
    assert selectors.closed_counts("uses_ai", period=month)
    assert not selectors.closed_counts("uses_ai", period=month.next())
    assert selectors.participation(month)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_names_the_same_day(sign_in: SignIn, language: str) -> None:
    members = people(12)
    wave = open_wave()
    members[0].language = language
    members[0].save()
    send_all(wave, members)
    with translation.override(language):
        sentence = selectors.result_sentence(wave, today=TODAY)
    client = sign_in(members[0])
    for address in [
        reverse("surveys:wave_list"),
        reverse("surveys:wave_answer", args=[wave.public_id]),
        reverse("surveys:ballot_thanks"),
        reverse("surveys:wave_detail", args=[wave.public_id]),
    ]:
        assert sentence in client.get(address).content.decode(), address


def test_closed_survey_names_the_day_until_its_result_is_there(sign_in: SignIn) -> None:
    wave = closed_wave()
    before = selectors.result_sentence(wave, today=wave.result_on)
    assert before.startswith("De uitslag komt op 2 ")
    assert selectors.result_sentence(wave, today=wave.result_on + timedelta(days=1)) == "De uitslag staat bij Cijfers."
    person = wave.participations.first()
    assert person is not None
    page = sign_in(person.person).get(reverse("surveys:wave_detail", args=[wave.public_id])).content.decode()
    assert before in page


def test_survey_with_too_few_answers_promises_no_result() -> None:
    wave = closed_wave(sent=9)
    assert selectors.result_sentence(wave, today=TODAY).startswith("Er is geen uitslag")
    assert selectors.next_to_release(today=wave.closes_on) is None


def test_without_agreement_to_figures_no_day_is_promised() -> None:
    wave = closed_wave(figures_agreed=False)
    assert "ondernemingsraad" in selectors.result_sentence(wave, today=TODAY)
    assert selectors.next_to_release(today=wave.closes_on) is None


def test_next_to_release_is_the_closed_survey_until_its_day() -> None:
    wave = closed_wave()
    assert selectors.next_to_release(today=wave.closes_on) == wave
    assert selectors.next_to_release(today=wave.result_on) == wave
    assert selectors.next_to_release(today=wave.result_on + timedelta(days=1)) is None


def test_nobody_has_counted_is_not_nobody_has_sent() -> None:
    members = people(12)
    wave = open_wave()
    send_all(wave, members)
    uncounted = selectors.sent_count(wave, selectors.reach(wave))
    assert uncounted.text == "nog niet geteld"
    services.settle(wave_id=wave.pk, now=OPENED_AT)
    wave.refresh_from_db()
    counted = selectors.sent_count(wave, selectors.reach(wave))
    assert counted.text == "10 tot 24"
    assert counted.note.startswith("stand van")


def test_survey_that_ended_before_the_first_count_does_not_say_that_nobody_sent() -> None:
    members = people(12)
    wave = open_wave()
    send_all(wave, members)
    services.void_wave(wave_id=wave.pk, reason="Verkeerde vraag.", actor=builders.office(), now=OPENED_AT)
    wave.refresh_from_db()
    assert selectors.sent_count(wave, selectors.reach(wave)).text == "niet geteld"


def test_number_below_the_threshold_is_kept_back_in_words() -> None:
    members = people(12)
    wave = open_wave()
    send_all(wave, members[:4])
    services.settle(wave_id=wave.pk, now=OPENED_AT)
    wave.refresh_from_db()
    few = selectors.sent_count(wave, selectors.reach(wave))
    assert (few.text, few.is_hidden) == ("minder dan 10", True)
