"""Only scopes that open an address of the API stay; a key that has none left opened nothing, and is ended."""

from django.db import migrations
from django.db.models.functions import Now

GONE = {"read_pilots", "write_usage", "scim"}


def drop_scopes(apps, schema_editor):
    for token in apps.get_model("people", "ApiToken").objects.all():
        if GONE & set(token.scopes):
            token.scopes = [scope for scope in token.scopes if scope not in GONE]
            if not token.scopes and token.revoked_at is None:
                token.revoked_at = Now()
            token.save(update_fields=["scopes", "revoked_at"])


class Migration(migrations.Migration):
    dependencies = [("people", "0007_remove_unverified_email_addresses")]

    operations = [migrations.RunPython(drop_scopes, migrations.RunPython.noop)]
