"""A file with completions through the browser: upload, look, say yes, withdraw; and what happens to the file."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common.errors import RuleBroken
from common.models import AuditEvent, Job, StoredFile
from people.models import Person
from tests.people.builders import employee
from tests.training.builders import NOW, course
from tests.training.exchanged import applied, planned, row_of
from training import services
from training.models import Completion, CompletionImport
from training.services.leaving import KEEPS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]


@pytest.fixture(autouse=True)
def _at_once(django_capture_on_commit_callbacks, db: None) -> Iterator[None]:
    """Do on commit what is to be done on commit, as outside a test."""
    with django_capture_on_commit_callbacks(execute=False):
        yield


def test_file_walks_from_upload_to_completions(hr: Person) -> None:
    run = planned([row_of(employee(), course().title_nl), row_of(employee(), "onbekend")], hr)
    assert (run.state, run.outcome["created"], run.outcome["refused_rows"]) == ("planned", 1, 1)
    assert not Completion.objects.exists()
    run = applied(run, hr)
    assert (run.state, len(run.refused)) == ("done", 1)
    assert Completion.objects.get().recorded_by == hr
    assert Job.objects.filter(state="done").count() == 2


def test_file_is_gone_when_the_import_is_over(hr: Person, own_folder: Path, django_capture_on_commit_callbacks) -> None:
    run = planned([row_of(employee(), course().title_nl)], hr)
    assert [path for path in own_folder.rglob("*") if path.is_file()]
    with django_capture_on_commit_callbacks(execute=True):
        run = applied(run, hr)
    assert (run.file, run.file_deleted_at) == (None, NOW)
    assert not StoredFile.objects.exists()
    assert not [path for path in own_folder.rglob("*") if path.is_file()]


def test_cancelled_file_brings_nothing_in(hr: Person) -> None:
    run = planned([row_of(employee(), course().title_nl)], hr)
    services.cancel_import(import_id=run.pk, actor=hr, now=NOW)
    assert not Completion.objects.exists()
    with pytest.raises(RuleBroken):
        services.confirm_import(import_id=run.pk, actor=hr, now=NOW)


def test_what_changed_since_it_was_shown_is_shown_again(hr: Person) -> None:
    title = course().title_nl
    rows = [row_of(employee(), title), row_of(employee(), title)]
    run = planned(rows, hr)
    applied(planned(rows[:1], hr), hr)
    run = applied(run, hr)
    assert (run.state, run.stopped["code"], run.outcome["created"]) == ("planned", "changed", 1)
    assert Completion.objects.count() == 1
    assert applied(run, hr).state == "done"


def test_nothing_is_to_be_said_yes_to_when_all_is_known(hr: Person) -> None:
    rows = [row_of(employee(), course().title_nl)]
    applied(planned(rows, hr), hr)
    with pytest.raises(RuleBroken):
        services.confirm_import(import_id=planned(rows, hr).pk, actor=hr, now=NOW)


def test_withdrawing_takes_back_what_came_in_with_a_reason(hr: Person) -> None:
    kept = applied(planned([row_of(employee(), course().title_nl)], hr), hr)
    run = applied(planned([row_of(employee(), course().title_nl)], hr), hr)
    with pytest.raises(RuleBroken):
        services.withdraw_import(import_id=run.pk, reason=" ", actor=hr, now=NOW)
    assert services.withdraw_import(import_id=run.pk, reason="Verkeerd bestand", actor=hr, now=NOW) == 1
    run.refresh_from_db()
    assert (run.state, run.withdrawn_by, run.withdrawal_reason) == ("withdrawn", hr, "Verkeerd bestand")
    assert Completion.objects.get().imported_in == kept
    assert AuditEvent.objects.get(action="course.completion_withdrawn").reason == "Verkeerd bestand"
    with pytest.raises(RuleBroken):
        services.withdraw_import(import_id=run.pk, reason="Nog eens", actor=hr, now=NOW)


def test_only_hr_brings_completions_in(hr: Person, colleague: Person) -> None:
    run = planned([row_of(employee(), course().title_nl)], hr)
    content = SimpleUploadedFile("x.csv", b"a;b", "text/csv")
    for attempt in (
        lambda: planned([], colleague),
        lambda: services.receive_completions(
            content=content, name="x", content_type="", source="X", actor=colleague, now=NOW
        ),
        lambda: services.confirm_import(import_id=run.pk, actor=colleague, now=NOW),
        lambda: services.cancel_import(import_id=run.pk, actor=colleague, now=NOW),
        lambda: services.plan_import_again(import_id=run.pk, actor=colleague, now=NOW),
        lambda: services.withdraw_import(import_id=run.pk, reason="x", actor=colleague, now=NOW),
        lambda: services.add_alias(course_id=course().pk, source="", value="x", actor=colleague, now=NOW),
        lambda: services.remove_alias(course_id=course().pk, alias_id=1, actor=colleague, now=NOW),
    ):
        with pytest.raises(RuleBroken):
            attempt()


def test_file_that_is_no_table_of_completions_is_never_kept(hr: Person) -> None:
    for content in (b"%PDF-1.7", b""):
        with pytest.raises(RuleBroken):
            services.receive_completions(
                content=SimpleUploadedFile("x.csv", content), name="x", content_type="", source="X", actor=hr, now=NOW
            )
    assert not StoredFile.objects.exists()
    assert not CompletionImport.objects.exists()


def test_forgotten_file_and_old_refused_rows_go_at_the_end_of_their_term(hr: Person) -> None:
    forgotten = planned([row_of(employee(), "onbekend")], hr)
    done = applied(planned([row_of(employee(), course().title_nl), row_of(employee(), "onbekend")], hr), hr)
    told = services.enforce_terms(now=NOW + KEEPS["training.import_files"] + timedelta(minutes=1))
    assert told["training.import_files"] == 1
    forgotten.refresh_from_db()
    assert (forgotten.state, forgotten.file) == ("cancelled", None)
    told = services.enforce_terms(now=NOW + KEEPS["training.import_refused"] + timedelta(days=3))
    assert told["training.import_refused"] == 2
    done.refresh_from_db()
    assert (done.refused, done.outcome["created"]) == ([], 1)
