"""What people use already: the promise on which they say so, what they said with a name, and counts of the rest.

What is said without a name stands in one sealed value and nowhere else. docs/adr/0015-declarations.md says why.
"""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from common.models import PublicIdModel
from common.periods import Period
from common.triggers import NoTruncate
from governance.choices import SMALLEST_THRESHOLD
from people.choices import FunctionGroup
from tools.choices import DataClass, Task
from tools.choices.declarations import LONGEST_NAME, SAYS_WHY, DeclarationRoundState, PromiseMove
from tools.models.catalogue import Tool

GROUPS = ["", *FunctionGroup.values, "leadership", "executing"]

PROMISE_STANDS = """
    IF (SELECT move = 'given' AND promise = NEW.promise FROM tools_promisestep
        WHERE move <> 'asked' ORDER BY id DESC LIMIT 1) IS NOT TRUE THEN
        RAISE EXCEPTION 'the board does not stand by this promise' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class PromiseStep(PublicIdModel):
    """That the board was asked to stand by the promise, or what it answered, and about which words. Only added to."""

    move = models.CharField(max_length=9, choices=PromiseMove)
    promise = models.CharField(max_length=64)
    """SHA-256 of the words, in hexadecimal."""
    reason = models.CharField(max_length=500, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(move__in=PromiseMove.values), name="tools_promisestep_move_known"),
            models.CheckConstraint(
                condition=~Q(move__in=SAYS_WHY) | ~Q(reason=""), name="tools_promisestep_no_has_reason"
            ),
            models.CheckConstraint(condition=Q(promise__regex=r"^[0-9a-f]{64}$"), name="tools_promisestep_about_words"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="tools_promisestep_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            NoTruncate(name="tools_promisestep_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"promise {self.move}"


class Declaration(PublicIdModel):
    """What somebody said with their name that they use already, so that the programme office can help."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="declarations")
    promise = models.CharField(max_length=64)
    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, null=True, related_name="declarations")
    other_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    other_key = models.CharField(max_length=LONGEST_NAME, blank=True)
    """What its spellings have in common, so that a second tap finds the first."""
    tasks = ArrayField(models.CharField(max_length=12, choices=Task))
    data_class = models.CharField(max_length=10, choices=DataClass, blank=True)
    declared_on = models.DateField()
    helped_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tool__isnull=False, other_name="", other_key="")
                | Q(tool__isnull=True) & ~Q(other_name="") & ~Q(other_key=""),
                name="tools_declaration_one_tool",
            ),
            models.CheckConstraint(
                condition=Q(tasks__contained_by=Task.values) & ~Q(tasks=[]), name="tools_declaration_tasks_known"
            ),
            models.CheckConstraint(
                condition=Q(data_class__in=["", *DataClass.values]), name="tools_declaration_data_known"
            ),
            models.UniqueConstraint(
                fields=["person", "tool"], condition=Q(tool__isnull=False), name="tools_declaration_tool_once"
            ),
            models.UniqueConstraint(
                fields=["person", "other_key"], condition=Q(tool__isnull=True), name="tools_declaration_name_once"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="tools_declaration_promise_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=PROMISE_STANDS,
            ),
        ]

    def __str__(self) -> str:
        return f"declaration {self.public_id}"

    @property
    def tool_name(self) -> str:
        return self.tool.name if self.tool is not None else self.other_name

    @property
    def task_labels(self) -> list[str]:
        return [str(each.label) for each in Task if each.value in self.tasks]


