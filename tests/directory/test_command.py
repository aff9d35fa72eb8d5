"""``manage.py import_people``: its answers and exit codes are a door that does not change."""

import io
import json
import stat
from pathlib import Path

import pytest
from django.core.management import call_command

from directory.models import ImportRun
from people.models import ActivationCode, Person
from people.services import hash_activation_code
from tests.directory.files import as_csv, leaders, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path: Path):
    """Return a function that imports rows, or a file, and gives exit code, answer and words."""

    def import_people(rows: list[list[str]] | Path, *options: str):
        path = rows if isinstance(rows, Path) else tmp_path / "hr.csv"
        if not isinstance(rows, Path):
            path.write_bytes(as_csv(rows))
        out, err = io.StringIO(), io.StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("import_people", str(path), *options, "--format", "json", stdout=out, stderr=err)
        return ended.value.code, json.loads(out.getvalue() or "null"), err.getvalue()

    return import_people


def test_a_sound_file_is_done(run) -> None:
    code, answer, words = run(leaders())
    assert code == 0
    assert answer == {
        "created": 3, "updated": 0, "returned": 0, "unchanged": 0, "departed": 0, "kept_locally": [],
        "unused_columns": [], "refused": [],
    }  # fmt: skip
    assert words.strip()


def test_the_answer_is_one_json_object_with_each_refusal_in_four_names(run) -> None:
    code, answer, _words = run([*leaders(), person(4, email="geen")], "--language", "en")
    assert code == 1
    assert answer["refused"] == [
        {
            "row": 5,
            "column": "E-mail werk",
            "value": "geen",
            "reason": "This is not an e-mail address. Correct it, or leave the cell empty.",
        }
    ]


def test_the_reason_is_in_the_readers_language(run) -> None:
    reasons = {
        language: run([*leaders(), person(4, email="geen")], "--dry-run", "--language", language)[1]["refused"][0][
            "reason"
        ]
        for language in ("nl", "en")
    }
    assert reasons["nl"] != reasons["en"]


def test_the_same_file_twice_is_done_and_changes_nothing(run) -> None:
    run(leaders())
    code, answer, _words = run(leaders())
    assert (code, answer["unchanged"], answer["created"]) == (0, 3, 0)


def test_a_dry_run_changes_nothing_and_is_not_in_the_history(run) -> None:
    code, answer, _words = run(leaders(), "--dry-run")
    assert (code, answer["created"]) == (0, 3)
    assert not Person.objects.exists()
    assert not ImportRun.objects.exists()


def test_when_every_row_is_refused_nothing_is_done(run) -> None:
    assert run([person(1, email="geen")])[0] == 2
    stopped = ImportRun.objects.get()
    assert (stopped.state, stopped.stopped["code"]) == ("failed", "every_row_refused")
    assert stopped.refused


def test_job_titles_without_a_group_are_told_once_with_their_rows(tmp_path: Path) -> None:
    """The first file of an organisation has a dozen titles that nobody linked yet, in hundreds of rows."""
    path = tmp_path / "hr.csv"
    rows = [person(number, title="Verzorgende", group="") for number in range(10, 50)]
    path.write_bytes(as_csv([*leaders(), *rows, person(50, title="Kok", group=""), person(51, email="geen")]))
    err = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("import_people", str(path), "--dry-run", "--language", "en", stdout=io.StringIO(), stderr=err)
    lines = [line.strip() for line in err.getvalue().splitlines()]
    assert "Verzorgende: 40 rows" in lines
    assert "Kok: 1 row" in lines
    assert [line for line in lines if line.startswith("Row ")] == [lines[-1]]
    assert "not an e-mail address" in lines[-1]


def test_a_large_change_is_not_done_until_it_is_allowed(run) -> None:
    run(leaders())
    changed = [[cell.replace("Sanne", "Anna") for cell in row] for row in leaders()]
    code, answer, words = run(changed, "--language", "en")
    assert (code, answer["updated"], "more than 20%" in words) == (2, 0, True)
    assert not Person.objects.filter(first_name="Anna").exists()
    assert ImportRun.objects.latest("pk").state == "failed"
    assert run(changed, "--allow-large-change")[:2][0] == 0
    assert Person.objects.filter(first_name="Anna").count() == 3


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"Personeelsnummer;Roepnaam\r\n1;Jan\r\n", as_csv([])])
def test_a_file_that_cannot_be_read_is_not_done_and_says_why(run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "wrong.csv"
    path.write_bytes(content)
    code, answer, words = run(path)
    assert (code, answer["created"]) == (2, 0)
    assert answer["reason"] in words
    assert ImportRun.objects.get().stopped["code"]


def test_a_file_that_is_not_there_is_not_done(run, tmp_path: Path) -> None:
    code, answer, words = run(tmp_path / "none.csv")
    assert (code, answer["created"]) == (2, 0)
    assert "none.csv" in answer["reason"]
    assert answer["reason"] in words


def test_codes_are_written_only_where_somebody_asks_and_never_said(run, tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    _code, _answer, words = run([*leaders(), person(4, email="")], "--activation-codes", str(path))
    number, code = path.read_text(encoding="utf-8-sig").splitlines()[1].split(",")
    assert (number, hash_activation_code(code)) == ("4", ActivationCode.objects.get().code_hash)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert code not in words


def test_file_of_codes_runs_no_formula(run, tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    run([*leaders(), person("=4+1", email="")], "--activation-codes", str(path))
    assert path.read_text(encoding="utf-8-sig").splitlines()[1].startswith("'=4+1,")
