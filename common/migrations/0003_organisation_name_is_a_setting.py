"""The name that was given at set-up becomes the value of a setting, which an administrator can change."""

from django.db import migrations

KEY = "organisation.name"


def to_setting(apps, schema_editor):
    setting = apps.get_model("common", "OrganisationSetting")
    for row in apps.get_model("common", "Installation").objects.all():
        setting.objects.get_or_create(key=KEY, defaults={"value": row.name, "changed_at": row.created_at})


def to_installation(apps, schema_editor):
    rows = apps.get_model("common", "OrganisationSetting").objects.filter(key=KEY)
    for value in rows.values_list("value", flat=True):
        apps.get_model("common", "Installation").objects.update(name=value)
    # Before these settings there was no row without a person.
    apps.get_model("common", "OrganisationSetting").objects.filter(changed_by=None).delete()


class Migration(migrations.Migration):
    dependencies = [("common", "0002_setting_without_a_person")]

    operations = [migrations.RunPython(to_setting, to_installation)]
