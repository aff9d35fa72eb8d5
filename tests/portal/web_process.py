"""What a web process does: load the application, serve every page that needs no object. Prints what it loaded."""

import json
import sys
from importlib import import_module
from pathlib import Path

import_module("portal.wsgi")

from django.test import Client  # noqa: E402 - the application loads first, as in gunicorn
from django.urls import reverse  # noqa: E402

from people.models import Person  # noqa: E402

client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
client.force_login(Person.objects.get(pk=int(sys.argv[1])))
answers: dict[str, list[int]] = {}
for path in sorted(Path(__file__).parent.parent.glob("*/access.py")):
    for name, entry in import_module(f"tests.{path.parent.name}.access").ACCESS.items():
        if not entry.kwargs:
            app = name.partition(":")[0]
            answers.setdefault(app, []).append(client.get(reverse(name)).status_code)
sys.stdout.write(json.dumps({"answers": answers, "modules": sorted(sys.modules)}) + "\n")
