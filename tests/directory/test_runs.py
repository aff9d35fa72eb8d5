"""An import through the browser: what each step may do, and what happens to its file."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common.errors import RuleBroken
from common.models import Job, StoredFile
from directory import services
from directory.choices import FILES_KEPT, REFUSED_KEPT
from directory.models import ColumnChoice, ImportRun, JobTitle
from people.choices import FunctionGroup
from people.models import Person
from tests.directory.builders import LATER, NOW, bring_in, last_run, someone
from tests.directory.files import HEADER, leaders, person
from tests.directory.walking import applied, planned, received, recognised
from tests.truths import refused


@pytest.fixture(autouse=True)
def _at_once(django_capture_on_commit_callbacks, db: None) -> Iterator[None]:
    """Do on commit what is to be done on commit, as outside a test."""
    with django_capture_on_commit_callbacks(execute=False):
        yield


def test_a_file_walks_from_upload_to_people(hr: Person) -> None:
    run = planned([*leaders(), person(4, email="geen")], hr)
    assert (run.state, run.outcome["created"], run.outcome["refused_rows"]) == ("planned", 3, 1)
    assert not Person.objects.filter(employee_number="1").exists()
    run = applied(run, hr)
    assert (run.state, run.outcome["created"], len(run.refused)) == ("done", 3, 1)
    assert someone(1).full_name == "Sanne de Boer1"
    assert Job.objects.filter(state="done").count() == 2


def test_the_file_is_gone_from_disk_when_the_import_is_over(
    hr: Person, django_capture_on_commit_callbacks, tmp_path: Path
) -> None:
    run = planned(leaders(), hr)
    assert [path for path in tmp_path.rglob("*") if path.is_file()]
    with django_capture_on_commit_callbacks(execute=True):
        run = applied(run, hr)
    assert run.file is None
    assert run.file_deleted_at == NOW
    assert not StoredFile.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_cancelled_import_changes_nobody_and_deletes_the_file(
    hr: Person, django_capture_on_commit_callbacks, tmp_path: Path
) -> None:
    run = planned(leaders(), hr)
    with django_capture_on_commit_callbacks(execute=True):
        services.cancel(run_id=run.pk, actor=hr, now=NOW)
    assert not Person.objects.filter(employee_number="1").exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    with pytest.raises(RuleBroken):
        services.confirm(run_id=run.pk, ticked=[], actor=hr, now=NOW)


def test_a_file_that_is_no_table_is_never_kept(hr: Person) -> None:
    content = SimpleUploadedFile("hr.pdf", b"%PDF-1.7", "application/pdf")
    with pytest.raises(RuleBroken):
        services.receive_file(content=content, name="hr.pdf", content_type="", actor=hr, now=NOW)
    assert not StoredFile.objects.exists()
    assert not ImportRun.objects.exists()


def test_only_hr_and_administrators_bring_people_in(hr: Person, colleague: Person) -> None:
    run = planned(leaders(), hr)
    for attempt in (
        lambda: received(leaders(), colleague),
        lambda: services.confirm(run_id=run.pk, ticked=[], actor=colleague, now=NOW),
        lambda: services.cancel(run_id=run.pk, actor=colleague, now=NOW),
        lambda: services.link_titles(groups={"x": "director"}, actor=colleague, now=NOW),
    ):
        with pytest.raises(RuleBroken):
            attempt()


def test_people_who_changed_after_the_dry_run_make_hr_look_again(hr: Person) -> None:
    run = planned([*leaders(), person(4)], hr)
    bring_in(leaders())
    run = applied(run, hr)
    assert (run.state, run.stopped["code"]) == ("reading", "file_changed")
    assert not Person.objects.filter(employee_number="4").exists()
    services.plan_in_job(job_id=run.job_id, now=LATER)
    run.refresh_from_db()
    assert (run.state, run.outcome["created"], run.outcome["unchanged"]) == ("planned", 1, 3)


def test_a_large_change_needs_a_tick(hr: Person) -> None:
    bring_in(leaders())
    run = planned([[cell.replace("Sanne", "Anna") for cell in row] for row in leaders()], hr)
    with pytest.raises(RuleBroken) as broken:
        services.confirm(run_id=run.pk, ticked=[], actor=hr, now=NOW)
    assert broken.value.field == "allow_large_change"
    assert applied(run, hr, "allow_large_change").outcome["updated"] == 3


def test_a_job_that_runs_twice_does_its_work_once(hr: Person) -> None:
    run = planned(leaders(), hr)
    run = applied(run, hr)
    services.apply_in_job(job_id=run.job_id, now=LATER)
    run.refresh_from_db()
    assert (run.state, run.finished_at) == ("done", NOW)


def test_a_file_without_needed_columns_asks_for_them(hr: Person) -> None:
    run = received([["1", "Jan"]], hr, header=("Nr", "Roepnaam"))
    with pytest.raises(RuleBroken):
        services.choose_columns(run_id=run.pk, chosen={"employee_number": "Nr"}, actor=hr, now=NOW)
    assert not ColumnChoice.objects.exists()


def test_a_choice_of_column_is_kept_for_the_next_file(hr: Person) -> None:
    header = ("Nr", *HEADER[1:])
    run = received(leaders(), hr, header=header)
    services.choose_columns(run_id=run.pk, chosen=recognised(run), actor=hr, now=NOW)
    assert list(ColumnChoice.objects.values_list("field", "header")) == [("employee_number", "Nr")]
    assert bring_in(leaders(), header=header).created == 3


def test_a_column_says_one_thing(hr: Person) -> None:
    run = received(leaders(), hr)
    with pytest.raises(RuleBroken) as broken:
        services.choose_columns(run_id=run.pk, chosen={**recognised(run), "last_name": "Roepnaam"}, actor=hr, now=NOW)
    assert broken.value.field == "last_name"
    assert not ColumnChoice.objects.exists()


def test_a_column_that_the_file_lacks_cannot_be_chosen(hr: Person) -> None:
    run = received(leaders(), hr)
    with pytest.raises(RuleBroken):
        services.choose_columns(run_id=run.pk, chosen={**recognised(run), "email": "Other"}, actor=hr, now=NOW)


def test_linked_titles_let_refused_rows_in(hr: Person) -> None:
    run = planned([*leaders(), person(4, group="", title="Verpleegkundige")], hr)
    assert run.outcome["titles"] == {"Verpleegkundige": 1}
    services.link_titles(groups={"Verpleegkundige": FunctionGroup.CUSTOMER_CONTACT}, actor=hr, now=NOW)
    run = services.plan_again(run_id=run.pk, actor=hr, now=NOW)
    services.plan_in_job(job_id=run.job_id, now=NOW)
    run.refresh_from_db()
    assert (run.outcome["created"], run.outcome["titles"]) == (4, {})


def test_a_title_is_linked_changed_and_let_go(hr: Person) -> None:
    assert services.link_titles(groups={"Kok": "no_customer_contact", "Gids": ""}, actor=hr, now=NOW) == 1
    assert services.link_titles(groups={"KOK": "customer_contact"}, actor=hr, now=NOW) == 1
    assert JobTitle.objects.get().function_group == "customer_contact"
    assert services.link_titles(groups={"kok": ""}, actor=hr, now=NOW) == 1
    assert not JobTitle.objects.exists()


def test_codes_are_made_anew_each_time_for_who_never_signed_in(hr: Person) -> None:
    bring_in([*leaders(), person(4, email=""), person(5, email="")], actor=hr)
    Person.objects.filter(employee_number="5").update(last_login=NOW)
    first = services.issue_codes(run_id=last_run().pk, actor=hr, now=NOW)
    second = services.issue_codes(run_id=last_run().pk, actor=hr, now=NOW)
    assert [person.employee_number for person, _code in first] == ["4"]
    assert first[0][1] != second[0][1]


# --- terms ------------------------------------------------------------------------------------------------------------
def test_an_import_that_nobody_decides_on_is_cancelled_with_its_file(hr: Person) -> None:
    run = planned(leaders(), hr)
    assert services.enforce_terms(now=NOW + FILES_KEPT.keeps)[FILES_KEPT.code] == 0
    assert services.enforce_terms(now=NOW + FILES_KEPT.keeps + timedelta(minutes=1))[FILES_KEPT.code] == 1
    run.refresh_from_db()
    assert (run.state, run.file) == ("cancelled", None)


def test_refused_rows_are_forgotten_and_numbers_stay() -> None:
    bring_in([*leaders(), person(4, email="geen")])
    assert services.enforce_terms(now=NOW + REFUSED_KEPT.keeps)[REFUSED_KEPT.code] == 0
    assert services.enforce_terms(now=NOW + REFUSED_KEPT.keeps + timedelta(days=1))[REFUSED_KEPT.code] == 1
    run = last_run()
    assert (run.refused, run.outcome["refused_rows"]) == ([], 1)


# --- truths in the database -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state": "dreaming"}, "directory_importrun_state_known"),
        ({"state": "done"}, "directory_importrun_over_when_finished"),
        ({"finished_at": NOW, "file": None}, "directory_importrun_over_when_finished"),
        ({"state": "done", "finished_at": NOW}, "directory_importrun_keeps_no_file_when_over"),
    ],
)
def test_the_database_holds_what_an_import_can_be(hr: Person, change: dict[str, object], name: str) -> None:
    run = received(leaders(), hr)
    with refused(name):
        ImportRun.objects.filter(pk=run.pk).update(**change)


def test_the_database_knows_the_fields_and_function_groups(hr: Person) -> None:
    with refused("directory_columnchoice_field_known"):
        ColumnChoice.objects.create(field="shoe_size", header="x", chosen_at=NOW)
    with refused("directory_jobtitle_function_group_known"):
        JobTitle.objects.create(title="x", key="x", function_group="boss", linked_at=NOW)
