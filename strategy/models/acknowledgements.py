"""Who read which version, and whom a version asks to read anew: append-only, about the text that was seen."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from common.triggers import NoTruncate
from people.choices import FunctionGroup
from strategy.choices import ACKNOWLEDGEMENTS_KEPT, LANGUAGES
from strategy.models.documents import Version

ACKNOWLEDGE_FROZEN_TEXT = """
IF NOT EXISTS (
    SELECT 1 FROM strategy_version
    WHERE id = NEW.version_id AND content_hash = NEW.version_hash AND state IN ('published', 'superseded'))
THEN
    RAISE EXCEPTION 'strategy_acknowledgement_of_frozen_text: the hash is not of a published version'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_acknowledgement_of_frozen_text';
END IF;
RETURN NEW;
"""

# Append-only, but not for ever: once the term is over the daily job may delete, and nobody may before.
KEEP_ACKNOWLEDGEMENTS = f"""
IF TG_OP = 'DELETE' AND EXISTS (
    SELECT 1 FROM strategy_version
    WHERE id = OLD.version_id AND superseded_at <= now() - interval '{ACKNOWLEDGEMENTS_KEPT.keeps.days} days')
THEN
    RETURN OLD;
END IF;
RAISE EXCEPTION 'strategy_acknowledgement_append_only: acknowledgement % cannot be changed', OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_acknowledgement_append_only';
"""  # noqa: S608 - a number of days from our own table of terms


# A version that was published asks whom it asked: nobody is added afterwards.
REOPEN_WHILE_OPEN = """
PERFORM 1 FROM strategy_version WHERE id = NEW.version_id AND state IN ('draft', 'in_review') FOR SHARE;
IF NOT FOUND THEN
    RAISE EXCEPTION 'strategy_reopening_while_open: version % is published', NEW.version_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'strategy_reopening_while_open';
END IF;
RETURN NEW;
"""


class Reopening(models.Model):
    """A version asks a function group to read the document anew; without a group, everyone. Written as it is published.

    Who read an earlier version, and is asked by none since, does not read again.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reopenings")
    function_group = models.CharField(max_length=20, choices=FunctionGroup, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "function_group"], name="strategy_reopening_once"),
            models.CheckConstraint(
                condition=Q(function_group__in=["", *FunctionGroup.values]), name="strategy_reopening_group_known"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="strategy_reopening_while_open",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=REOPEN_WHILE_OPEN,
            ),
            pgtrigger.Protect(name="strategy_reopening_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            NoTruncate(name="strategy_reopening_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} asks {self.function_group or 'everyone'}"


class Acknowledgement(models.Model):
    """Somebody read a version and says so: once, about the text that they saw, in the language they read."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="acknowledgements")
    version_hash = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acknowledgements")
    language = models.CharField(max_length=2)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="strategy_acknowledgement_once"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="strategy_acknowledgement_language_known"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="strategy_acknowledgement_of_frozen_text",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=ACKNOWLEDGE_FROZEN_TEXT,
            ),
            pgtrigger.Trigger(
                name="strategy_acknowledgement_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=KEEP_ACKNOWLEDGEMENTS,
            ),
            NoTruncate(name="strategy_acknowledgement_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.version_id}"
