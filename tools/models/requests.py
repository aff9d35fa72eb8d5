"""Who asked for a seat of a tool: where that stands, since when, and why it ended."""

from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import PublicIdModel
from common.triggers import NoTruncate
from tools import rules
from tools.choices import LIVE, Ending, RequestState
from tools.models.catalogue import Tool
from tools.querysets import AccessRequestQuerySet

S = RequestState

SEATS_WITHIN = """
    IF TG_OP = 'UPDATE' AND NEW.tool_id <> OLD.tool_id THEN
        RAISE EXCEPTION 'tools_accessrequest_seats_within: a request stays with its tool'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tools_accessrequest_seats_within';
    END IF;
    IF NEW.state <> 'given' OR (TG_OP = 'UPDATE' AND OLD.state = 'given') THEN
        RETURN NEW;
    END IF;
    SELECT t.seats INTO most FROM tools_tool t WHERE t.id = NEW.tool_id FOR NO KEY UPDATE;
    SELECT count(*) INTO taken FROM tools_accessrequest WHERE tool_id = NEW.tool_id AND state = 'given';
    IF taken > most THEN
        RAISE EXCEPTION 'tools_accessrequest_seats_within: tool % has % seats', NEW.tool_id, most
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tools_accessrequest_seats_within';
    END IF;
    RETURN NEW;
"""
"""The database's own last word on seats: who takes one waits for the lock of the tool and is counted under it.

It looks only at the moment a seat is taken, so that fewer seats than people who have one removes nobody.
"""


class AccessRequest(PublicIdModel):
    """One person and one tool: from the asking to a seat, and until it is returned."""

    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="requests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tool_requests")
    purpose = models.CharField(_("what you want to use it for"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=RequestState)
    state_since = models.DateTimeField()
    asked_at = models.DateTimeField()
    """The place in the order, however long an answer or a course takes."""
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    """Whose turn it is to answer; nobody's in the line is the programme office's."""
    passes_on_at = models.DateTimeField(null=True)
    """When silence brings it to the next in the line; never once it is with the programme office."""
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decision_reason = models.CharField(max_length=300, blank=True)
    given_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, choices=Ending, blank=True)
    ending_reason = models.CharField(max_length=300, blank=True)

    objects = AccessRequestQuerySet.as_manager()

    if TYPE_CHECKING:  # what ``with_position`` and ``with_unit`` add
        position: int | None
        unit_name: str | None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "person"], condition=Q(state__in=LIVE), name="tools_accessrequest_one_live"
            ),
            models.CheckConstraint(condition=Q(state__in=S.values), name="tools_accessrequest_state_known"),
            models.CheckConstraint(
                condition=Q(state=S.ASKED) | Q(approver__isnull=True, passes_on_at__isnull=True),
                name="tools_accessrequest_only_asked_waits",
            ),
            models.CheckConstraint(
                condition=Q(passes_on_at__isnull=True) | Q(approver__isnull=False),
                name="tools_accessrequest_office_is_last",
            ),
            models.CheckConstraint(
                condition=(Q(approver__isnull=True) | ~Q(approver=F("person")))
                & (Q(decided_by__isnull=True) | ~Q(decided_by=F("person"))),
                name="tools_accessrequest_no_self_approval",
            ),
            models.CheckConstraint(
                condition=~Q(state=S.DECLINED) | (Q(decided_by__isnull=False) & ~Q(decision_reason="")),
                name="tools_accessrequest_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=[S.RETURNED, S.WITHDRAWN]) & Q(ending__in=Ending.values))
                | (~Q(state__in=[S.RETURNED, S.WITHDRAWN]) & Q(ending="")),
                name="tools_accessrequest_ended_has_ending",
            ),
            models.CheckConstraint(
                condition=~Q(ending=Ending.BY_OFFICE) | ~Q(ending_reason=""),
                name="tools_accessrequest_office_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[S.GIVEN, S.RETURNED], given_at__isnull=False)
                | (~Q(state__in=[S.GIVEN, S.RETURNED]) & Q(given_at__isnull=True)),
                name="tools_accessrequest_given_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["tool", "state"], name="tools_accessrequest_seats"),
            models.Index(fields=["person", "state"], name="tools_accessrequest_mine"),
            models.Index(fields=["approver", "asked_at"], condition=Q(state=S.ASKED), name="tools_accessrequest_asked"),
        ]
        triggers: ClassVar = [
            pgtrigger.FSM(name="tools_accessrequest_allowed_moves", field="state", transitions=rules.transitions()),
            pgtrigger.Trigger(
                name="tools_accessrequest_seats_within",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "tool_id"),  # type: ignore[no-untyped-call]
                declare=[("most", "INTEGER"), ("taken", "INTEGER")],
                func=SEATS_WITHIN,
            ),
            NoTruncate(name="tools_accessrequest_no_truncate"),
        ]

    def __str__(self) -> str:
        return f"request {self.public_id}"
