"""What a web process does on a busy day: takes in a long HR file, then mails two people. Prints one JSON line.

The moments in it are seconds since the epoch: when the mails were asked for, and when the one at once was taken.
"""

import json
import sys
import time

import django

django.setup()

from django.core.files.base import ContentFile  # noqa: E402 - the registry of apps comes first
from django.db import transaction  # noqa: E402

from directory import services as directory  # noqa: E402
from directory.readers.columns import recognise  # noqa: E402
from outbox import services as outbox  # noqa: E402
from people.models import Person  # noqa: E402
from strategy.messages import StrategyPublished  # noqa: E402
from tests.nudges.builders import DUE  # noqa: E402

hr, reader = (Person.objects.get(pk=int(number)) for number in sys.argv[1:3])
lines = ["Personeelsnummer;Roepnaam;Achternaam;E-mail werk;Code OE;Functiegroep"]
lines += [f"{number};Jan;Dijk;jan.{number}@houtwijk.example;{number % 60};Directie" for number in range(50_000)]
file = ContentFile("\n".join(lines).encode(), name="hr.csv")
run = directory.receive_file(content=file, name="hr.csv", content_type="text/csv", actor=hr, now=DUE)
directory.choose_columns(run_id=run.pk, chosen=recognise(run.columns["header"]).chosen(), actor=hr, now=DUE)
time.sleep(1)  # until a worker has the import in hand

asked = time.time()
outbox.send_security_mail(code="account.test", email=str(hr.email), subject="Wachtwoord", body="Kies.", now=DUE)
taken = time.time()
with transaction.atomic():
    context = {"title": {"nl": "Onze strategie", "en": "Our strategy"}, "number": 2}
    outbox.add(StrategyPublished, recipient=reader, dedupe_key="queue:one", context=context, now=DUE)
sys.stdout.write(json.dumps({"run": run.pk, "asked": asked, "taken": taken}) + "\n")
