"""Every action that the code records has its sentence in the audit log, and no sentence waits for an action."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from common.audit import ACTIONS, FIELDS, KINDS
from directory.services import by_hand
from governance.choices import Outcome
from people.choices import ResetOutcome, Role
from portal.audit_log import APPS
from strategy.choices import CommentKind, CommentOutcome
from strategy.services import objectives
from strategy.services.writing import ClauseText
from tools.choices import RequestState
from tools.choices.declarations import PromiseMove
from tools.services import catalogue as tools_catalogue
from training.choices import AS_MANAGER, Ending, EnrolmentState
from training.choices.evidence import EvidenceState
from training.services import catalogue as training_course
from training.services import paths, questions, writing

WRITERS = {"record", "AuditEvent", "note"}
OWN_APPS = sorted(p.parent.name for p in Path(settings.BASE_DIR).glob("*/apps.py"))
ROUNDS = ("declarations", "evaluations", "questions")

PUT_TOGETHER: dict[str, list[str]] = {
    "f'comment.{comment.kind}_written'": [f"comment.{kind}_written" for kind in CommentKind],
    "f'comment.{outcome}'": [f"comment.{outcome}" for outcome in CommentOutcome],
    "f'declarations.promise_{move}'": [f"declarations.promise_{move}" for move in PromiseMove],
    # A mistake in marking is a correction of attendance, not an end of the enrolment.
    "f'enrolment.{ending}'": [f"enrolment.{ending}" for ending in Ending if ending != Ending.MISTAKE],
    "f'enrolment.{state}'": [f"enrolment.{EnrolmentState.BOOKED}", f"enrolment.{EnrolmentState.WAITING}"],
    "f'evidence.{state.value}'": [f"evidence.{EvidenceState.ACCEPTED}", f"evidence.{EvidenceState.SENT_BACK}"],
    "f'proposal.{outcome.value}'": [f"proposal.{outcome}" for outcome in Outcome],
    "f'second_factor.reset_{outcome}'": [
        f"second_factor.reset_{outcome}" for outcome in ResetOutcome if outcome != ResetOutcome.WAITING
    ],
    "f'tool_request.{request.state}'": [
        f"tool_request.{RequestState.RETURNED}", f"tool_request.{RequestState.WITHDRAWN}"
    ],
    "f'tool_request.{state}'": [f"tool_request.{RequestState.COURSE}", f"tool_request.{RequestState.WAITING}",
                                f"tool_request.{RequestState.GIVEN}"],
    # The rounds of declarations close in words of their own.
    "f'{kind.events}.closed'": [f"{name}.closed" for name in ROUNDS[1:]],
    "f'{kind.events}.opened'": [f"{name}.opened" for name in ROUNDS[1:]],
    "f'{current.events}.ended_unread'": [f"{name}.ended_unread" for name in ROUNDS[1:]],
    "f'{SEEN_BY}{policies.role_at(actor)}'": [f"names.seen_by_{Role.HR}", f"names.seen_by_{Role.TRAINER}"],
    "f'{SEEN_BY}{(Role.HR if actor.has_role(Role.HR) else AS_MANAGER)}'": [
        f"names.seen_by_{Role.HR}", f"names.seen_by_{AS_MANAGER}"
    ],
    "f'{SEEN_BY}{seen_as}'": [
        f"names.seen_by_{Role.HR}", f"names.seen_by_{Role.TRAINER}", f"names.seen_by_{AS_MANAGER}"
    ],
    "f'{SEEN_BY}{(Role.PROGRAMME_OFFICE if policies.can_edit(actor) else AS_MANAGER)}'": [
        f"tool_request.seen_by_{Role.PROGRAMME_OFFICE}", f"tool_request.seen_by_{AS_MANAGER}"
    ],
}  # fmt: skip
"""What an action that is put together in the code can become."""


def written() -> Iterator[tuple[str, str]]:
    """Yield each place that records, with the action as it stands there."""
    for app in OWN_APPS:
        for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _written_in(path, app)


def _written_in(path: Path, app: str) -> Iterator[tuple[str, str]]:
    tree = ast.parse(path.read_text())
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        given = {each.arg for each in [*function.args.args, *function.args.kwonlyargs]}
        local = {
            target.id: node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(function):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id not in WRITERS:
                continue
            said = [each.value for each in call.keywords if each.arg == "action"] or call.args[:1]
            for expression in said:
                place = f"{path.relative_to(settings.BASE_DIR)}:{call.lineno}"
                for action in _spelled_out(expression, local, given, path):
                    yield place, action


def _spelled_out(said: ast.expr, local: dict[str, ast.expr], given: set[str], path: Path) -> list[str]:
    if isinstance(said, ast.Constant):
        return [str(said.value)]
    if isinstance(said, ast.IfExp):
        return [*_spelled_out(said.body, local, given, path), *_spelled_out(said.orelse, local, given, path)]
    if isinstance(said, ast.Name) and said.id in local:
        return _spelled_out(local[said.id], local, given, path)
    if isinstance(said, ast.Name) and said.id in given:
        return []  # whoever calls it says which
    if isinstance(said, ast.Name):
        module = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
        return [str(getattr(importlib.import_module(module), said.id))]
    return [ast.unparse(said)]


def actions_written() -> dict[str, str]:
    found = {}
    for place, said in written():
        for action in PUT_TOGETHER.get(said, [said]):
            found[action] = place
    return found


def test_every_action_that_is_recorded_has_a_sentence() -> None:
    missing = {action: place for action, place in actions_written().items() if action not in ACTIONS}
    assert not missing, "say in <app>/audit.py, or in PUT_TOGETHER of this test, what the audit log says of these"


def test_no_sentence_waits_for_an_action_that_nobody_records() -> None:
    assert not set(ACTIONS) - set(actions_written())


def test_nothing_is_put_together_any_more_that_this_test_spells_out() -> None:
    assert not set(PUT_TOGETHER) - {said for _place, said in written()}


@pytest.mark.parametrize("code", sorted(ACTIONS))
def test_sentence_begins_with_who_and_ends_as_a_sentence(code: str) -> None:
    text = str(ACTIONS[code].sentence)
    assert text.startswith("{actor} ")
    assert text.endswith(".")
    assert set(re.findall(r"{(\w+)}", text)) <= {"actor", "object"}


def test_every_app_that_records_stands_in_the_filter() -> None:
    assert {action.app for action in ACTIONS.values()} == set(APPS)


CHANGEABLE = {
    "training": training_course.WRITABLE | training_course.SETS | {*paths.WRITABLE, *questions.WRITABLE}
    | {*writing.LESSON_FIELDS, "revision", "position", "steps", "aliases", "trainers", "capacity", "ends_on"},
    "tools": tools_catalogue.WRITABLE | {"status", "status_reason_nl", "status_reason_en", "owner", "review_on"},
    "strategy": objectives.OBJECTIVE_FIELDS | {*ClauseText.__slots__, "position"},
    "people": {*by_hand.FIELDS, "left_on"},
    "pilots": {"title", "question", "unit", "owner", "sponsor", "stage", "value", "cases"},
    "surveys": {"title_nl", "title_en", "closes_on", "dimension", "questions"},
    "nudges": {"is_on", "days", "days_between", "cap"},
}  # fmt: skip


@pytest.mark.parametrize(("app", "name"), [(app, name) for app, names in CHANGEABLE.items() for name in sorted(names)])
def test_field_that_an_entry_names_is_called_something(app: str, name: str) -> None:
    assert (app, re.sub("_(nl|en)$", "", name)) in FIELDS


@pytest.mark.parametrize("label", sorted(KINDS))
def test_kind_is_a_model_whose_title_reads_what_there_is(label: str) -> None:
    model = apps.get_model(label)
    for path in KINDS[label].related:
        step = model
        for name in path.split("__"):
            step = step._meta.get_field(name).related_model
            assert step is not None
