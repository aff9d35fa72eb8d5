"""The demo's organisation: believable, the same for the same arguments, and never over data that are real."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from adoption.models import Figure
from common.clock import now
from common.disclosure import ALL, ORGANISATION
from common.services import set_up_installation
from people.models import Person, Placement, Unit
from portal.thread import thread_of_all
from tests.people.builders import employee

pytestmark = pytest.mark.django_db
OURS = [
    "people", "governance", "strategy", "training", "tools", "pilots", "surveys", "outbox", "nudges", "adoption",
]  # fmt: skip


def seed(**options: Any) -> None:
    call_command("sync_reference", stdout=StringIO(), stderr=StringIO())
    call_command(
        "seed_demo", **({"people": 500, "months": 4, "until": date(2026, 11, 20)} | options), stderr=StringIO()
    )


def counted() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for app in OURS
        for model in apps.get_app_config(app).get_models()
    }


def shares() -> dict[str, int]:
    """The share that uses AI in percent, per group, in the last month that has it."""
    told = Figure.objects.filter(released__metric="active_use", unit_key=ORGANISATION, status="shown")
    last = told.order_by("-released__release__period").values_list("released__release__period", flat=True).first()
    return {figure.group: int(figure.value or 0) for figure in told.filter(released__release__period=last)}


def test_organisation_is_believable() -> None:
    seed()
    assert_is_a_tree_of_four_levels_with_history_in_every_app()
    assert_boardroom_is_ahead_of_the_work_floor()
    assert_thread_runs_to_what_one_learns()


def assert_is_a_tree_of_four_levels_with_history_in_every_app() -> None:
    depths = set()
    for unit in Unit.objects.select_related("parent__parent__parent"):
        depth, above = 1, unit.parent
        while above is not None:
            depth, above = depth + 1, above.parent
        depths.add(depth)
    assert depths == {1, 2, 3, 4}
    empty = {label for label, number in counted().items() if not number}
    only_an_installation_has = {
        "people.ActivationCode",
        "people.ApiToken",
        "people.SecondFactorReset",
        "nudges.RuleSetting",
        "strategy.LinkCode",
        "training.CalendarFeed",
        "training.RememberedColumns",
        "training.RemovedPage",
        "training.XapiStatement",
    }
    needs_more_months = {"training.Evaluated", "training.EvaluationFigure", "tools.DeclaredCount", "tools.Need"}
    assert empty - needs_more_months == only_an_installation_has
    assert Person.objects.filter(is_active=True).count() == 500


def assert_thread_runs_to_what_one_learns() -> None:
    tied = [strand for strand in thread_of_all(now=now()).strands if strand.courses]
    assert len(tied) >= 5


def assert_boardroom_is_ahead_of_the_work_floor() -> None:
    found = shares()
    ahead = [found[group] for group in ("leadership", "director", "manager") if group in found]
    behind = [found[group] for group in ("executing", "customer_contact", "no_customer_contact") if group in found]
    assert ahead
    assert behind
    assert min(ahead) > found[ALL] > max(behind), found


def test_same_arguments_give_the_same_organisation() -> None:
    assert fingerprint() == fingerprint()


def fingerprint() -> list[tuple[Any, ...]]:
    """What a seed made, in a form that can be compared; nothing of it stays."""
    with transaction.atomic():
        seed(people=120, months=3)
        made = [
            *Person.objects.order_by("employee_number").values_list("public_id", "first_name", "last_name", "hired_on"),
            *Figure.objects.order_by("released__release__period", "released__metric", "position").values_list(
                "released__metric", "unit_name", "group", "status", "value"
            ),
            *counted().items(),
        ]
        transaction.set_rollback(True)
    return made


def test_second_start_keeps_the_data() -> None:
    seed(people=120, months=3)
    before = counted()
    seed(people=200, months=3)
    assert counted() == before


@pytest.mark.parametrize("is_marked", [True, False])
def test_database_of_a_real_organisation_is_not_touched(is_marked: bool) -> None:
    if is_marked:
        set_up_installation(name="Echt", is_demo=False, now=now())
    employee()
    with pytest.raises(CommandError, match="neither empty nor marked as a demo"):
        seed()
    assert Person.objects.count() == 1
    assert Placement.objects.count() == 1


@pytest.mark.parametrize("options", [{"people": 49}, {"months": 1}])
def test_organisation_too_small_to_believe_is_refused(options: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="at least 50 people and 2 months"):
        seed(**options)
    assert not Person.objects.exists()
