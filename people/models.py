"""People, places and roles, each in time; sources and keys by which others know them."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, ClassVar

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from common.clock import day_of, today
from common.models import PublicIdModel
from common.text import sort_key
from people.choices import FunctionGroup, ManagedBy, Relation, ResetOutcome, Role, RoleSource, TokenScope
from people.querysets import InTimeQuerySet, PersonQuerySet, at_day


class DateRange(Func):
    """The days of a row, from ``starts_on`` up to, not including, ``ends_on``."""

    function = "daterange"
    output_field = DateRangeField()


def days_of_row() -> DateRange:
    return DateRange(F("starts_on"), F("ends_on"), RangeBoundary(inclusive_lower=True, inclusive_upper=False))


class Person(AbstractBaseUser, PublicIdModel):
    """Somebody who works here, and their account. Who has no e-mail signs in with their employee number."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True, null=True, blank=True)
    employee_number = models.CharField(_("employee number"), max_length=40, unique=True, null=True, blank=True)
    first_name = models.CharField(_("first name"), max_length=80)
    infix = models.CharField(_("infix"), max_length=20, blank=True)
    last_name = models.CharField(_("last name"), max_length=120)
    sort_key = models.CharField(max_length=240, editable=False, db_index=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("nl", "Nederlands"), ("en", "English")], default="nl"
    )
    relation = models.CharField(_("relation"), max_length=10, choices=Relation, default=Relation.EMPLOYED)
    hired_on = models.DateField(_("works here from"), null=True, blank=True)
    left_on = models.DateField(_("works here until"), null=True, blank=True)
    away_from = models.DateField(_("temporarily away from"), null=True, blank=True)
    away_until = models.DateField(_("temporarily away until"), null=True, blank=True)
    managed_by = models.CharField(max_length=5, choices=ManagedBy, default=ManagedBy.LOCAL)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    pseudonymised_at = models.DateTimeField(null=True, editable=False)
    edition = models.PositiveIntegerField(default=1, editable=False, help_text="counts its saves by hand")

    objects = PersonQuerySet.as_manager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="people_person_email_lower_case"),
            models.CheckConstraint(condition=~Q(email="") & ~Q(employee_number=""), name="people_person_empty_is_null"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(hired_on__isnull=True) | Q(left_on__gte=F("hired_on")),
                name="people_person_leaves_after_hire",
            ),
            models.CheckConstraint(
                condition=Q(away_until__isnull=True) | Q(away_from__isnull=False, away_until__gt=F("away_from")),
                name="people_person_away_has_start",
            ),
            models.CheckConstraint(condition=Q(language__in=["nl", "en"]), name="people_person_language_known"),
            models.CheckConstraint(condition=Q(relation__in=Relation.values), name="people_person_relation_known"),
            models.CheckConstraint(condition=Q(managed_by__in=ManagedBy.values), name="people_person_source_known"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = self.computed_sort_key()
        update_fields = kwargs.get("update_fields")
        if update_fields is not None and {"first_name", "infix", "last_name"} & set(update_fields):
            kwargs["update_fields"] = {*update_fields, "sort_key"}
        super().save(*args, **kwargs)

    def computed_sort_key(self) -> str:
        """Return the key for this name; whoever writes around ``save`` (COPY, bulk_create) sets it with this."""
        return sort_key(self.first_name, self.infix, self.last_name)

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.first_name, self.infix, self.last_name) if part)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.first_name

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper()

    @property
    def is_here(self) -> bool:
        return self.is_active and (self.left_on is None or self.left_on > today())

    def is_away_on(self, day: date) -> bool:
        """Whether somebody is temporarily away on ``day``, as ``PersonQuerySet.away_on`` asks it."""
        return (
            self.away_from is not None and self.away_from <= day and (self.away_until is None or self.away_until > day)
        )

    @cached_property
    def role_names(self) -> frozenset[str]:
        """Roles held today for the whole organisation, ``employee`` always among them. One query, then remembered."""
        held = self.roles.filter(at_day(today()), unit__isnull=True).values_list("role", flat=True)
        return frozenset({Role.EMPLOYEE.value, *held})

    @property
    def has_or_gets_a_role(self) -> bool:
        """Whether this person holds a role above employee, for one unit or for all, today or later on. One query."""
        lasting = Q(ends_on__isnull=True) | Q(ends_on__gt=today())
        return self.roles.filter(lasting).exclude(role=Role.EMPLOYEE).exists()

    @property
    def needs_a_code(self) -> bool:
        """Whether no mail can bring this person in: they have no address, or never came in with it."""
        return self.email is None or self.last_login is None

    @cached_property
    def placement(self) -> "Placement | None":
        """Where this person is placed today, with its unit. One query, then remembered."""
        return self.placements.filter(at_day(today())).select_related("unit").first()

    @cached_property
    def unit_ids(self) -> frozenset[int]:
        """The unit where this person is placed today, and all that it hangs under. Two queries, then remembered."""
        return frozenset(Unit.above(self.placement.unit_id, Unit.parents()) if self.placement else ())

    @cached_property
    def is_manager(self) -> bool:
        """Whether anybody reports to this person today. One query, then remembered."""
        return self.manages.filter(at_day(today())).exists()

    def has_role(self, *roles: str) -> bool:
        """Whether this person holds one of ``roles`` for the whole organisation today."""
        return not self.role_names.isdisjoint(roles)


