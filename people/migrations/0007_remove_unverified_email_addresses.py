"""Remove what django-allauth wrote down of e-mail addresses: a person's one address is ``Person.email``, from HR.

A row came with each request for a new password. It counted as not verified, which shut its person out of a second
factor, and it kept an address that HR had changed since.
"""

from django.db import migrations


def remove_email_addresses(apps, schema_editor):
    apps.get_model("account", "EmailAddress").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_deputies_by_hand"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(remove_email_addresses, migrations.RunPython.noop)]
