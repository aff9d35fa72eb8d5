"""Filters on imports that chain."""

from typing import TYPE_CHECKING, Self

from django.db import models

from directory.choices import OVER
from people.choices import Role
from people.models import Person

if TYPE_CHECKING:
    from directory.models import ImportRun  # noqa: F401 - the type of the rows


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: Person) -> Self:
        """Imports are seen by HR and administrators only; they name people."""
        return self if user.has_role(Role.HR, Role.ADMINISTRATOR) else self.none()

    def open(self) -> Self:
        """Not carried out, cancelled or stopped yet."""
        return self.exclude(state__in=OVER)
