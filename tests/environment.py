"""Loaded by pytest before Django: the environment of a test run, unless the caller gave another."""

import os
import tempfile

os.environ.setdefault("HOUVAST_ENV", "test")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="houvast-test-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# One broker serves all test processes, each with a database of its own: nobody may take the work of another.
os.environ["QUEUE_PREFIX"] = "-".join([
    "test", os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid())), os.environ.get("PYTEST_XDIST_WORKER", "main:")
])  # fmt: skip
