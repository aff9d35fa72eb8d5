"""The doors at the command line: one JSON object on standard output, words on standard error, an exit code."""

import json
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command

from adoption.models import UsageImport
from tests.adoption.builders import NOW, agreement, house, m365_detail, trained, usage_of

pytestmark = pytest.mark.django_db


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with time_machine.travel(NOW, tick=False), pytest.raises(SystemExit) as ended:
        call_command(*arguments)
    told = capsys.readouterr()
    return int(str(ended.value.code)), told.out, told.err


def test_import_says_what_became_of_the_rows_and_takes_the_file_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agreement()
    people = house()["201"]
    file = tmp_path / "rapport.csv"
    file.write_bytes(m365_detail(usage_of(people, active=12)).read())
    code, out, err = run(capsys, "import_usage", str(file), "--source", "m365-detail", "--format", "json")
    assert code == 0
    assert json.loads(out) == {"rows": 40, "counted": 40, "unmatched": 0, "refused": []}
    assert "deleted" in err
    assert not file.exists()
    assert UsageImport.objects.get().file_deleted_at == NOW


def test_import_with_refused_rows_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    agreement()
    people = house()["201"]
    file = tmp_path / "rapport.csv"
    file.write_bytes(m365_detail([*usage_of(people, active=12), ("A0FF", "")]).read())
    code, out, _err = run(capsys, "import_usage", str(file), "--source", "m365-detail", "--format", "json")
    assert code == 1
    assert [entry["row"] for entry in json.loads(out)["refused"]] == [42]


def test_refused_import_ends_with_two_and_leaves_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rapport.csv"
    file.write_bytes(m365_detail([]).read())
    code, out, err = run(capsys, "import_usage", str(file), "--source", "m365-detail", "--format", "json")
    assert (code, out) == (2, "")
    assert "ondernemingsraad" in err
    assert file.exists()


def test_release_says_how_many_of_each_status(capsys: pytest.CaptureFixture[str]) -> None:
    agreement()
    trained(house()["201"])
    code, out, err = run(capsys, "release_figures", "--period", "2026-10", "--format", "json")
    told = json.loads(out)
    assert code == 0
    assert told.keys() >= {"period", "shown", "pooled", "ranged", "hidden"}
    assert told["period"] == "2026-10"
    assert told["shown"] > 0
    assert "shown" in err
    assert run(capsys, "release_figures", "--period", "2026-10")[0] == 2, "the second time nothing is done"


@pytest.mark.parametrize("period", ["2026-13", "oktober", "2026-11"])
def test_period_that_cannot_be_ends_with_two(period: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "release_figures", "--period", period, "--format", "json")
    assert (code, out) == (2, "")
    assert err
