"""Sign-in without a password: in a demo only, on this machine only; production does not run on the demo's data."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.urls import include, path
from pytest_django.fixtures import Settings

from common.services import set_up_installation
from people.models import ExternalIdentity
from portal import health
from portal.middleware import HealthMiddleware
from portal.views import demo
from tests.people.builders import NOW, employee
from tests.portal.test_environment import WHOLE

SIGN_IN = "/demo/sign-in/"
SIGN_IN_PAGE = "/account/login/"


class OfADemo:
    """The addresses of the portal where ``HOUVAST_ENV`` is demo."""

    urlpatterns = [path("demo/sign-in/", demo.sign_in, name="demo_sign_in"), path("", include("portal.urls"))]
    handler403, handler404 = "django.views.defaults.permission_denied", "django.views.defaults.page_not_found"


@pytest.fixture
def _demo(db: None, settings: Settings) -> None:
    settings.ENVIRONMENT, settings.ROOT_URLCONF = "demo", OfADemo
    set_up_installation(name="Houtwijk", is_demo=True, now=NOW)
    ExternalIdentity.objects.create(person=employee(), source="demo", value="employee")


@pytest.fixture
def _production(settings: Settings) -> None:
    settings.PRODUCTION = True


def is_let_in(**request: str) -> bool:
    client = Client(**request)
    offered = 'value="employee"' in client.get(SIGN_IN_PAGE).content.decode()
    answer = client.post(SIGN_IN, {"role": "employee"})
    assert answer.status_code == (302 if offered else 404), "what is offered works, and what is not is not there"
    assert offered == ("_auth_user_id" in client.session)
    return offered


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1"])
def test_demo_lets_a_browser_on_this_machine_in(address: str) -> None:
    assert is_let_in(REMOTE_ADDR=address)


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "169.254.1.1", "2001:db8::1", "", "x"])
def test_demo_lets_nobody_in_from_another_machine(address: str) -> None:
    assert not is_let_in(REMOTE_ADDR=address)


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize(
    "header",
    ["Forwarded", "Via", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port",
     "X-Forwarded-Server", "X-Forwarded", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP", "CF-Connecting-IP"],
)  # fmt: skip
def test_demo_behind_a_proxy_lets_nobody_in(header: str) -> None:
    assert not is_let_in(**{"HTTP_" + header.upper().replace("-", "_"): "127.0.0.1"})


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize("environment", ["production", "development", "test"])
def test_marker_of_the_demo_alone_lets_nobody_in(settings: Settings, environment: str) -> None:
    settings.ENVIRONMENT = environment
    assert not is_let_in()


@pytest.mark.django_db
def test_database_without_the_marker_lets_nobody_in(settings: Settings) -> None:
    settings.ENVIRONMENT, settings.ROOT_URLCONF = "demo", OfADemo
    set_up_installation(name="Houtwijk", is_demo=False, now=NOW)
    ExternalIdentity.objects.create(person=employee(), source="demo", value="employee")
    assert not is_let_in()


@pytest.mark.parametrize("environment", ["production", "demo", "development", "test"])
def test_address_is_there_in_a_demo_only(environment: str) -> None:
    """Each in a process of its own, as an operator starts it."""
    asked = (
        "import django; django.setup()\n"
        "from django.urls import resolve, Resolver404\n"
        "try: print(resolve('/demo/sign-in/').view_name)\n"
        "except Resolver404: print('not there')"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", asked],
        cwd=configured.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings"}
        | WHOLE
        | {"HOUVAST_ENV": environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ("demo_sign_in" if environment == "demo" else "not there")


# --- production on a database of the demo -----------------------------------------------------------------------------
@pytest.mark.usefixtures("_demo", "_production")
def test_production_does_not_start_on_a_database_of_the_demo_and_says_how_to_mend_it() -> None:
    (error,) = run_checks(tags=[Tags.database], databases=["default"])
    assert error.id == "portal.E001"
    assert error.is_serious(), "manage.py migrate stops at it"
    assert "Let DATABASE_URL name an empty database, or set HOUVAST_ENV=demo" in error.msg
    answer = health.ready()
    assert (answer.status_code, json.loads(answer.content)["installation"]) == (503, error.msg)


@pytest.mark.django_db(transaction=True)
def test_web_server_in_production_ends_at_its_start_and_leaves_no_connection(settings: Settings) -> None:
    set_up_installation(name="Houtwijk", is_demo=True, now=NOW)
    settings.PRODUCTION = True
    with pytest.raises(ImproperlyConfigured, match="made-up organisation of the demo"):
        HealthMiddleware(lambda request: None)
    assert connection.connection is None


CELERY = ["-m", "celery", "--app", "portal.celery"]
PROCESSES = {
    "worker": [*CELERY, "worker", "--pool", "solo", "--queues", "nobody-asks"],
    "beat": [*CELERY, "beat", "--pidfile=", "--schedule", "SCHEDULE"],
    "migrate": ["manage.py", "migrate"],
}


@pytest.mark.parametrize("process", PROCESSES)
@pytest.mark.django_db(transaction=True)
def test_other_processes_of_production_end_at_their_start(process: str, tmp_path: Path) -> None:
    set_up_installation(name="Houtwijk", is_demo=True, now=NOW)
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    of_our_own = {"DATABASE_URL": database, "REDIS_URL": configured.REDIS_URL, "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, *(part.replace("SCHEDULE", str(tmp_path / "schedule")) for part in PROCESSES[process])],
        cwd=configured.BASE_DIR,
        env={"PATH": os.environ["PATH"]} | WHOLE | of_our_own,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, "made-up organisation of the demo" in done.stderr) == (1, True), done.stderr
    assert "Sending due task" not in done.stderr


@pytest.mark.usefixtures("_production")
@pytest.mark.django_db
def test_production_starts_on_a_database_of_its_own() -> None:
    set_up_installation(name="Houtwijk", is_demo=False, now=NOW)
    assert run_checks(tags=[Tags.database], databases=["default"]) == []
    assert health.demo_data_in_production() == ""
    assert health.ready().status_code == 200


@pytest.mark.usefixtures("_production")
@pytest.mark.django_db
def test_production_starts_on_an_empty_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE common_installation RENAME TO not_made_yet")
    assert run_checks(tags=[Tags.database], databases=["default"]) == []


@pytest.mark.django_db(transaction=True)
def test_web_server_starts_while_the_database_does_not_answer(settings: Settings) -> None:
    settings.PRODUCTION = True
    connection.close()
    settings_dict, kept = connection.settings_dict, dict(connection.settings_dict)
    settings_dict.update(HOST="127.0.0.1", PORT="1")
    try:
        HealthMiddleware(lambda request: None)
    finally:
        settings_dict.update(kept)
