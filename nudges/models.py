"""What the programme office set for each rule; who got what stands in the outbox."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import PublicIdModel
from nudges.choices import MOST_DAYS, MOST_TIMES


class RuleSetting(PublicIdModel):
    """One rule as the programme office set it; no row means the rule's own defaults."""

    code = models.CharField(max_length=80, unique=True)
    is_on = models.BooleanField(_("on"), default=True)
    days = models.PositiveSmallIntegerField(_("days to wait"))
    days_between = models.PositiveSmallIntegerField(_("days between two reminders"))
    cap = models.PositiveSmallIntegerField(_("how often at most"))
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField(default=1, editable=False, help_text="counts its saves")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__lte=MOST_DAYS), name="nudges_rulesetting_days_bounded"),
            models.CheckConstraint(
                condition=Q(days_between__gte=1, days_between__lte=MOST_DAYS), name="nudges_rulesetting_not_every_hour"
            ),
            models.CheckConstraint(condition=Q(cap__gte=1, cap__lte=MOST_TIMES), name="nudges_rulesetting_cap_bounded"),
        ]

    def __str__(self) -> str:
        return self.code
