"""What other apps read of people and places."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from common.asked import Waiting
from common.clock import day_of
from common.departures import Consequence
from common.errors import RuleBroken
from common.held import Held, HeldRow
from common.models import AuditEvent
from common.text import unaccent
from people import policies
from people.choices import SECOND_FACTORS, ResetOutcome, Role
from people.models import (
    ActivationCode,
    ApiToken,
    Deputy,
    Person,
    Placement,
    RoleAssignment,
    SecondFactorReset,
    Unit,
)
from people.querysets import PersonQuerySet, at_day


# --- who may, for other apps ------------------------------------------------------------------------------------------
def may_manage_people(actor: Person) -> bool:
    """Whether somebody brings people in and keeps them up to date."""
    return policies.can_manage_people(actor)


def may_change_sign_in(actor: Person, person: Person) -> bool:
    """Whether ``actor`` may change what ``person`` signs in with: an e-mail address as much as a code."""
    return policies.can_make_activation_code(actor, person)


def people_here(day: date) -> PersonQuerySet:
    """Everyone who works here on ``day``."""
    return Person.objects.here_on(day)


def placement_on(person: Person, day: date) -> Placement | None:
    """Where somebody is placed on ``day``. One query."""
    return Placement.objects.on(day).filter(person=person).select_related("unit").first()


def team_of(manager: Person, day: date) -> "QuerySet[Person]":
    """Who reports on ``day`` to ``manager``, or to somebody for whom ``manager`` stands in; never themselves."""
    covered = Deputy.objects.filter(at_day(day), deputy=manager).values("manager_id")
    placed = Placement.objects.on(day).filter(Q(manager=manager) | Q(manager_id__in=covered)).values("person_id")
    return people_here(day).filter(pk__in=placed).exclude(pk=manager.pk)


def managers_above(person: Person, day: date) -> list[Person]:
    """Return the managers of somebody, nearest first and up to the top, who work here on ``day``. A query a level."""
    line: list[Person] = []
    seen, at = {person.pk}, person
    while True:
        placement = Placement.objects.on(day).filter(person=at).select_related("manager").first()
        manager = placement.manager if placement else None
        if manager is None or manager.pk in seen:
            here = set(people_here(day).filter(pk__in=[each.pk for each in line]).values_list("pk", flat=True))
            return [each for each in line if each.pk in here]
        seen.add(manager.pk)
        line.append(manager)
        at = manager


def answers_for(actor: Person, day: date) -> set[int]:
    """Return for whom somebody answers on ``day``: themselves, and managers for whom they stand in. One query."""
    return {actor.pk, *Deputy.objects.filter(at_day(day), deputy=actor).values_list("manager_id", flat=True)}


def leads_anybody(manager: Person, day: date) -> bool:
    """Whether somebody reports to ``manager`` on ``day`` or later on. One query."""
    return Placement.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), manager=manager).exists()


@dataclass(frozen=True, slots=True)
class Cover:
    """Who stands in for somebody, and for whom they stand in: now or later, and before."""

    deputies: list[Deputy]
    before: list[Deputy]
    stands_in_for: list[Deputy]
    leads: bool


def cover_of(person: Person, day: date) -> Cover:
    """Return who stands in for somebody and for whom they do; those taken back before they began are left out.

    Four queries.
    """
    held = person.deputies.select_related("deputy", "appointed_by", "ended_by").order_by("starts_on", "pk")
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    covers = person.stands_in_for.filter(lasting).select_related("manager").order_by("starts_on", "pk")
    return Cover(
        deputies=list(held.filter(lasting)),
        before=list(held.exclude(lasting).exclude(ends_on=F("starts_on")).reverse()),
        stands_in_for=list(covers),
        leads=leads_anybody(person, day),
    )


def team_with_cover(manager: Person, day: date) -> "QuerySet[Person]":
    """Who reports to somebody today, with who stands in for each of them today. Two queries."""
    today_only = Prefetch("deputies", Deputy.objects.on(day).select_related("deputy"), to_attr="deputies_today")
    return team_of(manager, day).prefetch_related(today_only).in_order()  # type: ignore[attr-defined,no-any-return]


def person_with(field: str, value: str | None, *, other_than: Person) -> Person | None:
    """Return who else has this ``email`` or ``employee_number``. At most one query."""
    if value is None:
        return None
    return Person.objects.filter(**{field: value}).exclude(public_id=other_than.public_id).first()


def deputies_of(manager: Person, day: date) -> "QuerySet[Person]":
    """Who stands in for a manager on ``day``, as far as they work here."""
    return people_here(day).filter(pk__in=Deputy.objects.filter(at_day(day), manager=manager).values("deputy_id"))


def unit_names() -> dict[int, str]:
    """Return the name of every unit by primary key; where a name stands twice, its parent stands with it. One query."""
    rows = list(Unit.objects.values_list("pk", "name", "parent__name"))
    times = Counter(name for _pk, name, _parent in rows)
    return {pk: f"{name} ({parent})" if times[name] > 1 and parent else name for pk, name, parent in rows}


def unit_of(person: Person, day: date) -> str:
    """Return the name of the unit in which somebody worked on ``day``; empty for none. One query."""
    return Placement.objects.on(day).filter(person=person).values_list("unit__name", flat=True).first() or ""


def units_below(unit_ids: Iterable[int]) -> set[int]:
    """Return the units given and everything that hangs under them. One query."""
    wanted = set(unit_ids)
    children: dict[int | None, list[int]] = {}
    for pk, parent_id in Unit.parents().items():
        children.setdefault(parent_id, []).append(pk)
    found, waiting = set(), list(wanted)
    while waiting:
        unit_id = waiting.pop()
        if unit_id not in found:
            found.add(unit_id)
            waiting.extend(children.get(unit_id, []))
    return found


def people_with_role(role: str, day: date) -> "QuerySet[Person]":
    """Who holds ``role`` on ``day`` and works here."""
    return Person.objects.here_on(day).with_role(role, day)


def waiting_for_a_code(actor: Person, day: date) -> "QuerySet[Person]":
    """Who has no e-mail and never used the code that they got, as far as ``actor`` may make them a new one."""
    waiting = Person.objects.here_on(day).filter(email__isnull=True, last_login__isnull=True).exclude(pk=actor.pk)
    waiting = waiting.filter(
        Exists(ActivationCode.objects.filter(person=OuterRef("pk"), used_at__isnull=True)), left_on__isnull=True
    )
    if not policies.can_grant_roles(actor):
        lasting = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
        waiting = waiting.exclude(Exists(RoleAssignment.objects.filter(lasting, person=OuterRef("pk"))))
    return waiting.in_order()


def person_who_signs_in_as(name: str) -> Person | None:
    """Who an e-mail address or employee number belongs to, as somebody types it to sign in. One query."""
    name = name.strip()
    return Person.objects.filter(Q(email=name.lower()) | Q(employee_number__iexact=name)).first()


def hash_of_open_code(person: Person) -> str:
    """Return the hash of somebody's activation code that is not used yet; empty where there is none. One query."""
    return ActivationCode.objects.filter(person=person, used_at=None).values_list("code_hash", flat=True).first() or ""


