"""The name of the organisation stands in one place: its setting."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("common", "0003_organisation_name_is_a_setting")]

    operations = [migrations.RemoveField(model_name="installation", name="name")]
