"""The history of the tables of each app is one line, and each step says what it is for."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

OWN = [app for app in settings.INSTALLED_APPS if (settings.BASE_DIR / app / "migrations").is_dir()]


@pytest.mark.parametrize("app", OWN)
def test_migrations_of_an_app_are_one_line_with_names(app: str) -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    label = apps.get_app_config(app).label
    own = sorted((name, migration) for (owner, name), migration in loader.disk_migrations.items() if owner == label)
    before: str | None = None
    for number, (name, migration) in enumerate(own, start=1):
        assert re.fullmatch(rf"{number:04d}_[a-z0-9_]+", name), f"{name}: numbers are consecutive"
        assert "_auto_" not in name, f"{name}: say what it is for"
        parents = [parent for owner, parent in migration.dependencies if owner == label and parent != "__first__"]
        assert parents == ([before] if before else []), f"{name} follows {before} and nothing else of its app"
        before = name
