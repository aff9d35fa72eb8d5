"""What a leaver's going means everywhere is joined here, and no app is forgotten."""

import inspect
import re
from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps

from directory.services import departures
from tests.directory.builders import bring_in, someone
from tests.directory.files import leaders, person
from tests.training.builders import NOW as TRAINING_NOW
from tests.training.builders import enrolment, session
from training.choices import EnrolmentState

BELOW = ("adoption", "pilots", "tools", "training", "strategy", "surveys", "governance", "outbox", "people")


@pytest.mark.parametrize("app", BELOW)
def test_every_app_that_knows_of_departures_is_asked_and_told(app: str) -> None:
    assert apps.is_installed(app)
    said = getattr(import_module(f"{app}.selectors"), "preview_departure", None)
    done = getattr(import_module(f"{app}.services"), "apply_departure", None)
    assert (said is None) == (done is None)
    assert (said is None) == (said not in departures.PREVIEWS)
    assert (done is None) == (done not in departures.APPLIES)


@pytest.mark.parametrize("preview", departures.PREVIEWS, ids=lambda preview: preview.__module__.split(".")[0])
def test_every_consequence_has_a_sentence_for_one_and_for_many(preview: Callable[..., object]) -> None:
    labels = re.findall(r'\b(?:_|gettext_lazy)\(\s*"([^"]+)"', inspect.getsource(preview))
    assert [label for label in labels if label not in departures.SENTENCES] == []
    for label in labels:
        one, many = departures.SENTENCES[label](1), departures.SENTENCES[label](2)
        assert one != many
        assert one.count("%s") == many.count("%s") == 1


def test_people_are_told_last() -> None:
    assert departures.APPLIES[-1].__module__.startswith("people.")


@pytest.mark.django_db
def test_a_leavers_seat_goes_to_who_waits_as_the_dry_run_said() -> None:
    bring_in([*leaders(), person(4), person(5)], now=TRAINING_NOW)
    full = session(capacity=1)
    enrolment(session=full, person=someone(4))
    waits = enrolment(session=full, person=someone(5), state=EnrolmentState.WAITING)
    rows = [*leaders(), person(4, last_day=TRAINING_NOW.strftime("%d-%m-%Y")), person(5)]
    told = bring_in(rows, now=TRAINING_NOW, dry_run=True)
    assert (told.departed, told.consequences[0]["en"]) == (1, "1 seat in a course comes free.")
    waits.refresh_from_db()
    assert waits.state == EnrolmentState.WAITING
    bring_in(rows, now=TRAINING_NOW)
    waits.refresh_from_db()
    assert waits.state in {EnrolmentState.OFFERED, EnrolmentState.BOOKED}