class DeclarationRound(PublicIdModel):
    """What people said without a name in one quarter, all of it together as one sealed value until it is counted."""

    state = models.CharField(max_length=6, choices=DeclarationRoundState, default=DeclarationRoundState.OPEN)
    promise = models.CharField(max_length=64)
    opened_on = models.DateField()
    ends_on = models.DateField()
    closed_on = models.DateField(null=True)
    key_destroyed_on = models.DateField(null=True)
    smallest_group = models.PositiveSmallIntegerField(validators=[MinValueValidator(SMALLEST_THRESHOLD)])
    seal_key = models.BinaryField()
    contents = models.BinaryField(null=True)

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DeclarationRoundState.values), name="tools_declarationround_state_known"
            ),
            models.CheckConstraint(
                condition=Q(smallest_group__gte=SMALLEST_THRESHOLD),
                name="tools_declarationround_group_never_below_five",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=DeclarationRoundState.OPEN,
                    contents__isnull=False,
                    closed_on__isnull=True,
                    key_destroyed_on__isnull=True,
                )
                | ~Q(state=DeclarationRoundState.OPEN) & Q(contents__isnull=True, closed_on__isnull=False),
                name="tools_declarationround_box_while_open",
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=DeclarationRoundState.OPEN),
                name="tools_declarationround_one_open",
            ),
        ]
        triggers: ClassVar = [
            # People say what they use under these terms; nobody may change them afterwards, or open what was closed.
            pgtrigger.Protect(
                name="tools_declarationround_terms_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state <> 'open' AND OLD.state <> NEW.state OR "
                    "(OLD.opened_on, OLD.ends_on, OLD.smallest_group, OLD.seal_key, OLD.promise) IS DISTINCT FROM "
                    "(NEW.opened_on, NEW.ends_on, NEW.smallest_group, NEW.seal_key, NEW.promise)"
                ),
            ),
            pgtrigger.Trigger(
                name="tools_declarationround_promise_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("contents"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Condition("NEW.state = 'open'"),
                func=PROMISE_STANDS,
            ),
            NoTruncate(name="tools_declarationround_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"declarations up to {self.ends_on}"

    @property
    def month(self) -> Period:
        """The month with whose figures it comes out: its last."""
        return Period.of(self.ends_on)


class DeclaredCount(models.Model):
    """How many of the people of one group who declared in a round named one kind of task. For releases only."""

    round = models.ForeignKey(DeclarationRound, on_delete=models.PROTECT, related_name="counts")
    group = models.CharField(max_length=20, blank=True)
    task = models.CharField(max_length=12, choices=Task)
    number = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    """Who declared in this group."""
    population = models.PositiveIntegerField()
    """Who works here in this group."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(task__in=Task.values), name="tools_declaredcount_task_known"),
            models.CheckConstraint(condition=Q(group__in=GROUPS), name="tools_declaredcount_group_known"),
            models.CheckConstraint(
                condition=Q(people__gte=SMALLEST_THRESHOLD) & Q(number__lte=models.F("people")),
                name="tools_declaredcount_group_large_enough",
            ),
            models.UniqueConstraint(fields=["round", "group", "task"], name="tools_declaredcount_once"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="tools_declaredcount_never_changes", operation=pgtrigger.Update),
            NoTruncate(name="tools_declaredcount_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"{self.task} of {self.group or 'everybody'} in {self.round_id}"


class Need(PublicIdModel):
    """A kind of task for which many people use one tool already, as everybody may know it: a band, no count."""

    round = models.ForeignKey(DeclarationRound, on_delete=models.PROTECT, related_name="needs")
    task = models.CharField(max_length=12, choices=Task)
    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, null=True, related_name="needs")
    other_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()

    class Meta:
        ordering = ["-round__ends_on", "-low", "task", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(task__in=Task.values), name="tools_need_task_known"),
            models.CheckConstraint(
                condition=Q(tool__isnull=False, other_name="") | Q(tool__isnull=True) & ~Q(other_name=""),
                name="tools_need_one_tool",
            ),
            models.CheckConstraint(
                condition=Q(low__gte=SMALLEST_THRESHOLD, high__gt=models.F("low")), name="tools_need_is_a_band"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="tools_need_never_changes", operation=pgtrigger.Update),
            NoTruncate(name="tools_need_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"need {self.public_id}"

    @property
    def tool_name(self) -> str:
        return self.tool.name if self.tool is not None else self.other_name
