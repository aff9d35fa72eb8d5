"""What the works council of Houtwijk was asked, and what it said: with conditions at first, and not everything."""

from datetime import timedelta

from governance import reference, services
from governance.choices import Outcome, ProposalKind
from governance.models import Body, Proposal
from portal.seed.world import World

STORY: list[tuple[str, int, int, str, str, str]] = [
    # subject, days after the start, days until the answer, outcome, reason, conditions
    (
        "figures:class_b",
        3,
        6,
        Outcome.REFUSED,
        "Het voorstel zei nog niet dat de cijfers niet voor beoordeling worden gebruikt.",
        "",
    ),
    ("figures:class_b", 12, 5, Outcome.AGREED, "", ""),
    (
        "surveys:wave",
        5,
        9,
        Outcome.AGREED_WITH_CONDITIONS,
        "Wij willen weten of het vertrouwen er komt.",
        "Na een jaar bespreken wij samen of mensen het vertrouwen. Tot die tijd hoogstens zes peilingen.",
    ),
    (
        "figures:class_c",
        15,
        10,
        Outcome.AGREED_WITH_CONDITIONS,
        "Cijfers over gebruik liggen gevoelig op de teams.",
        "De drempel blijft 10, tot een nieuw voorstel. Het programmabureau legt de cijfers elk half jaar uit.",
    ),
    ("training:evaluation", 40, 9, Outcome.AGREED, "", ""),
    ("strategy:questions", 42, 9, Outcome.AGREED, "", ""),
    ("figures:evidence", 47, 9, Outcome.AGREED, "", ""),
    ("tools:declarations", 54, 9, Outcome.AGREED, "", ""),
]


def seed(world: World) -> None:
    """Let the office ask, the privacy officer advise and the works council answer."""
    reference.sync()
    body = Body.objects.get(kind="works_council")
    council = world.roles["works_council"]
    start = world.periods[0].first_day
    for subject, after, wait, outcome, reason, conditions in STORY:
        day = start + timedelta(days=after)
        proposal = _ask(world, body, subject, after)
        services.advise(
            proposal_id=proposal.pk,
            answer=Outcome.AGREED_WITH_CONDITIONS,
            reason="De gegevens zijn tot het nodige beperkt.",
            conditions="De pagina “Wat we meten, en wat nooit” staat open vóór het eerste cijfer.",
            actor=world.roles["privacy_officer"],
            now=world.moment(day + timedelta(days=2), 11),
        )
        services.answer(
            proposal_id=proposal.pk,
            answer=outcome,
            reason=reason,
            conditions=conditions,
            actor=council,
            now=world.moment(day + timedelta(days=wait), 15, 30),
        )


def _ask(world: World, body: Body, subject: str, after: int) -> Proposal:
    return services.propose(
        body=body,
        subject=subject,
        kind=ProposalKind.CONSENT,
        actor=world.roles["programme_office"],
        now=world.moment(world.periods[0].first_day + timedelta(days=after), 9, 15),
    )
