"""The command that sets an installation up writes settings, and is nobody."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="organisationsetting",
            name="changed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        # Going back, the column needs something for the rows that are there; the next migration fills it.
        migrations.AlterField(
            model_name="installation", name="name", field=models.CharField(default="", max_length=120)
        ),
    ]
