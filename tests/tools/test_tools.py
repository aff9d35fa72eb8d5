"""The tool catalogue: who may use what, how a status changes, what everyone sees."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from common.errors import RuleBroken
from common.models import AuditEvent
from people.choices import FunctionGroup, Role
from people.models import Person, RoleAssignment
from tests.constraints import constraint_names_in
from tests.pages import as_shown, kept_on
from tests.people.builders import employee, unit
from tests.query_counts import query_count
from tests.tools.builders import NOW, licensed, tool
from tests.training.builders import completion, course
from tests.truths import refused
from tools import selectors, services
from tools.choices import DataClass, ToolStatus, Verdict
from tools.models import Tool, ToolStatusChange

SignIn = Callable[[Person], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]


def fields_of(made: Tool, **fields: Any) -> dict[str, Any]:
    return {name: getattr(made, name) for name in services.WRITABLE} | fields


def edit(made: Tool, actor: Person, *, status: str, reason: str, ends: int = 0, **fields: Any) -> Tool:
    return services.edit_tool(
        tool_id=made.pk, fields=fields_of(made, **fields), units=[], status=status, reason_nl=reason, reason_en="",
        actor=actor, now=NOW, ends=ends,
    )  # fmt: skip


# --- who may use what -------------------------------------------------------------------------------------------------
def test_tool_without_audience_is_for_everyone() -> None:
    allowed = tool()
    tool(status=ToolStatus.REVIEW)
    tool(status=ToolStatus.NOT_ALLOWED)
    assert selectors.usable_by(employee()) == [allowed]


def test_tool_with_function_groups_is_for_those_only() -> None:
    made = tool(function_groups=[FunctionGroup.MANAGER])
    assert selectors.usable_by(employee(function_group=FunctionGroup.MANAGER)) == [made]
    assert selectors.usable_by(employee(function_group=FunctionGroup.CUSTOMER_CONTACT)) == []


def test_tool_of_a_unit_is_for_everything_below_it() -> None:
    region = unit("200", "Thuiszorg")
    team = unit("201", "Thuiszorg Noord", parent=region)
    made = tool(units=[region])
    assert selectors.usable_by(employee(unit=team)) == [made]
    assert selectors.usable_by(employee(unit=unit("300", "Kantoor"))) == []


def test_allowed_comes_before_allowed_with_conditions() -> None:
    conditional = tool(status=ToolStatus.CONDITIONS, name="A")
    allowed = tool(name="Z")
    assert selectors.usable_by(employee()) == [allowed, conditional]


# --- changing a status ------------------------------------------------------------------------------------------------
def test_change_of_status_keeps_its_reason(programme_lead: Person) -> None:
    made = tool()
    edit(made, programme_lead, status=ToolStatus.NOT_ALLOWED, reason="Het contract is gestopt.")
    made.refresh_from_db()
    latest = made.history.order_by("-pk").first()
    assert latest is not None
    assert (latest.from_status, latest.to_status, latest.reason_nl) == (
        "allowed", "not_allowed", "Het contract is gestopt.",
    )  # fmt: skip
    assert made.status_reason_nl == "Het contract is gestopt."


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({}, Verdict.YES),
        ({"status": ToolStatus.CONDITIONS}, Verdict.CONDITIONS),
        ({"function_groups": [FunctionGroup.DIRECTOR]}, Verdict.OTHER_WORK),
        ({"status": ToolStatus.REVIEW}, Verdict.NOT_YET),
        ({"status": ToolStatus.NOT_ALLOWED}, Verdict.NO),
    ],
)
def test_each_reader_gets_one_answer(fields: dict[str, Any], verdict: Verdict) -> None:
    reader, made = employee(function_group=FunctionGroup.CUSTOMER_CONTACT), tool(**fields)
    assert [row.verdict for row in selectors.rows_for(reader, [made])] == [verdict]
    assert selectors.tool_page(made, reader).verdict == verdict


def test_course_that_comes_first_is_part_of_the_answer() -> None:
    basics = course()
    made, reader = tool(required_course=basics, status=ToolStatus.CONDITIONS), employee()
    assert selectors.rows_for(reader, [made])[0].verdict == Verdict.COURSE_FIRST
    completion(of=basics, person=reader)
    assert selectors.rows_for(reader, [made])[0].verdict == Verdict.CONDITIONS


def test_another_status_with_the_old_reason_is_refused(programme_lead: Person) -> None:
    made = tool()
    with pytest.raises(RuleBroken) as broken:
        edit(made, programme_lead, status=ToolStatus.NOT_ALLOWED, reason=made.status_reason_nl)
    assert broken.value.field == "reason_nl"


def test_another_status_with_the_old_reason_in_english_is_refused(sign_in: SignIn, programme_lead: Person) -> None:
    made = tool()
    client, url = sign_in(programme_lead), reverse("tools:tool_edit", kwargs={"tool_id": made.public_id})
    other = sent(made, status="not_allowed", reason_nl="Het contract is gestopt.")
    answer = client.post(url, other)
    assert answer.status_code == 422
    assert 'href="#id_reason_en' in answer.content.decode()
    assert made.history.count() == 1
    assert client.post(url, other | {"reason_en": ""}).status_code == 302
    assert made.history.count() == 2


def test_edit_without_another_status_adds_no_history(programme_lead: Person) -> None:
    made = tool()
    edit(made, programme_lead, status=made.status, reason=made.status_reason_nl, supplier="Anders BV")
    assert made.history.count() == 1


@pytest.mark.parametrize(
    ("status", "fields", "field"),
    [
        (ToolStatus.CONDITIONS, {"conditions_nl": " "}, "conditions_nl"),
        (ToolStatus.CONDITIONS, {"conditions_nl": "Eerst de cursus", "data_classes": []}, "data_classes"),
        (ToolStatus.CONDITIONS, {"conditions_nl": "Eerst de cursus", "review_on": None}, "review_on"),
        (ToolStatus.NOT_ALLOWED, {"name": " "}, "name"),
    ],
)
def test_status_promises_what_the_tool_says(
    programme_lead: Person, status: str, fields: dict[str, Any], field: str
) -> None:
    made = tool(status=ToolStatus.REVIEW)
    with pytest.raises(RuleBroken) as broken:
        edit(made, programme_lead, status=status, reason="Nieuw besluit.", **fields)
    assert broken.value.field == field


def test_employee_writes_nothing_in_the_catalogue() -> None:
    made = tool()
    with pytest.raises(RuleBroken):
        edit(made, employee(), status=ToolStatus.NOT_ALLOWED, reason="Ik wil het niet.")


def test_leaver_is_no_longer_owner() -> None:
    owner = employee()
    made = tool(owner=owner)
    assert [each.count for each in selectors.preview_departure(person_ids=[owner.pk], on=NOW.date())] == [1]
    services.apply_departure(person_id=owner.pk, on=NOW.date(), actor=None, now=NOW)
    made.refresh_from_db()
    assert made.owner is None


def test_review_date_that_has_come_waits_for_the_office(programme_lead: Person) -> None:
    tool(review_on=date(2026, 11, 1))
    tool(review_on=date(2027, 11, 1))
    assert [each.count for each in selectors.waiting_for(programme_lead, now=NOW)] == [1]
    assert selectors.waiting_for(employee(), now=NOW) == []


@pytest.mark.parametrize(("count", "title"), [(1, "AI tool to review"), (2, "AI tools to review")])
def test_pile_of_tools_to_review_is_named_in_its_number(programme_lead: Person, count: int, title: str) -> None:
    for _each in range(count):
        tool(review_on=date(2026, 11, 1))
    with translation.override("en"):
        piles = selectors.waiting_for(programme_lead, now=NOW)
    assert [(str(pile.title), pile.count) for pile in piles] == [(title, count)]


def test_tools_to_review_are_marked_and_found_from_the_worklist(sign_in: SignIn, programme_lead: Person) -> None:
    late = tool(review_on=date(2020, 11, 1), name="Oude vertaler")
    tool(review_on=date(2099, 11, 1), name="Nieuwe vertaler")
    with translation.override("nl"):
        pile = selectors.waiting_for(programme_lead, now=NOW)[0]
    assert str(pile.title) == "AI-tool om opnieuw te bekijken"
    page = sign_in(programme_lead).get(pile.url).content.decode()
    assert late.name in page
    assert "opnieuw te bekijken sinds" in page
    assert "Nieuwe vertaler" not in page
    mine = sign_in(employee()).get(reverse("tools:tool_list")).content.decode()
    assert "opnieuw te bekijken sinds" not in mine
    assert "Opnieuw te bekijken" not in mine


def test_tools_that_ask_for_a_course_first_stand_behind_the_others() -> None:
    first, reader = course(), employee()
    after = tool(name="A", required_course=first)
    free = tool(name="B", status=ToolStatus.CONDITIONS)
    rows = selectors.rows_usable_by(reader)
    assert [(row.tool, row.verdict) for row in rows] == [(free, Verdict.CONDITIONS), (after, Verdict.COURSE_FIRST)]
    completion(of=first, person=reader)
    assert [row.tool for row in selectors.rows_usable_by(reader)] == [after, free]


def test_the_first_few_are_those_that_ask_nothing_first() -> None:
    first, reader = course(), employee()
    tool(name="A", required_course=first)
    licensed(name="B", seats=2)
    free = tool(name="Z")
    assert [row.tool for row in selectors.rows_usable_by(reader, most=1)] == [free]
    verdicts = [row.verdict for row in selectors.rows_usable_by(reader)]
    assert verdicts == [Verdict.YES, Verdict.COURSE_FIRST, Verdict.SEAT_FIRST]


@pytest.mark.parametrize(("status", "is_said"), [("allowed", True), ("review", False), ("not_allowed", False)])
def test_tool_that_nobody_may_use_is_not_said_to_be_for_everyone(
    sign_in: SignIn, colleague: Person, status: str, is_said: bool
) -> None:
    url = reverse("tools:tool_detail", kwargs={"tool_id": tool(status=status).public_id})
    assert ("Voor wie" in sign_in(colleague).get(url).content.decode()) == is_said


# --- truths of the database -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"status": "x"}, "tools_tool_status_known"),
        ({"data_classes": ["x"]}, "tools_tool_data_classes_known"),
        ({"status_reason_nl": ""}, "tools_tool_status_has_reason"),
        ({"status": "conditions"}, "tools_tool_conditions_are_named"),
        ({"data_classes": []}, "tools_tool_usable_with_some_data"),
        ({"review_on": None}, "tools_tool_usable_has_review_date"),
    ],
)
def test_tool_is_whole(fields: dict[str, Any], name: str) -> None:
    made = tool()
    with refused(name):
        Tool.objects.filter(pk=made.pk).update(**fields)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"reason_nl": ""}, "tools_toolstatuschange_has_reason"),
        ({"to_status": "x"}, "tools_toolstatuschange_status_known"),
    ],
)
def test_change_of_status_is_whole(fields: dict[str, Any], name: str) -> None:
    values = {"tool": tool(), "to_status": "allowed", "reason_nl": "Omdat.", "changed_at": NOW}
    with refused(name):
        ToolStatusChange.objects.create(changed_by=employee(), **{**values, **fields})


def test_history_of_a_status_is_only_added_to() -> None:
    tool()
    with refused("tools_toolstatuschange_append_only"):
        ToolStatusChange.objects.update(reason_nl="Anders.")


def test_history_of_a_status_is_never_deleted() -> None:
    tool()
    with refused("tools_toolstatuschange_append_only"):
        ToolStatusChange.objects.all()._raw_delete("default")


# --- pages ------------------------------------------------------------------------------------------------------------
def test_list_says_the_status_in_words_and_filters(sign_in: SignIn, colleague: Person) -> None:
    tool(name="Schrijfhulp")
    tool(name="Gratis chat", status=ToolStatus.NOT_ALLOWED)
    client = sign_in(colleague)
    page = client.get(reverse("tools:tool_list")).content.decode()
    assert "Je mag dit gebruiken" in page
    assert "Gebruik dit niet voor je werk" in page
    assert "Mag erin: openbare informatie, interne informatie" in page
    found = client.get(reverse("tools:tool_list"), {"status": "allowed"}, headers={"HX-Request": "true"})
    assert "Gratis chat" not in found.content.decode()
    assert "<html" not in found.content.decode()


@pytest.mark.parametrize("typed", ["cliëntgegevens", "Patientgegevens", "client data", "patiënt"])
def test_search_for_what_a_nurse_calls_her_data_finds_the_tools_that_may_take_it(typed: str) -> None:
    takes_it = tool(name="Scribent", data_classes=[DataClass.PERSONAL, DataClass.SPECIAL])
    tool(name="Vertaalhulp", data_classes=[DataClass.PUBLIC])
    tool(name="Verboden", status=ToolStatus.NOT_ALLOWED, data_classes=[DataClass.SPECIAL])
    by_name = tool(name="Patiëntgegevens zoeken", purpose_nl="Ook client data en cliëntgegevens, patientgegevens.")
    assert set(Tool.objects.matching(typed)) == {takes_it, by_name}
    assert not Tool.objects.matching("heal").exists()  # too short to say what it stands for


def test_page_sends_to_the_course_that_comes_first(sign_in: SignIn, colleague: Person) -> None:
    first = course(title="Veilig werken met AI")
    url = reverse("tools:tool_detail", kwargs={"tool_id": tool(required_course=first).public_id})
    client = sign_in(colleague)
    assert "Volg eerst deze cursus" in client.get(url).content.decode()
    completion(of=first, person=colleague)
    assert "Volg eerst deze cursus" not in client.get(url).content.decode()


def test_text_that_is_only_in_dutch_says_so_to_an_english_reader(sign_in: SignIn) -> None:
    made = tool(status=ToolStatus.CONDITIONS, status_reason_en="", dos_en="", donts_en="")
    reader = sign_in(employee(language="en"))
    page = reader.get(reverse("tools:tool_detail", kwargs={"tool_id": made.public_id})).content.decode()
    assert page.count("Only in Dutch") == 4  # the conditions, the reason, what to do and what not to do
    whole = tool()
    assert "Only in Dutch" not in reader.get(reverse("tools:tool_detail", args=[whole.public_id])).content.decode()


def test_page_speaks_english(sign_in: SignIn) -> None:
    url = reverse("tools:tool_detail", kwargs={"tool_id": tool().public_id})
    page = sign_in(employee(language="en")).get(url).content.decode()
    assert "Helps you to write a letter" in page
    assert "What not to do" in page


def test_office_adds_and_changes_a_tool(sign_in: SignIn, programme_lead: Person) -> None:
    client = sign_in(programme_lead)
    fields = {
        "name": "Vertaler", "purpose_nl": "Vertalen", "status": "allowed", "reason_nl": "Goed contract.",
        "data_classes": ["public"], "review_on": "2027-01-01", "cost": "7,80", "approval": "by_cost",
    }  # fmt: skip
    client.post(reverse("tools:tool_create"), fields)
    made = Tool.objects.get()
    assert (made.cost_cents_per_month, made.data_classes) == (780, [DataClass.PUBLIC])
    url = reverse("tools:tool_edit", kwargs={"tool_id": made.public_id})
    assert "Goed contract." in client.get(url).content.decode()
    assert 'value="7,80"' in client.get(url).content.decode()
    answer = client.post(url, {**fields, "status": "not_allowed"})
    assert answer.status_code == 422
    assert client.post(url, {**fields, "cost": "99999999999"}).status_code == 422
    client.post(url, {**fields, "status": "not_allowed", "reason_nl": "Te duur."})
    made.refresh_from_db()
    assert made.status == ToolStatus.NOT_ALLOWED


def sent(made: Tool, **changes: object) -> dict[str, Any]:
    """Return what the form of a tool sends."""
    return {
        "name": made.name, "supplier": made.supplier, "purpose_nl": made.purpose_nl, "purpose_en": made.purpose_en,
        "dos_nl": made.dos_nl.replace("\n", "\r\n"), "dos_en": made.dos_en, "donts_nl": made.donts_nl,
        "donts_en": made.donts_en, "status": made.status, "reason_nl": made.status_reason_nl,
        "reason_en": made.status_reason_en, "data_classes": made.data_classes, "review_on": str(made.review_on),
        "approval": made.approval,
        "edition": made.edition,
    } | changes  # fmt: skip


@pytest.mark.parametrize(
    ("language", "words", "label"),
    [
        ("nl", "Nog niet opgeslagen: dit is intussen veranderd", "Waarom deze status, in het Nederlands"),
        ("en", "Not saved yet: this was changed in the meantime", "Why this status, in Dutch"),
    ],
)
def test_second_of_two_writers_of_a_tool_sees_both_texts_and_loses_nothing(
    sign_in: SignIn, language: str, words: str, label: str
) -> None:
    made = tool(dos_nl="Lees na\nVraag hulp", review_on=date(2027, 3, 1))
    client = sign_in(employee(language=language, roles=[Role.PROGRAMME_OFFICE]))
    url = reverse("tools:tool_edit", kwargs={"tool_id": made.public_id})
    first = sent(made, status="not_allowed", reason_nl="Van de eerste.", reason_en="")
    second = sent(made, reason_nl="Van de tweede.", contact="Servicedesk")
    assert client.post(url, first).status_code == 302
    late = client.post(url, second)
    page = late.content.decode()
    assert late.status_code == 409
    assert words in page
    kept = kept_on(page)
    assert f">{label}</a>" in kept
    assert "Van de eerste." in kept
    assert "Vraag hulp" not in kept
    assert "Van de tweede." in page
    assert "Servicedesk" in page
    made.refresh_from_db()
    assert (made.status, made.status_reason_nl, made.contact) == ("not_allowed", "Van de eerste.", "")
    assert f'name="edition" value="{made.edition}"' in page
    assert client.post(url, second | {"edition": made.edition}).status_code == 302
    made.refresh_from_db()
    assert (made.status, made.status_reason_nl, made.contact) == ("allowed", "Van de tweede.", "Servicedesk")


def test_what_the_second_left_alone_at_a_tool_takes_what_the_first_kept(
    sign_in: SignIn, programme_lead: Person
) -> None:
    made = tool(dos_nl="Lees na\nVraag hulp", data_classes=[DataClass.PUBLIC, DataClass.PERSONAL])
    client, url = sign_in(programme_lead), reverse("tools:tool_edit", kwargs={"tool_id": made.public_id})
    opened = as_shown(client.get(url).content.decode())
    first = sent(made, contact="Servicedesk", data_classes=["public"], dos_nl="Lees na")
    assert client.post(url, first).status_code == 302

    late = client.post(url, opened | {"purpose_nl": "Helpt bij brieven."})

    page = late.content.decode()
    assert late.status_code == 409
    assert "Velden waar je niets aan deed" in page
    assert 'value="Servicedesk"' in page
    assert client.post(url, as_shown(page) | {"purpose_nl": "Helpt bij brieven."}).status_code == 302
    made.refresh_from_db()
    assert (made.contact, made.data_classes, made.dos_nl) == ("Servicedesk", ["public"], "Lees na")
    assert made.purpose_nl == "Helpt bij brieven."


@pytest.mark.parametrize("made_up", ["", "geen json", "[1]", '{"contact": "x"}'])
def test_page_that_does_not_say_what_it_showed_loses_nothing_that_was_typed(
    sign_in: SignIn, programme_lead: Person, made_up: str
) -> None:
    made = tool()
    client, url = sign_in(programme_lead), reverse("tools:tool_edit", kwargs={"tool_id": made.public_id})
    typed = sent(made, contact="Balie", seen=made_up)
    assert client.post(url, sent(made, contact="Servicedesk")).status_code == 302
    late = client.post(url, typed)
    assert late.status_code == 409
    assert 'value="Balie"' in late.content.decode()


def test_units_that_somebody_else_chose_are_not_lost(sign_in: SignIn, programme_lead: Person) -> None:
    made, chosen = tool(), unit("301", "Dagbesteding")
    client, url = sign_in(programme_lead), reverse("tools:tool_edit", kwargs={"tool_id": made.public_id})
    assert client.post(url, sent(made, units=[str(chosen.public_id)])).status_code == 302
    late = client.post(url, sent(made, contact="Servicedesk"))
    assert late.status_code == 409
    assert "Dagbesteding" in late.content.decode()
    assert list(made.units.all()) == [chosen]


def test_saving_a_tool_twice_is_no_conflict_and_nothing_changed_is_no_event(
    sign_in: SignIn, programme_lead: Person
) -> None:
    made = tool()
    client, url = sign_in(programme_lead), reverse("tools:tool_edit", kwargs={"tool_id": made.public_id})
    for _time in range(2):
        assert client.post(url, sent(made, contact="Servicedesk")).status_code == 302
    assert AuditEvent.objects.filter(action="tool.changed").count() == 1


def test_owner_who_leaves_is_not_put_back_by_a_form_that_was_open(sign_in: SignIn, programme_lead: Person) -> None:
    owner = employee(roles=[Role.PROGRAMME_OFFICE])
    made = tool(owner=owner)
    form = sent(made, owner=str(owner.public_id))
    services.apply_departure(person_id=owner.pk, on=NOW.date(), actor=None, now=NOW)
    url = reverse("tools:tool_edit", kwargs={"tool_id": made.public_id})
    assert sign_in(programme_lead).post(url, form).status_code == 409
    made.refresh_from_db()
    assert made.owner is None


def test_owner_is_of_the_programme_office_now_and_who_owns_it_already_can_stay() -> None:
    in_office, gone = employee(roles=[Role.PROGRAMME_OFFICE]), employee(roles=[Role.PROGRAMME_OFFICE])
    RoleAssignment.objects.filter(person=gone).update(ends_on=NOW.date())
    assert list(selectors.owners(NOW.date())) == [in_office]
    assert set(selectors.owners(NOW.date(), kept=gone.pk)) == {in_office, gone}


def test_review_is_on_a_day_that_lies_ahead(sign_in: SignIn, programme_lead: Person) -> None:
    made = tool(review_on=date(2026, 10, 1))
    client, url = sign_in(programme_lead), reverse("tools:tool_edit", kwargs={"tool_id": made.public_id})
    assert client.post(url, sent(made, contact="Balie")).status_code == 302
    made.refresh_from_db()
    passed = client.post(url, sent(made, review_on="2020-01-01"))
    assert passed.status_code == 422
    assert "Deze dag is voorbij" in passed.content.decode()


def test_name_is_given_once(sign_in: SignIn, programme_lead: Person) -> None:
    tool(name="Vertaler")
    fields = {"name": "Vertaler", "purpose_nl": "Vertalen", "status": "review", "reason_nl": "We kijken."}
    assert sign_in(programme_lead).post(reverse("tools:tool_create"), fields).status_code == 422


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "id_name"),
        ({"reason_nl": ""}, "id_reason_nl"),
        ({"status": "conditions"}, "id_conditions_nl"),
        ({"data_classes": []}, "id_data_classes"),
        ({"data_classes": ["secret"]}, "id_data_classes"),
        ({"review_on": ""}, "id_review_on"),
        ({"status": "nope"}, "id_status"),
        ({"cost": "-1"}, "id_cost"),
        ({"seats": "-1"}, "id_seats"),
        ({"seats": "99999999999"}, "id_seats"),
    ],
)
def test_wrong_tool_is_said_at_its_field_without_a_name_of_the_database(
    sign_in: SignIn, programme_lead: Person, change: dict[str, object], field: str
) -> None:
    fields = {
        "name": "Vertaler", "purpose_nl": "Vertaalt.", "status": "allowed", "reason_nl": "Getest.",
        "data_classes": ["public"], "review_on": "2027-05-01", "approval": "by_cost",
    }  # fmt: skip
    answer = sign_in(programme_lead).post(reverse("tools:tool_create"), fields | change)
    assert answer.status_code == 422
    assert f'href="#{field}' in answer.content.decode()
    assert constraint_names_in(answer.content.decode()) == set()


def test_units_of_one_name_are_told_apart(sign_in: SignIn, programme_lead: Person) -> None:
    for number, above in enumerate(("Bedrijfsvoering", "Klant en samenleving")):
        unit(f"3{number}1", "Communicatie", parent=unit(f"3{number}0", above))
    page = sign_in(programme_lead).get(reverse("tools:tool_create")).content.decode()
    assert "Communicatie (Bedrijfsvoering)" in page
    assert "Communicatie (Klant en samenleving)" in page


def test_forms_are_closed_to_employees(sign_in: SignIn, colleague: Person) -> None:
    client = sign_in(colleague)
    assert client.get(reverse("tools:tool_create")).status_code == 403
    assert client.get(reverse("tools:tool_edit", kwargs={"tool_id": tool().public_id})).status_code == 403


@pytest.mark.parametrize("rows", [3, 30])
def test_list_costs_the_same_for_any_length(sign_in: SignIn, colleague: Person, rows: int) -> None:
    for _number in range(rows):
        tool(required_course=course())
    client = sign_in(colleague)
    client.get(reverse("tools:tool_list"))
    with query_count(__file__, "tools:tool_list"):
        client.get(reverse("tools:tool_list"))


@pytest.mark.parametrize("rows", [3, 30])
def test_page_costs_the_same_for_any_history(sign_in: SignIn, colleague: Person, rows: int) -> None:
    made = tool(required_course=course(), units=[unit(str(number), f"Team {number}") for number in range(rows)])
    for _number in range(rows):
        ToolStatusChange.objects.create(
            tool=made, to_status="allowed", reason_nl="Nog goed.", changed_at=NOW, changed_by=employee()
        )
    client, url = sign_in(colleague), reverse("tools:tool_detail", kwargs={"tool_id": made.public_id})
    client.get(url)
    with query_count(__file__, "tools:tool_detail"):
        client.get(url)
