"""A completion that was recorded while its session still ran counts as recorded when that ended."""

from typing import Any

from django.db import migrations
from django.db.models import F


def record_at_the_end(apps: Any, schema_editor: Any) -> None:
    apps.get_model("training", "Completion").objects.filter(completed_at__gt=F("recorded_at")).update(
        recorded_at=F("completed_at")
    )


class Migration(migrations.Migration):
    dependencies = [("training", "0004_no_truncate")]

    operations = [migrations.RunPython(record_at_the_end, migrations.RunPython.noop)]
