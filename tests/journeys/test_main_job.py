"""From an empty installation to the board's figure, in Dutch; in English too where all journeys are walked."""

import pytest

from tests.journeys import main_job
from tests.journeys.conftest import LONG_IN, House

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("house", LONG_IN, indirect=True)
def test_main_job_from_the_hr_export_to_the_figure(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    main_job.set_up(house, monkeypatch)
    main_job.import_people(house)
    main_job.give_roles(house)
    main_job.publish_strategy(house)
    main_job.acknowledge_on_a_phone(house)
    main_job.publish_course(house)
    main_job.fill_the_session(house)
    main_job.mark_attendance(house)
    main_job.register_pilot(house)
    main_job.agree(house)
    main_job.hold_survey(house)
    main_job.read_usage_report(house)
    main_job.release_figures(house)
    main_job.remind(house)
    main_job.read_what_is_measured(house)
