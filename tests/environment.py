"""Loaded by pytest before Django: the environment of a test run, unless the caller gave another."""

import os
import tempfile

os.environ.setdefault("HOUVAST_ENV", "test")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="houvast-test-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