class Unit(PublicIdModel):
    """A department, team or location; name and parent are today's, ``UnitVersion`` holds what they were and will be."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="people_unit_not_its_own_parent"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def parents(cls) -> dict[int, int | None]:
        """Return under which unit each hangs today, by primary key. One query."""
        return dict(cls._default_manager.values_list("pk", "parent_id"))

    @staticmethod
    def above(unit_id: int | None, parents: Mapping[int, int | None]) -> set[int]:
        """Return a unit and all that it hangs under; nothing for none."""
        found: set[int] = set()
        while unit_id is not None and unit_id not in found:
            found.add(unit_id)
            unit_id = parents.get(unit_id)
        return found


class UnitVersion(models.Model):
    """What a unit was called and where it hung, in time."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=120)
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = InTimeQuerySet["UnitVersion"].as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="people_unitversion_no_overlap",
                expressions=[("unit", RangeOperators.EQUAL), (days_of_row(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="people_unitversion_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} from {self.starts_on}"


class Placement(models.Model):
    """Where somebody works, in which function group, under whom, in time; no two at once."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="placements")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements")
    function_group = models.CharField(max_length=20, choices=FunctionGroup)
    job_title = models.CharField(max_length=120, blank=True)
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="manages")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = InTimeQuerySet["Placement"].as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="people_placement_no_overlap",
                expressions=[("person", RangeOperators.EQUAL), (days_of_row(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="people_placement_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(manager__isnull=True) | ~Q(manager=F("person")), name="people_placement_not_own_manager"
            ),
            models.CheckConstraint(
                condition=Q(function_group__in=FunctionGroup.values), name="people_placement_function_group_known"
            ),
        ]
        indexes = [models.Index(fields=["unit", "function_group"], name="people_placement_place")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.unit_id} from {self.starts_on}"


NO_CIRCLE_OF_DEPUTIES = """
    IF NEW.deputy_id = NEW.manager_id OR NEW.ends_on <= NEW.starts_on THEN
        RETURN NEW; -- what the constraints of the row refuse, and what never held a day
    END IF;
    IF EXISTS (
        WITH RECURSIVE line (person_id, days) AS (
            SELECT NEW.deputy_id, daterange(NEW.starts_on, NEW.ends_on)
            UNION
            SELECT d.deputy_id, line.days * daterange(d.starts_on, d.ends_on)
            FROM line JOIN people_deputy d ON d.manager_id = line.person_id AND d.id <> NEW.id
                AND line.days && daterange(d.starts_on, d.ends_on)
        )
        SELECT 1 FROM line WHERE person_id = NEW.manager_id AND NOT isempty(days)
    ) THEN
        RAISE EXCEPTION 'people_deputy_no_circle: they would stand in for each other on the same day'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class Deputy(PublicIdModel):
    """Who stands in for a manager, in time, and who said so. One that ends on its first day was taken back before."""

    manager = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stands_in_for")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    appointed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = InTimeQuerySet["Deputy"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(manager=F("deputy")), name="people_deputy_another_person"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="people_deputy_ends_later"
            ),
            ExclusionConstraint(
                name="people_deputy_once_a_day",
                expressions=[
                    ("manager", RangeOperators.EQUAL),
                    ("deputy", RangeOperators.EQUAL),
                    (days_of_row(), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="people_deputy_no_circle",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=NO_CIRCLE_OF_DEPUTIES,
            )
        ]

    def __str__(self) -> str:
        return f"{self.deputy_id} for {self.manager_id}"

    @property
    def when_in_words(self) -> str:
        """From and until when, as a reader says it."""
        first = date_format(self.starts_on, "DATE_FORMAT")
        if self.ends_on is None:
            return _("from {first}, until further notice").format(first=first)
        last = date_format(self.ends_on - timedelta(days=1), "DATE_FORMAT")
        return _("from {first} up to and including {last}").format(first=first, last=last)


class RoleAssignment(PublicIdModel):
    """A role that somebody holds, for one unit or for all, in time, and who granted it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=20, choices=RoleSource, default=RoleSource.LOCAL)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()

    objects = InTimeQuerySet["RoleAssignment"].as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="people_roleassignment_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (models.functions.Coalesce("unit", 0), RangeOperators.EQUAL),
                    (days_of_row(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                # A role that ends on the day it began was taken back at once; it never held a whole day.
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="people_roleassignment_ends_later",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="people_roleassignment_role_known"),
            models.CheckConstraint(
                condition=Q(source__in=RoleSource.values), name="people_roleassignment_source_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id}"


class ExternalIdentity(models.Model):
    """The name by which another system knows somebody, such as a directory's object id."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="external_identities")
    source = models.CharField(max_length=60)
    value = models.CharField(max_length=254)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "value"], name="people_externalidentity_once"),
            models.UniqueConstraint(fields=["person", "source"], name="people_externalidentity_one_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.person_id}"


class ActivationCode(models.Model):
    """A code on paper by which somebody without e-mail sets a password; only its hash is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="activation_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(used_at__isnull=True), name="people_activationcode_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"activation code of {self.person_id}"


class SecondFactorReset(PublicIdModel):
    """A request to take away somebody's second factors, since phone and codes are lost, and what became of it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="second_factor_resets")
    reason = models.TextField(_("reason"))
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    """Empty when it was done on the server with ``manage.py reset_second_factor``."""
    requested_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=ResetOutcome, default=ResetOutcome.WAITING)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    """The second administrator; empty when there was none."""
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(outcome=ResetOutcome.WAITING), name="people_secondfactorreset_one_open"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=ResetOutcome.values), name="people_secondfactorreset_outcome_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="people_secondfactorreset_says_why"),
            models.CheckConstraint(
                condition=(Q(requested_by__isnull=True) | ~Q(requested_by=F("person")))
                & (Q(decided_by__isnull=True) | ~Q(decided_by=F("person"))),
                name="people_secondfactorreset_not_ones_own",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=[ResetOutcome.DONE, ResetOutcome.DECLINED])
                | Q(decided_by__isnull=True)
                | Q(requested_by__isnull=True)
                | ~Q(decided_by=F("requested_by")),
                name="people_secondfactorreset_two_people",
            ),
            models.CheckConstraint(
                condition=Q(outcome=ResetOutcome.WAITING, decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(outcome=ResetOutcome.WAITING) & Q(decided_at__isnull=False),
                name="people_secondfactorreset_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"second factor of {self.person_id}: {self.outcome}"


class ApiToken(PublicIdModel):
    """A key for a machine: hashed, with scopes and an end."""

    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__contained_by=TokenScope.values), name="people_apitoken_scopes_known"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="people_apitoken_ends_later"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_labels(self) -> list[str]:
        """What this key may do, in words, in the order of the list that offers them."""
        return [str(label) for scope, label in TokenScope.choices if scope in self.scopes]

    @property
    def last_day(self) -> date:
        """The last day on which this key works."""
        return day_of(self.expires_at - timedelta(microseconds=1))
