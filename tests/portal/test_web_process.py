"""A web process holds what pages need, not what a worker needs."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from people.choices import Role
from tests.people.builders import employee

ONLY_WORKERS = {"scipy", "numpy", "openpyxl", "adoption.services.releasing", "portal.seed"}
APPS = {"adoption", "directory", "governance", "nudges", "outbox", "pilots", "strategy", "surveys", "tools", "training"}


@pytest.mark.django_db(transaction=True)
def test_web_process_that_served_every_page_did_not_load_the_solver() -> None:
    reader = employee(roles=[role for role in Role if role != Role.EMPLOYEE])
    database = connection.settings_dict
    address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"

    done = subprocess.run(
        [sys.executable, "-m", "tests.portal.web_process", str(reader.pk)],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DATABASE_URL": f"postgres://{address}",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "SECOND_FACTOR_REQUIRED": "false",
            "PYTHONWARNINGS": "ignore",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert {app for app, answers in said["answers"].items() if 200 in answers} >= APPS
    assert max(status for answers in said["answers"].values() for status in answers) < 500
    assert ONLY_WORKERS & set(said["modules"]) == set()
