"""What somebody says with their name that they use already: kept so that the programme office can help."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.clock import day_of, start_of
from common.errors import RuleBroken
from common.models import AuditEvent
from common.services import record
from people.models import Person
from tools import policies
from tools.choices import DataClass, Task
from tools.choices.declarations import DECLARATION_LOOK, NAME_OF_TOOL, name_key, promise_hash
from tools.models import Declaration, Tool
from tools.selectors.advice import Said
from tools.selectors.promise import promise_now


def said(*, tool: Tool | None, name: str, tasks: Iterable[str], data: str) -> Said:
    """Return what somebody says that they use, checked; raise ``RuleBroken`` for what they can mend.

    A name that is that of a tool of the catalogue, however spelled, is that tool.
    """
    name = " ".join(name.split())
    if tool is None and not name:
        raise RuleBroken(_("Choose what you use, or write its name."), field="tool")
    if tool is None and (not NAME_OF_TOOL.fullmatch(name) or not name_key(name)):
        raise RuleBroken(
            _("Write only the name of the tool: 2 to 40 letters, digits or signs such as . and -."), field="other_name"
        )
    wanted = set(tasks)
    if not wanted or not wanted <= set(Task.values):
        raise RuleBroken(_("Choose what you use it for."), field="tasks")
    if data and data not in DataClass.values:
        raise RuleBroken(_("Choose one of the answers that the form shows."), field="data_class")
    if tool is None:
        same = (each for each in Tool.objects.filter(archived_at__isnull=True) if name_key(each.name) == name_key(name))
        tool = next(same, None)
    return Said(tool, "" if tool is not None else name, [task for task in Task.values if task in wanted], data)


@transaction.atomic
def declare_named(*, said: Said, person: Person, now: datetime) -> Declaration:
    """Keep what somebody uses already, with their name; the same tool again adds its tasks, and a double tap nothing.

    The person's row lock makes two taps at once count as one.
    """
    if not promise_now().is_open:
        raise RuleBroken(_("This is closed at the moment: the board does not stand by the promise. Nothing was kept."))
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    key = "" if said.tool is not None else name_key(said.name)
    known = Declaration.objects.filter(person=person, tool=said.tool, other_key=key).first()
    if known is not None:
        return _add_to(known, said, actor=person, now=now)
    made = Declaration.objects.create(
        person=person,
        promise=promise_hash(),
        tool=said.tool,
        other_name=said.name,
        other_key=key,
        tasks=list(said.tasks),
        data_class=said.data,
        declared_on=day_of(now),
    )
    record("declaration.made", made, actor=person, now=now)
    return made


def _add_to(known: Declaration, said: Said, *, actor: Person, now: datetime) -> Declaration:
    tasks = [task for task in Task.values if task in {*known.tasks, *said.tasks}]
    changed = [
        name
        for name, value in (("tasks", tasks), ("data_class", said.data or known.data_class))
        if getattr(known, name) != value
    ]
    if changed:
        known.tasks, known.data_class, known.helped_on = tasks, said.data or known.data_class, None
        known.save(update_fields=["tasks", "data_class", "helped_on"])
        record("declaration.changed", known, actor=actor, now=now, fields=changed)
    return known


@transaction.atomic
def take_back_declaration(*, declaration_id: int, actor: Person, now: datetime) -> None:
    """Delete what somebody declared with their name; only they do, whenever they want."""
    row = Declaration.objects.select_for_update().filter(pk=declaration_id).first()
    if row is None:
        return
    if row.person_id != actor.pk:
        raise RuleBroken(_("Only who said this can take it back."))
    record("declaration.taken_back", row, actor=actor, now=now)
    row.delete()


@transaction.atomic
def help_given(*, declaration_id: int, actor: Person, now: datetime) -> None:
    """Tick off that the programme office helped somebody."""
    if not policies.can_edit(actor):
        raise RuleBroken(_("The programme office ticks off whom it helped."))
    row = Declaration.objects.select_for_update().get(pk=declaration_id)
    if row.helped_on is None:
        row.helped_on = day_of(now)
        row.save(update_fields=["helped_on"])
        record("declaration.helped", row, actor=actor, now=now, fields=["helped_on"])


@transaction.atomic
def note_declarations_seen(rows: Iterable[Declaration], *, actor: Person, now: datetime) -> None:
    """Record that the office saw who declared with their name: once a day each. One query, and one a new look."""
    shown = {str(row.public_id): row for row in rows if row.person_id != actor.pk}
    today = AuditEvent.objects.filter(
        object_type=Declaration._meta.label_lower, object_id__in=shown, actor=actor, action=DECLARATION_LOOK,
        at__gte=start_of(day_of(now)),
    )  # fmt: skip
    known = set(today.values_list("object_id", flat=True))
    for public_id, row in shown.items():
        if public_id not in known:
            record(DECLARATION_LOOK, row, actor=actor, now=now)
