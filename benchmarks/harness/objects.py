"""Many things to find: one question as JSON from standard input, the answer to standard output.

It is a process of its own because it must run under the settings of the installation that is measured.
"""

import json
import sys
from datetime import timedelta
from random import Random
from typing import Any

import django
from django.apps import apps
from django.db import connection
from django.utils import timezone

KINDS = 4
VERBS = ("plannen", "samenvatten", "vertalen", "zoeken", "controleren", "beantwoorden", "voorlezen", "ordenen")
THINGS = ("roosters", "verslagen", "brieven", "protocollen", "facturen", "vragen", "folders", "notulen", "recepten")
PLACES = ("in de wijk", "op kantoor", "bij de balie", "in de nacht", "aan bed", "onderweg", "in de keuken", "op school")


def objects(number: int) -> int:
    """Write as many tools, courses, pilots and objectives until there are so many things; return how many there are."""
    models = [apps.get_model(name) for name in ("tools.Tool", "training.Course", "pilots.Pilot", "strategy.Objective")]
    has = sum(model.objects.count() for model in models)
    each = max(0, number - has) // KINDS
    chance, now = Random(number), timezone.now()
    person = apps.get_model("people.Person").objects.order_by("pk").first()
    unit = apps.get_model("people.Unit").objects.order_by("pk").first()
    tool, course, pilot, objective = models
    tool.objects.bulk_create(
        [
            tool(
                name=f"{_words(chance)} {place}", purpose_nl=_words(chance), purpose_en="Made to be found.",
                status_reason_nl="Bekeken.", status="allowed", data_classes=["public"],
                created_at=now - timedelta(days=400), review_on=(now + timedelta(days=300)).date(),
            )
            for place in range(each)
        ],
        batch_size=2000,
    )  # fmt: skip
    courses = course.objects.bulk_create(
        [
            course(
                title_nl=f"{_words(chance)} {place}", title_en=f"Course {place}", summary_nl=_words(chance),
                summary_en="Made to be found.", outcomes_nl="Je weet het", outcomes_en="You know", duration_minutes=60,
                created_at=now - timedelta(days=400), created_by=person, published_at=now - timedelta(days=399),
            )
            for place in range(each)
        ],
        batch_size=2000,
    )  # fmt: skip
    session = apps.get_model("training.Session")
    starts = now + timedelta(days=30)
    session.objects.bulk_create(
        [
            session(
                course=of, starts_at=starts, ends_at=starts + timedelta(hours=1), place="Leslokaal 1", capacity=20,
                created_at=now, created_by=person,
            )
            for of in courses
        ],
        batch_size=2000,
    )  # fmt: skip
    pilot.objects.bulk_create(
        [
            pilot(
                title=f"{_words(chance)} {place}"[:120], question=f"Helpt AI bij {_words(chance)}?", unit=unit,
                registered_at=now - timedelta(days=400), registered_by=person,
            )
            for place in range(each)
        ],
        batch_size=2000,
    )  # fmt: skip
    objective.objects.bulk_create(
        [
            objective(pillar="vision", title_nl=f"{_words(chance)} {place}", created_at=now - timedelta(days=400))
            for place in range(each)
        ],
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return sum(model.objects.count() for model in models)


def _words(chance: Random) -> str:
    return f"{chance.choice(THINGS)} {chance.choice(VERBS)} {chance.choice(PLACES)}".capitalize()


QUESTIONS: dict[str, Any] = {"objects": objects}


if __name__ == "__main__":
    django.setup()
    json.dump([QUESTIONS[name](*told) for name, *told in json.load(sys.stdin)], sys.stdout)