def person_of_identity(source: str, value: str) -> Person | None:
    """Who another system knows by ``value``, when they work here. One query."""
    person = Person.objects.filter(external_identities__source=source, external_identities__value=value).first()
    return person if person is not None and person.is_here else None


def people_found(wanted: Mapping[str, Any], *, day: date) -> "QuerySet[Person]":
    """Return who fits the filter (``q``, ``unit``, ``gone``), in the order of a Dutch list of names."""
    people = Person.objects.all() if wanted.get("gone") else Person.objects.here_on(day)
    return _fitting(people, wanted, day=day)


def people_listed(wanted: Mapping[str, Any], *, day: date) -> "QuerySet[Person]":
    """Return who fits the filter as HR looks for them: who works here, and who starts later."""
    people = Person.objects.all() if wanted.get("gone") else Person.objects.here_or_coming(day)
    return _fitting(people, wanted, day=day)


def _fitting(people: PersonQuerySet, wanted: Mapping[str, Any], *, day: date) -> "QuerySet[Person]":
    for word in unaccent(wanted.get("q") or "").split():
        people = people.filter(
            Q(sort_key__contains=word) | Q(email__contains=word) | Q(employee_number__startswith=word)
        )
    unit = wanted.get("unit")
    if unit is not None:
        people = people.filter(
            pk__in=Placement.objects.on(day).filter(unit_id__in=units_below([unit.pk])).values("person")
        )
    today_only = Prefetch("placements", Placement.objects.on(day).select_related("unit"), to_attr="placed_today")
    return people.in_order().prefetch_related(today_only)


