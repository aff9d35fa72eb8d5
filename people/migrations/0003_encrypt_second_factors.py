"""Encrypt the secrets of apps and recovery codes that stand in the database in the clear."""

import re

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import migrations

CLEAR = re.compile(r"[A-Z2-7]+=*|[0-9a-f]+|\d+")
"""How django-allauth writes an app's secret, a seed and a code."""


def encrypt(apps, schema_editor):
    rewrite(apps, lambda keys, text: keys.encrypt(text.encode()).decode() if CLEAR.fullmatch(text) else text)


def decrypt(apps, schema_editor):
    rewrite(apps, lambda keys, text: text if CLEAR.fullmatch(text) else keys.decrypt(text).decode())


def rewrite(apps, change):
    keys = MultiFernet([Fernet(key) for key in settings.SECOND_FACTOR_KEYS])
    Authenticator = apps.get_model("mfa", "Authenticator")
    for factor in Authenticator.objects.exclude(type="webauthn").iterator(chunk_size=500):
        for name, value in factor.data.items():
            if isinstance(value, str):
                factor.data[name] = change(keys, value)
            elif isinstance(value, list):
                factor.data[name] = [change(keys, code) for code in value]
        Authenticator.objects.filter(pk=factor.pk).update(data=factor.data)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_scope_read_completions"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(encrypt, decrypt)]
