"""The waiting list is in the order of the keys: who had the session's lock first."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("training", "0011_certificate_unit")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                condition=models.Q(state="waiting"),
                fields=["session", "-priority", "id"],
                name="training_enrolment_in_line",
            ),
        ),
        migrations.RemoveIndex(model_name="enrolment", name="training_enrolment_waiting"),
    ]