def person_meant(text: str, *, day: date, gone: bool = False) -> Person:
    """Return the one colleague whom a typed name, e-mail or employee number means; raise ``RuleBroken`` else.

    With ``gone`` it may be somebody who left.
    """
    wanted = text.strip()
    people = Person.objects.all() if gone else Person.objects.here_on(day)
    exact = people.filter(Q(email=wanted.lower()) | Q(employee_number=wanted)).first()
    if exact is not None:
        return exact
    found = list(people_found({"q": wanted, "gone": gone}, day=day)[:2]) if wanted else []
    if not found and gone:
        raise RuleBroken(_("Nobody of this name is known here. Type a name, an e-mail address or an employee number."))
    if not found:
        raise RuleBroken(_("Nobody of this name works here. Type a name, an e-mail address or an employee number."))
    if len(found) > 1:
        raise RuleBroken(_("More than one colleague fits. Type the e-mail address or the employee number."))
    return found[0]


def placements_of(person: Person) -> list[Placement]:
    """Where somebody was, is and will be placed, newest first. One query."""
    return list(person.placements.select_related("unit", "manager").order_by("-starts_on"))


def roles_of(person: Person, day: date) -> list[RoleAssignment]:
    """Which roles somebody holds on ``day``. One query."""
    return list(person.roles.filter(at_day(day)).select_related("unit", "granted_by").order_by("role"))


@dataclass(frozen=True, slots=True)
class PastRole:
    """A role that somebody held, and who took it back where a person did."""

    role: RoleAssignment
    ended_by: Person | None


def past_roles_of(person: Person, day: date) -> list[PastRole]:
    """Return the roles that ended by ``day``, the last one first. Two queries."""
    ended = person.roles.filter(ends_on__lte=day).select_related("unit", "granted_by").order_by("-ends_on", "-pk")
    roles = {str(role.public_id): role for role in ended}
    events = AuditEvent.objects.filter(
        object_type=RoleAssignment._meta.label_lower, object_id__in=roles, action="role.revoked"
    )
    by = {event.object_id: event.actor for event in events.select_related("actor")}
    return [PastRole(role, by.get(public_id)) for public_id, role in roles.items()]


def held_everywhere(roles: Iterable[RoleAssignment]) -> set[str]:
    """Return which of these roles hold for the whole organisation, and so need not be given again."""
    return {held.role for held in roles if held.unit_id is None}


def second_factors_of(person: Person) -> "QuerySet[Authenticator]":
    """With what somebody proves who they are beside a password, in the order in which it was set up."""
    factors: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=person.pk)
    return factors.order_by("created_at", "pk")


def with_second_factors(people: "QuerySet[Person]") -> "QuerySet[Person]":
    """Let each person know the types of their second factors as ``factors``. One query for all."""
    factors: QuerySet[Authenticator] = Authenticator.objects.order_by("created_at", "pk")
    return people.prefetch_related(Prefetch("authenticator_set", factors, to_attr="factors"))


def who_can_confirm_reset(*, person: Person, requested_by: Person, day: date) -> "QuerySet[Person]":
    """The other administrators who are at work: not who asked, nor whom it is about."""
    others = people_here(day).with_role_everywhere(Role.ADMINISTRATOR, day)
    return others.exclude(pk__in=[person.pk, requested_by.pk]).exclude(pk__in=Person.objects.away_on(day).values("pk"))


def waiting_resets(day: date) -> "QuerySet[SecondFactorReset]":
    """Requests that can still be confirmed: the person works here, and who asked is administrator still."""
    administrators = people_here(day).with_role_everywhere(Role.ADMINISTRATOR, day)
    return SecondFactorReset.objects.filter(
        outcome=ResetOutcome.WAITING,
        person__in=people_here(day).values("pk"),
        requested_by__in=administrators.values("pk"),
    )


