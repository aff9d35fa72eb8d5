"""The papers behind a tool: what is told of them, what is missing and who sees that."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from common.errors import RuleBroken
from people.models import Person
from tests.tools.builders import NOW, tool
from tests.tools.test_tools import edit
from tests.truths import refused
from tools import selectors
from tools.choices import DataClass, Task, ToolStatus
from tools.models import Tool

SignIn = Callable[[Person], Client]
TODAY = NOW.date()
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]

WHOLE: dict[str, Any] = {
    "assessment_nl": "Beperkt risico: zeg dat het met AI is gemaakt.",
    "assessment_reference": "RB-2026-04",
    "assessment_on": date(2026, 5, 1),
    "dpia_reference": "DPIA 12",
    "dpia_url": "https://documenten.houtwijk.example/dpia-12",
    "dpia_on": date(2026, 5, 2),
    "agreement_reference": "VWO 2026-9",
    "agreement_on": date(2026, 1, 1),
    "agreement_until": date(2027, 12, 31),
    "contact": "ai@houtwijk.example",
    "tasks": [Task.WRITE],
    "data_classes": [DataClass.PUBLIC, DataClass.PERSONAL],
}


def test_tool_with_all_its_papers_lacks_nothing(programme_lead: Person) -> None:
    assert selectors.missing_of(tool(owner=programme_lead, **WHOLE), day=TODAY) == []


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({"assessment_nl": "", "assessment_reference": "", "assessment_on": None}, "risicobeoordeling"),
        ({"dpia_reference": "", "dpia_url": "", "dpia_on": None}, "DPIA"),
        ({"agreement_reference": "", "agreement_on": None, "agreement_until": None}, "verwerkersovereenkomst"),
        ({"agreement_until": TODAY - timedelta(days=1)}, "geëindigd"),
        ({"contact": ""}, "waar je iets vraagt"),
        ({"tasks": []}, "Mag ik dit gebruiken?"),
        ({"owner": None}, "eigenaar"),
    ],
)
def test_office_reads_what_a_tool_lacks(programme_lead: Person, fields: dict[str, Any], lacks: str) -> None:
    (words,) = selectors.missing_of(tool(**({"owner": programme_lead} | WHOLE | fields)), day=TODAY)
    assert lacks in words


def test_tool_without_data_of_people_needs_no_impact_assessment(programme_lead: Person) -> None:
    nothing = {"dpia_reference": "", "dpia_url": "", "dpia_on": None, "data_classes": [DataClass.INTERNAL]}
    assert selectors.missing_of(tool(**({"owner": programme_lead} | WHOLE | nothing)), day=TODAY) == []


def test_nothing_is_asked_of_a_tool_that_may_not_be_used() -> None:
    assert selectors.missing_of(tool(status=ToolStatus.REVIEW), day=TODAY) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"assessment_nl": "Beperkt risico."}, "assessment_reference"),
        ({"dpia_on": date(2026, 5, 1)}, "dpia_reference"),
        ({"agreement_url": "https://example.nl"}, "agreement_reference"),
        ({"dpia_reference": "12", "dpia_on": TODAY + timedelta(days=1)}, "dpia_on"),
        (
            {"agreement_reference": "9", "agreement_on": date(2026, 2, 1), "agreement_until": date(2026, 1, 1)},
            "agreement_until",
        ),
    ],
)
def test_half_a_paper_is_refused(programme_lead: Person, fields: dict[str, Any], field: str) -> None:
    made = tool()
    with pytest.raises(RuleBroken) as broken:
        edit(made, programme_lead, status=made.status, reason=made.status_reason_nl, **fields)
    assert broken.value.field == field


# --- on the screen ----------------------------------------------------------------------------------------------------
def test_everyone_reads_the_papers_and_only_the_office_what_is_missing(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    made = tool(**(WHOLE | {"contact": ""}))
    address = reverse("tools:tool_detail", kwargs={"tool_id": made.public_id})
    page = sign_in(colleague).get(address).content.decode()
    for told in ("RB-2026-04", "Beperkt risico", "DPIA 12", WHOLE["dpia_url"], "VWO 2026-9"):
        assert told in page
    assert "Deze tool mist" not in page
    assert "Deze tool mist" in sign_in(programme_lead).get(address).content.decode()


def test_review_that_is_due_shows_at_the_tool(sign_in: SignIn, colleague: Person) -> None:
    late, ahead = tool(review_on=TODAY), tool(review_on=TODAY + timedelta(days=1))
    client = sign_in(colleague)
    shown = [
        "moet opnieuw bekeken worden"
        in client.get(reverse("tools:tool_detail", kwargs={"tool_id": each.public_id})).content.decode()
        for each in (late, ahead)
    ]
    assert shown == [True, False]


def test_owner_of_a_tool_is_told_what_they_can_do_about_a_review_that_is_due(
    sign_in: SignIn, colleague: Person, programme_lead: Person
) -> None:
    address = reverse("tools:tool_detail", args=[tool(review_on=TODAY, owner=colleague).public_id])
    own, office = (sign_in(each).get(address).content.decode() for each in (colleague, programme_lead))
    assert "Het programmabureau legt de beoordeling vast." in own
    assert "Vul dan in" not in own
    assert "Het programmabureau legt de beoordeling vast." not in office


# --- in the database --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"assessment_on": TODAY}, "tools_tool_assessment_is_named"),
        ({"dpia_url": "https://example.nl"}, "tools_tool_dpia_is_named"),
        ({"agreement_until": TODAY}, "tools_tool_agreement_is_named"),
        (
            {"agreement_reference": "9", "agreement_on": date(2026, 2, 1), "agreement_until": date(2026, 1, 1)},
            "tools_tool_agreement_begins_first",
        ),
    ],
)
def test_database_refuses_half_a_paper(fields: dict[str, Any], name: str) -> None:
    made = tool()
    with refused(name):
        Tool.objects.filter(pk=made.pk).update(**fields)
