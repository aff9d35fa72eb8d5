"""A field that is needed in some cases says in which, and never that it is optional."""

import re
from collections.abc import Callable, Mapping

import pytest
from django import forms
from django.utils import translation

from common.forms import SaysWhenNeeded
from governance.choices import Outcome
from governance.forms import AnswerForm
from pilots.choices import Stage
from pilots.forms import NewPilotForm, PilotForm
from pilots.models import Pilot
from strategy.forms import ClauseForm, ObjectiveForm, QuestionForm
from strategy.models import Objective
from tests.training.builders import NOW, course
from tools.forms import ToolForm
from training.forms import CourseForm, EnrolOtherForm, SessionForm

pytestmark = pytest.mark.django_db
Make = Callable[[], forms.BaseForm]


def pilot_at(stage: str, parked_from: str = "") -> Make:
    return lambda: PilotForm(instance=Pilot(stage=stage, parked_from=parked_from))


def label_of(form: forms.BaseForm, name: str) -> str:
    """Return the label of a field as it is shown, with what stands beside it."""
    found = re.search(r"<(label|legend)[^>]*>(.*?)</\1>", form[name].as_field_group(), re.DOTALL)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", "", found[2]).split())


@pytest.mark.parametrize(
    ("make", "name", "nl", "en"),
    [
        (
            lambda: AnswerForm(outcomes=list(Outcome)),
            "conditions",
            "Voorwaarden (nodig als je akkoord gaat met voorwaarden)",
            "Conditions (needed when you agree with conditions)",
        ),
        (ClauseForm, "title_nl", "nodig in één taal", "needed in one language"),
        (ClauseForm, "text_en", "(nodig om te publiceren)", "(needed to publish)"),
        (ObjectiveForm, "title_en", "(nodig in minstens één taal)", "(needed in one language at least)"),
        (ObjectiveForm, "metric_name", "nodig als je", "needed when you choose"),
        (lambda: ObjectiveForm(instance=Objective(pk=1)), "reason", "nodig als het doel", "needed when the target"),
        (QuestionForm, "situation_nl", "nodig in één taal", "needed in one language"),
        (QuestionForm, "text_en_2", "nodig in één taal", "needed in one language"),
        (QuestionForm, "explanation_nl_1", "nodig voordat", "needed before"),
        (QuestionForm, "text_nl_3", "Antwoord 3 in het Nederlands", "Answer 3 in Dutch"),
        (QuestionForm, "right", "Welk antwoord is goed?", "Which answer is right?"),
        (CourseForm, "external_url", "nodig voor een cursus", "needed for a course"),
        (lambda: EnrolOtherForm(now=NOW), "priority_reason", "nodig als", "(needed when they go first)"),
        (lambda: SessionForm(now=NOW, course=course()), "link", "nodig als", "needed when there is no room"),
        (ToolForm, "review_on", "nodig bij", "needed for a tool"),
        (NewPilotForm, "hypothesis", "nodig voor de fase “intake”", "needed for the stage “intake”"),
        (pilot_at(Stage.INTAKE), "target", "nodig voor de fase “loopt”", "needed for the stage “running”"),
        (pilot_at(Stage.PARKED, Stage.RUNNING), "sponsor_name", "nodig voor de fase", "needed for the stage “running”"),
        (pilot_at(Stage.RUNNING), "tool", "nodig voor de fase", "needed for the stage “scaling”"),
    ],
)
def test_label_says_when_a_field_is_needed(make: Make, name: str, nl: str, en: str) -> None:
    for language, words, optional in (("nl", nl, "niet verplicht"), ("en", en, "optional")):
        with translation.override(language):
            said = label_of(make(), name)
        assert words in said
        assert optional not in said


@pytest.mark.parametrize(
    ("make", "name"), [(ObjectiveForm, "due_on"), (CourseForm, "title_en"), (pilot_at(Stage.IN_USE), "sponsor_name")]
)
def test_field_that_is_never_needed_says_so(make: Make, name: str) -> None:
    with translation.override("nl"):
        assert "(niet verplicht)" in label_of(make(), name)


class Sample(SaysWhenNeeded, forms.Form):
    needed_when: Mapping[str, str] = {"why": "", "gone": "needed never"}
    why = forms.CharField(label="Why", required=False)
    what = forms.CharField(label="What")


def test_field_whose_help_says_it_has_nothing_beside_its_label() -> None:
    assert [label_of(Sample(), name) for name in ("why", "what")] == ["Why", "What"]


def test_reason_for_the_status_of_a_tool_is_always_asked() -> None:
    assert ToolForm().fields["reason_nl"].required