def waiting_reset_of(person: Person, day: date) -> SecondFactorReset | None:
    """The request to reset somebody's second factor that waits for a second administrator. One query."""
    return waiting_resets(day).filter(person=person).select_related("person", "requested_by").first()


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Say how many resets of a second factor wait for this administrator. At most one query."""
    if not policies.can_grant_roles(person):
        return []
    found = list(
        waiting_resets(day_of(now))
        .exclude(requested_by=person)
        .exclude(person=person)
        .order_by("requested_at")
        .values_list("person__public_id", flat=True)
    )
    if not found:
        return []
    title = ngettext_lazy(
        "request to reset a second step, which needs your answer",
        "requests to reset a second step, which need your answer",
        len(found),
    )
    return [Waiting(title, len(found), reverse("people:second_factor_reset", args=[found[0]]), icon="lock")]


def api_tokens(now: datetime) -> "QuerySet[ApiToken]":
    """Return the keys of other systems, those in force (``in_force``) first, then the newest."""
    in_force = Q(revoked_at__isnull=True, expires_at__gt=now)
    tokens = ApiToken.objects.select_related("created_by").annotate(in_force=in_force)
    return tokens.order_by("-in_force", "-created_at", "pk")


def data_about(person: Person) -> list[Held]:
    """Everything that this app holds about one person."""
    name = HeldRow(_("Name"), person.full_name)
    identity = [
        name,
        HeldRow(_("E-mail"), person.email or "-"),
        HeldRow(_("Employee number"), person.employee_number or "-"),
    ]
    placements = [
        HeldRow(
            placement.unit.name, f"{placement.get_function_group_display()} {placement.job_title}", placement.starts_on
        )
        for placement in placements_of(person)
    ]
    roles = [HeldRow(role.get_role_display(), role.get_source_display(), role.starts_on) for role in person.roles.all()]
    second_steps = [
        HeldRow(SECOND_FACTORS.get(factor.type, factor.type), _("set up"), factor.created_at)
        for factor in second_factors_of(person)
    ]
    second_steps += [
        HeldRow(_("Reset of your second step"), reset.get_outcome_display(), reset.decided_at or reset.requested_at)
        for reset in person.second_factor_resets.order_by("requested_at")
    ]
    kept = _("As long as you work here, and two years after; then your name is removed.")
    return [
        Held(_("Who you are"), _("So that you can sign in and get mail."), _("HR and administrators"), kept, identity),
        Held(
            _("Where you work"), _("To know what is meant for you, and to count in groups."), _("HR"), kept, placements
        ),
        Held(
            _("Your second step"),
            _("So that nobody else comes in with your password."),
            _("Administrators"),
            kept,
            second_steps,
        ),
        Held(_("Your roles"), _("They say what you may see and decide."), _("Administrators"), kept, roles),
        Held(
            _("Away and standing in"),
            _("So that nothing is asked of you while you are away, and somebody answers your team."),
            _("You, your manager, HR, and whoever stands in"),
            kept,
            _cover_rows(person),
        ),
    ]


def _cover_rows(person: Person) -> list[HeldRow]:
    """When somebody is or was away, who stands or stood in for them, and for whom they do or did. Two queries."""
    away = []
    if person.away_from is not None:
        back = date_format(person.away_until, "DATE_FORMAT") if person.away_until else _("not known yet")
        away = [HeldRow(_("Temporarily away"), format_lazy(_("back on: {back}"), back=back), person.away_from)]
    deputies = person.deputies.select_related("deputy").order_by("starts_on", "pk")
    covers = person.stands_in_for.select_related("manager").order_by("starts_on", "pk")
    return [
        *away,
        *(HeldRow(_("Stands in for you"), f"{row.deputy} {row.when_in_words}", row.starts_on) for row in deputies),
        *(HeldRow(_("You stand in"), f"{row.manager} {row.when_in_words}", row.starts_on) for row in covers),
    ]


def preview_departure(*, person_ids: Sequence[int], on: date) -> list[Consequence]:
    """Say whose work loses its manager, which roles end and who loses a deputy when these people leave."""
    led = Placement.objects.on(on).filter(manager_id__in=person_ids).exclude(person_id__in=person_ids).count()
    roles = RoleAssignment.objects.filter(at_day(on), person_id__in=person_ids).count()
    deputies = Deputy.objects.filter(at_day(on), deputy_id__in=person_ids).exclude(manager_id__in=person_ids).count()
    found = [
        Consequence(_("people whose manager leaves"), led),
        Consequence(_("roles that end"), roles),
        Consequence(_("managers who lose their deputy"), deputies),
    ]
    return [consequence for consequence in found if consequence.count]
