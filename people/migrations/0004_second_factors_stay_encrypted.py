"""Hold in the database that no secret of a second factor stands there in the clear."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0003_encrypt_second_factors")]

    operations = [
        migrations.RunSQL(
            # A Fernet token begins with its version and the first bytes of a time before the year 2106.
            """
            ALTER TABLE mfa_authenticator ADD CONSTRAINT people_authenticator_secret_encrypted CHECK (
                (NOT data ? 'secret' OR data->>'secret' LIKE 'gAAAAA%')
                AND (NOT data ? 'seed' OR data->>'seed' LIKE 'gAAAAA%')
                AND NOT jsonb_path_exists(data, '$.migrated_codes[*] ? (!(@ starts with "gAAAAA"))')
            )
            """,
            "ALTER TABLE mfa_authenticator DROP CONSTRAINT people_authenticator_secret_encrypted",
        )
    ]
