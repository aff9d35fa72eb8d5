"""Who is asked to read a document anew, exactly, and what they then see of it."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from common.clock import now
from people.choices import FunctionGroup
from people.models import Person, Placement
from strategy import selectors, services
from strategy.choices import Aspect, ChangeKind, DocumentKind, Pillar
from strategy.models import Clause, Reopening, Version
from strategy.rules.audiences import ALL, EVERYONE, ForWhom, Part, asked_since, concerned, reopened
from tests.people.builders import employee
from tests.strategy.builders import NOW, draft, next_draft, publish, text
from tests.truths import refused

pytestmark = pytest.mark.django_db

DIRECTOR, MANAGER, CONTACT, NO_CONTACT = FunctionGroup.values
LATER = NOW + timedelta(hours=2)


# --- the rule -------------------------------------------------------------------------------------------------------
def part(*groups: str, change: str = ChangeKind.UNCHANGED) -> Part:
    return Part(frozenset(groups), change)


MATERIAL, EDITORIAL = ChangeKind.MATERIAL, ChangeKind.EDITORIAL
ONE_PASSAGE = {
    "the same": (part(MANAGER), part(MANAGER), set()),
    "other wording": (part(MANAGER), part(MANAGER, change=EDITORIAL), set()),
    "other meaning": (part(MANAGER), part(MANAGER, change=MATERIAL), {MANAGER}),
    "other meaning for everyone": (part(), part(change=MATERIAL), ALL),
    "new": (None, part(MANAGER, DIRECTOR, change=MATERIAL), {MANAGER, DIRECTOR}),
    "new, which its writer calls wording": (None, part(change=EDITORIAL), set()),
    "gone": (part(CONTACT), None, {CONTACT}),
    "gone for everyone": (part(), None, ALL),
    "also for directors": (part(MANAGER), part(MANAGER, DIRECTOR), {DIRECTOR}),
    "no longer for directors": (part(MANAGER, DIRECTOR), part(MANAGER), {DIRECTOR}),
    "other meaning and other readers": (part(DIRECTOR), part(MANAGER, change=MATERIAL), {DIRECTOR, MANAGER}),
    "from everyone to managers": (part(), part(MANAGER), ALL - {MANAGER}),
}


@pytest.mark.parametrize(("was", "now", "expected"), ONE_PASSAGE.values(), ids=ONE_PASSAGE)
def test_whom_a_change_of_a_passage_concerns(was: Part | None, now: Part | None, expected: set[str]) -> None:
    assert concerned(was, now) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({}, {"a": part(MANAGER)}, {EVERYONE}, id="a first version is read by everyone"),
        pytest.param({"a": part()}, {"a": part()}, set(), id="nothing changed"),
        pytest.param(
            {"a": part(MANAGER), "b": part(CONTACT)},
            {"a": part(MANAGER, change=MATERIAL), "b": part(CONTACT, change=MATERIAL)},
            {MANAGER, CONTACT},
            id="two passages",
        ),
        pytest.param({"a": part()}, {"a": part(MANAGER)}, {DIRECTOR, CONTACT, NO_CONTACT}, id="all but one group"),
        pytest.param(
            {"a": part(), "b": part(MANAGER)},
            {"a": part(change=MATERIAL), "b": part(MANAGER, change=MATERIAL)},
            {EVERYONE},
            id="everyone stands alone",
        ),
    ],
)
def test_whom_a_publication_asks(before: Mapping[str, Part], after: Mapping[str, Part], expected: set[str]) -> None:
    assert reopened(before, after) == expected


def test_the_reading_that_still_counts() -> None:
    reopenings = [(1, EVERYONE), (3, MANAGER), (4, CONTACT), (6, EVERYONE)]
    assert asked_since(2, reopenings) == dict.fromkeys(ALL, 1)
    assert asked_since(5, reopenings) == {EVERYONE: 1, DIRECTOR: 1, NO_CONTACT: 1, MANAGER: 3, CONTACT: 4}
    assert asked_since(6, reopenings) == dict.fromkeys(ALL, 6)
    # In whatever order the database gives them.
    for number in (2, 5, 6):
        assert asked_since(number, reopenings[::-1]) == asked_since(number, reopenings)


# --- from writing to who is asked -----------------------------------------------------------------------------------
@pytest.fixture
def first(programme_lead: Person) -> Version:
    """A version with a passage for everyone, one for managers and one for staff with customer contact."""
    version = draft(actor=programme_lead, clauses=0)
    for groups in ((), (MANAGER,), (CONTACT,)):
        _add(version, programme_lead, ForWhom(groups))
    return publish(version, actor=programme_lead)


def _add(version: Version, actor: Person, for_whom: ForWhom) -> Clause:
    return services.add_clause(
        version_id=version.pk,
        text=text(),
        pillar=Pillar.VISION,
        change=MATERIAL,
        actor=actor,
        now=NOW,
        for_whom=for_whom,
    )


@pytest.fixture
def readers() -> dict[str, Person]:
    """One reader of each function group, and one of whom no group is known."""
    found = {group: employee(first_name=group.title(), function_group=group) for group in FunctionGroup.values}
    found[EVERYONE] = employee(first_name="Zonder")
    Placement.objects.filter(person=found[EVERYONE]).delete()
    return found


def read(version: Version, *readers: Person) -> None:
    for reader in readers:
        services.acknowledge(
            version_id=version.pk, content_hash=version.content_hash, language="nl", actor=reader, now=NOW
        )


def save(clause: Clause, actor: Person, *, change: str = MATERIAL, for_whom: ForWhom | None = None) -> None:
    services.save_clause(
        clause_id=clause.pk,
        edition=clause.edition,
        text=text() if change != ChangeKind.UNCHANGED else services.text_of(clause),
        pillar=clause.pillar,
        change=change,
        actor=actor,
        now=NOW,
        for_whom=for_whom,
    )


type Change = Callable[[list[Clause], Person], object]

CASES: dict[str, tuple[Change, set[str]]] = {
    "the passage for everyone": (lambda here, actor: save(here[0], actor), set(ALL)),
    "the passage for managers": (lambda here, actor: save(here[1], actor), {MANAGER}),
    "only its wording": (lambda here, actor: save(here[1], actor, change=EDITORIAL), set()),
    "managers and customer contact": (
        lambda here, actor: (save(here[1], actor), save(here[2], actor)),
        {MANAGER, CONTACT},
    ),
    "a passage for directors is added": (
        lambda here, actor: _add(here[0].version, actor, ForWhom((DIRECTOR,))),
        {DIRECTOR},
    ),
    "the passage for managers goes": (
        lambda here, actor: services.remove_clause(clause_id=here[1].pk, actor=actor, now=NOW),
        {MANAGER},
    ),
    "directors come to read it too": (
        lambda here, actor: save(here[1], actor, change=ChangeKind.UNCHANGED, for_whom=ForWhom((MANAGER, DIRECTOR))),
        {DIRECTOR},
    ),
    "nothing but the question that it answers": (
        lambda here, actor: save(
            here[1], actor, change=ChangeKind.UNCHANGED, for_whom=ForWhom((MANAGER,), Aspect.LEARN)
        ),
        set(),
    ),
}


@pytest.mark.parametrize(("change", "expected"), CASES.values(), ids=CASES)
def test_reading_is_asked_anew_of_exactly_whom_it_concerns(
    change: Change, expected: set[str], first: Version, readers: dict[str, Person], programme_lead: Person
) -> None:
    read(first, *readers.values())
    second = next_draft(first, actor=programme_lead)
    change(list(second.clauses.order_by("position")), programme_lead)
    foreseen = selectors.changes_of(second, now=LATER).asks_again
    second = publish(second, actor=programme_lead)
    assert foreseen == set(second.reopenings.values_list("function_group", flat=True))
    asked = {group for group, reader in readers.items() if selectors.asked_of(reader, now=LATER)}
    assert asked == expected
    groups = selectors.groups_on(NOW.date())
    counts = selectors.acknowledged_ids(second, until=LATER, groups=groups)
    assert {group for group, reader in readers.items() if reader.pk not in counts} == expected
    assert {group for group, reader in readers.items() if selectors.changed_for(second, reader, "nl")} == expected
    outstanding = selectors.outstanding_ids(second, LATER)
    assert {group for group, reader in readers.items() if reader.pk in outstanding} == expected


def shown_to(version: Version, reader: Person) -> list[tuple[str, bool | None]]:
    """What changed for a reader: the state of each passage, and whether it came to be for them or is no longer."""
    difference = selectors.changed_for(version, reader, "nl")
    return [(each.state, each.is_for_reader) for each in difference.changed] if difference is not None else []


def test_passage_that_went_and_one_that_came_to_be_for_somebody_show_as_such(
    first: Version, readers: dict[str, Person], programme_lead: Person
) -> None:
    read(first, *readers.values())
    second = next_draft(first, actor=programme_lead)
    clauses = list(second.clauses.order_by("position"))
    save(clauses[1], programme_lead, change=ChangeKind.UNCHANGED, for_whom=ForWhom((DIRECTOR,)))
    services.remove_clause(clause_id=clauses[2].pk, actor=programme_lead, now=NOW)
    second = publish(second, actor=programme_lead)
    assert shown_to(second, readers[DIRECTOR]) == [("same", True)]
    assert shown_to(second, readers[MANAGER]) == [("same", False)]
    assert shown_to(second, readers[CONTACT]) == [("gone", None)]


def test_what_changed_and_was_put_back_is_not_shown_nor_what_was_read_already(
    first: Version, readers: dict[str, Person], programme_lead: Person
) -> None:
    manager, contact = readers[MANAGER], readers[CONTACT]
    read(first, manager)
    second = next_draft(first, actor=programme_lead)
    before = [services.text_of(each) for each in second.clauses.order_by("position")]
    for each in second.clauses.order_by("position"):
        save(each, programme_lead)
    second = publish(second, actor=programme_lead)
    read(second, contact)
    third = next_draft(second, actor=programme_lead)
    put_back, of_managers, changed = third.clauses.order_by("position")
    services.save_clause(
        clause_id=put_back.pk, edition=put_back.edition, text=before[0], pillar=put_back.pillar, change=MATERIAL,
        actor=programme_lead, now=NOW,
    )  # fmt: skip
    save(changed, programme_lead)
    third = publish(third, actor=programme_lead)
    for reader, keys in ((manager, [of_managers.key]), (contact, [put_back.key, changed.key])):
        difference = selectors.changed_for(third, reader, "nl")
        assert difference is not None
        assert [each.key for each in difference.changed] == keys


def test_only_what_changed_since_the_version_that_somebody_read_is_shown(
    first: Version, readers: dict[str, Person], programme_lead: Person
) -> None:
    second = next_draft(first, actor=programme_lead)
    save(second.clauses.order_by("position")[0], programme_lead)
    second = publish(second, actor=programme_lead)
    read(second, readers[MANAGER])
    third = next_draft(second, actor=programme_lead)
    save(third.clauses.order_by("position")[1], programme_lead)
    third = publish(third, actor=programme_lead)
    assert len(shown_to(third, readers[MANAGER])) == 1


def test_who_missed_a_version_is_asked_also_after_the_next(
    first: Version, readers: dict[str, Person], programme_lead: Person
) -> None:
    read(first, readers[MANAGER])
    second = next_draft(first, actor=programme_lead)
    save(second.clauses.order_by("position")[1], programme_lead)
    third = next_draft(publish(second, actor=programme_lead), actor=programme_lead)
    save(third.clauses.order_by("position")[1], programme_lead, change=EDITORIAL)
    third = publish(third, actor=programme_lead)
    difference = selectors.changed_for(third, readers[MANAGER], "nl")
    assert difference is not None
    assert difference.read == 1
    assert len(difference.changed) == 1
    assert "".join(piece.text for piece in difference.changed[0].text if piece.kind != "gone").strip() in (
        third.clauses.order_by("position")[1].text_nl.replace("*", "")
    )
    read(third, readers[MANAGER])
    assert not selectors.asked_of(readers[MANAGER], now=LATER)


def test_who_comes_into_another_group_reads_what_changed_for_it(
    first: Version, readers: dict[str, Person], programme_lead: Person
) -> None:
    read(first, readers[CONTACT])
    second = next_draft(first, actor=programme_lead)
    save(second.clauses.order_by("position")[1], programme_lead)
    publish(second, actor=programme_lead)
    assert not selectors.asked_of(readers[CONTACT], now=LATER)
    Placement.objects.filter(person=readers[CONTACT]).update(function_group=MANAGER)
    promoted = Person.objects.get(pk=readers[CONTACT].pk)
    assert len(selectors.asked_of(promoted, now=LATER)) == 1


def test_all_groups_are_everyone(first: Version, programme_lead: Person) -> None:
    second = next_draft(first, actor=programme_lead)
    clause = second.clauses.order_by("position")[1]
    save(clause, programme_lead, for_whom=ForWhom(tuple(FunctionGroup.values)))
    clause.refresh_from_db()
    assert clause.function_groups == []


def test_for_whom_is_part_of_what_is_frozen(first: Version, programme_lead: Person) -> None:
    clauses = list(first.clauses.order_by("position"))
    as_published = services.hash_of(first, clauses, kind=DocumentKind.STRATEGY)
    assert as_published == first.content_hash
    clauses[1].function_groups = [DIRECTOR]
    assert services.hash_of(first, clauses, kind=DocumentKind.STRATEGY) != first.content_hash


def test_a_copy_is_for_the_same_people(first: Version, programme_lead: Person) -> None:
    copied = next_draft(first, actor=programme_lead).clauses.order_by("position")
    assert [each.function_groups for each in copied] == [[], [MANAGER], [CONTACT]]


# --- what the database holds ----------------------------------------------------------------------------------------
def test_nobody_is_asked_afterwards(first: Version) -> None:
    with refused("strategy_reopening_while_open"):
        Reopening.objects.create(version=first, function_group=MANAGER)
    with refused("strategy_reopening_append_only"):
        Reopening.objects.update(function_group=MANAGER)
    with refused("strategy_reopening_append_only"):
        Reopening.objects.all().delete()


def test_database_knows_the_groups(first: Version, programme_lead: Person) -> None:
    second = next_draft(first, actor=programme_lead)
    with refused("strategy_reopening_group_known"):
        Reopening.objects.create(version=second, function_group="somebody")
    Reopening.objects.create(version=second, function_group=MANAGER)
    with refused("strategy_reopening_once"):
        Reopening.objects.create(version=second, function_group=MANAGER)
    with refused("strategy_clause_function_groups_known"):
        second.clauses.update(function_groups=["somebody"])
    with refused("strategy_clause_aspect_known"):
        second.clauses.update(aspect="somehow")


# --- on the screen --------------------------------------------------------------------------------------------------
def test_reader_sees_just_what_changed_and_confirms(
    client: Client, first: Version, readers: dict[str, Person], programme_lead: Person
) -> None:
    manager = readers[MANAGER]
    read(first, manager, readers[CONTACT])
    second = next_draft(first, actor=programme_lead)
    clauses = list(second.clauses.order_by("position"))
    save(clauses[1], programme_lead)
    save(clauses[2], programme_lead)
    second = publish(second, actor=programme_lead)
    address = reverse("strategy:changed", args=[second.public_id])
    client.force_login(manager)
    whole = client.get(reverse("strategy:overview")).content.decode()
    assert address in whole
    shown = client.get(address).context["difference"].changed
    assert [each.key for each in shown] == [clauses[1].key]
    confirmed = client.post(
        reverse("strategy:acknowledge", args=[second.public_id]), {"content_hash": second.content_hash}
    )
    assert confirmed.status_code == 302
    assert not selectors.asked_of(manager, now=now())
    assert client.get(address).status_code == 302


def test_who_never_read_it_reads_the_whole(client: Client, first: Version, readers: dict[str, Person]) -> None:
    client.force_login(readers[MANAGER])
    answer = client.get(reverse("strategy:changed", args=[first.public_id]))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("strategy:overview"))


def test_margin_says_for_whom_a_passage_is(client: Client, first: Version, readers: dict[str, Person]) -> None:
    client.force_login(readers[MANAGER])
    page = client.get(reverse("strategy:overview"), headers={"Accept-Language": "en"}).content.decode()
    assert page.count("For you") + page.count("Voor jou") == 1


def test_writer_says_for_whom_and_is_told_whom_it_asks(
    client: Client, first: Version, programme_lead: Person, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    second = next_draft(first, actor=programme_lead)
    clause = second.clauses.order_by("position")[1]
    client.force_login(programme_lead)
    address = reverse("strategy:clause_edit", args=[clause.public_id])
    shown = client.get(address).content.decode()
    assert f'value="{MANAGER}" ' in shown
    typed = {
        "edition": clause.edition,
        "version": second.public_id,
        "title_nl": "Anders",
        "title_en": "Different",
        "text_nl": "Anders.",
        "text_en": "Different.",
        "pillar": clause.pillar,
        "change": MATERIAL,
        "function_groups": [MANAGER, DIRECTOR],
        "aspect": Aspect.MAY,
    }
    assert client.post(address, typed).status_code == 302
    clause.refresh_from_db()
    assert (clause.function_groups, clause.aspect) == ([DIRECTOR, MANAGER], Aspect.MAY)
    typed |= {"edition": clause.edition, "function_groups": ["somebody"]}
    assert client.post(address, typed).status_code == 422
