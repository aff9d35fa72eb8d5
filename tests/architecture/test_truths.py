"""Every named truth of the database has a test that meets it."""

import re
from pathlib import Path

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db.models import Model

from common.triggers import NoTruncate

TESTS = Path(__file__).parents[1]
OURS = {app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR}


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def truths() -> set[str]:
    """Return the name of every constraint and trigger that our models declare.

    `test_no_truncate` meets each trigger against TRUNCATE by itself.
    """
    constraints = {constraint.name for model in our_models() for constraint in model._meta.constraints}
    triggers = {
        trigger.name
        for model, trigger in pgtrigger.registered()
        if model._meta.app_label in OURS and not isinstance(trigger, NoTruncate)
    }
    return constraints | triggers


def named_in_tests() -> set[str]:
    """Return every word that stands between quotes in the tests of an app."""
    texts = (path.read_text(encoding="utf-8") for path in TESTS.glob("*/test_*.py"))
    return {word for text in texts for word in re.findall(r'"([a-z_0-9]+)"', text)}


def test_every_truth_is_met_by_a_test() -> None:
    assert len(truths()) > 150
    assert sorted(truths() - named_in_tests()) == []


def test_every_truth_says_whose_it_is() -> None:
    """``<app>_<model>_<truth>``, so that a message of the database alone tells where to look."""
    strangers = [
        f"{model._meta.label}: {constraint.name}"
        for model in our_models()
        for constraint in model._meta.constraints
        if not constraint.name.startswith(f"{model._meta.app_label}_{model._meta.model_name}_")
    ]
    assert strangers == []
