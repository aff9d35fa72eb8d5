"""That AI got something wrong: counts of a day, of nobody."""

from django.db import models
from django.db.models import Q

from tools.choices import IncidentKind
from tools.models.catalogue import Tool


class Incident(models.Model):
    """How often it was said on one day that a tool got something wrong, of one kind or of none that was named.

    A count and no rows of its own for each time: there is no person in it, no moment, and no order.
    """

    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="incidents")
    day = models.DateField()
    kind = models.CharField(max_length=10, choices=IncidentKind, blank=True)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tool", "day", "kind"], name="tools_incident_one_count"),
            models.CheckConstraint(condition=Q(kind__in=["", *IncidentKind.values]), name="tools_incident_kind_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="tools_incident_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.number} on {self.day}"
