"""The surveys of Houtwijk: one a quarter, ahead in the boardroom, behind on the work floor, slowly better.

The answers of the past never had a person, not even while this is made: they are drawn per function group. Which ballot
stands where on the disk is left to chance, in the demo as elsewhere; the counts are the same for the same seed.
"""

from collections import Counter
from datetime import date, timedelta
from random import Random

from common.clock import day_of
from people.choices import FunctionGroup
from people.models import Person
from portal.seed.world import World
from surveys import reference, selectors, services
from surveys.models import Question, Wave
from surveys.services import PastBallot

QUARTER = 3
LASTS = timedelta(days=14)
# Share that uses AI every working day, at the start and after a year; nationally 57% of directors, 17% of the last.
DAILY = {
    FunctionGroup.DIRECTOR: (0.46, 0.61),
    FunctionGroup.MANAGER: (0.28, 0.41),
    FunctionGroup.CUSTOMER_CONTACT: (0.07, 0.15),
    FunctionGroup.NO_CUSTOMER_CONTACT: (0.11, 0.22),
}
ANSWERS_SHARE = {
    FunctionGroup.DIRECTOR: 0.83,
    FunctionGroup.MANAGER: 0.71,
    FunctionGroup.CUSTOMER_CONTACT: 0.39,
    FunctionGroup.NO_CUSTOMER_CONTACT: 0.52,
}
SENT_ALREADY = 0.12
NOT_YET = {"employee", "team", "manager"}


def seed(world: World) -> None:
    """Hold a survey in the second month and every quarter after it; one is open now."""
    reference.sync()
    office = world.roles["programme_office"]
    held = [period for number, period in enumerate(world.periods) if number % QUARTER == 1]
    for period in held:
        opened_on = period.first_day + timedelta(days=4)
        years = (opened_on - world.periods[0].first_day).days / 365
        _hold(world, opened_on, opened_on + LASTS, min(1.0, years), office)
    _open_now(world, office)


MONTHS_NL = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def _title(day: date) -> tuple[str, str]:
    month = day.month - 1
    return f"Peiling {MONTHS_NL[month]} {day.year}", f"Survey of {MONTHS_EN[month]} {day.year}"


def _hold(world: World, opened_on: date, closed_on: date, progress: float, office: Person) -> None:
    here = [member for member in world.members if member.hired_on <= opened_on]
    invited = Counter(dict.fromkeys(FunctionGroup.values, 0))
    invited.update(member.function_group for member in here)
    ballots = [
        PastBallot(group, _answers(world.random, group, progress))
        for group, number in sorted(invited.items())
        for _each in range(round(number * ANSWERS_SHARE[FunctionGroup(group)] * (0.85 + 0.2 * progress)))
    ]
    title_nl, title_en = _title(opened_on)
    services.record_past_wave(
        title_nl=title_nl,
        title_en=title_en,
        opened_on=opened_on,
        closed_on=closed_on,
        invited=invited,
        ballots=ballots,
        actor=office,
        now=world.moment(opened_on),
    )


def _answers(chance: Random, group: str, progress: float) -> dict[str, str]:
    """Return what somebody of a group says; the work floor lacks knowledge and time, leaders worry about privacy."""
    low, high = DAILY[FunctionGroup(group)]
    daily = low + (high - low) * progress
    leads = group in {FunctionGroup.DIRECTOR, FunctionGroup.MANAGER}
    use = _draw(chance, daily=daily, weekly=(1 - daily) * 0.28, monthly=(1 - daily) * 0.2, never=(1 - daily) * 0.52)
    uses = use != "never"
    safe = (0.25 if leads else 0.15) + 0.25 * progress + (0.1 if uses else 0.0)
    answers = {
        "uses_ai": use,
        "expects_new_skills": _draw(
            chance, yes=0.6 if uses else 0.4, no=0.15 if uses else 0.36, unsure=0.25 if uses else 0.24
        ),
        "able_to_work_safely": _draw(chance, yes=safe, partly=0.45, no=max(0.05, 0.55 - safe)),
        "barrier": _draw(
            chance,
            lack_of_expertise=0.2 if leads else 0.38 - 0.1 * progress,
            implementation_cost=0.18 if leads else 0.08,
            privacy_concerns=0.3 if leads else 0.17,
            no_time=0.12 if leads else 0.2,
            no_trust=0.1,
            nothing=0.1 + 0.1 * progress,
        ),
    }
    # Any question may be skipped, and some are.
    return {code: value for code, value in answers.items() if code == "uses_ai" or chance.random() > 0.04}


def _draw(chance: Random, **weights: float) -> str:
    return chance.choices(list(weights), weights=list(weights.values()))[0]


def _open_now(world: World, office: Person) -> None:
    """Open a survey a few days before the story's end; some have sent, the demo's employee has not."""
    opened = world.moment(world.until - timedelta(days=4), 8, 30)
    title_nl, title_en = _title(world.until)
    wave = services.create_wave(
        title_nl=title_nl,
        title_en=title_en,
        closes_on=world.until + timedelta(days=10),
        questions=list(Question.objects.all()),
        actor=office,
        now=opened,
    )
    services.open_wave(wave_id=wave.pk, actor=office, now=opened)
    wave = Wave.objects.get(pk=wave.pk)
    waits = {world.roles[name].pk for name in NOT_YET if name in world.roles}
    for member in world.members:
        if member.person.pk in waits or world.random.random() > SENT_ALREADY * (0.4 + member.keen):
            continue
        ticket = selectors.ticket_for(wave, member.person)
        if ticket is not None:
            answers = _answers(world.random, member.function_group, 1.0)
            services.send_ballot(wave_id=wave.public_id, ticket=ticket, answers=answers, today=day_of(opened))
    services.settle(wave_id=wave.pk, now=world.moment(world.until, 1, 23))
