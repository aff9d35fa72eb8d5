"""What a page's process does while no broker answers: take in messages, open the inbox. Prints one JSON line."""

import json
import sys
import time

import django

django.setup()

from django.db import transaction  # noqa: E402 - the registry of apps comes first
from django.test import Client  # noqa: E402

from outbox import services  # noqa: E402
from people.models import Person  # noqa: E402
from strategy.messages import StrategyPublished  # noqa: E402
from tests.nudges.builders import DUE  # noqa: E402

person = Person.objects.get(pk=int(sys.argv[1]))
context = {"title": {"nl": "Onze strategie", "en": "Our strategy"}, "number": 1}
began = time.monotonic()
for _number in range(3):
    with transaction.atomic():
        services.add(StrategyPublished, recipient=person, dedupe_key="once", context=context, now=DUE)
told = services.hand_over()
seconds = time.monotonic() - began
client = Client(SERVER_NAME="127.0.0.1")
client.force_login(person)
page = client.get("/inbox/").status_code
sys.stdout.write(json.dumps({"page": page, "handed_over": told, "seconds": seconds}) + "\n")
