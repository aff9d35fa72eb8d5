"""What "I use this already" is: the promise on which it rests, what is said, and what figures of it are agreed to."""

import hashlib
import json
import re
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.bilingual import Words, words
from governance.choices import REGISTER, ProposalKind, Subject

PROMISE: tuple[tuple[str, str], ...] = (
    (
        (
            "Wat je hier zegt, wordt niet gebruikt om je te beoordelen: niet voor je beoordeling, je beloning of je "
            "inzet, en niet voor een maatregel tegen jou."
        ),
        (
            "What you say here is not used to judge you: not for appraisal, pay or staffing, and not for any measure "
            "against you."
        ),
    ),
    (
        (
            "Zonder naam koppelt niets het aan jou. Wij bewaren ook niet dát je iets zei. De pagina “Zo werkt dit” "
            "zegt tegen wie dat beschermt, en waar het ophoudt."
        ),
        (
            "Without your name nothing joins it to you. We do not keep that you said something either. The page “How "
            "this works” says against whom that protects, and where it ends."
        ),
    ),
    (
        (
            "Met je naam ziet alleen het programmabureau het, om je te helpen. Je leidinggevende en HR zien het niet, "
            "en je kunt het op elk moment intrekken."
        ),
        (
            "With your name only the programme office sees it, to help you. Your manager and HR do not, and you can "
            "take it back at any moment."
        ),
    ),
    (
        (
            "Gingen er gegevens van cliënten, bewoners of collega’s in? Meld dat dan ook als datalek. Die melding gaat "
            "haar eigen weg; wat je hier zegt, gaat daar niet mee."
        ),
        (
            "Did data of clients, residents or colleagues go in? Then report that as a data leak too. That report goes "
            "its own way; what you say here does not go along with it."
        ),
    ),
)
"""What holds for who declares, in Dutch and English. Changing a word asks for a new decision of the board."""


def promise_lines() -> list[Words]:
    """Return the promise, one sentence of it a line, in the reader's language."""
    return [words(dutch, english) for dutch, english in PROMISE]


def promise_hash() -> str:
    """Return the SHA-256 over the promise in both languages, in hexadecimal: what a decision of the board is about."""
    return hashlib.sha256(json.dumps(PROMISE, ensure_ascii=False).encode()).hexdigest()


class PromiseMove(models.TextChoices):
    """What happened to the promise."""

    ASKED = "asked", _("the board was asked")
    GIVEN = "given", _("the board stands by it")
    REFUSED = "refused", _("the board said no")
    WITHDRAWN = "withdrawn", _("the board took it back")


DECIDES = (PromiseMove.GIVEN, PromiseMove.REFUSED, PromiseMove.WITHDRAWN)
"""Of these the last one counts."""
SAYS_WHY = (PromiseMove.REFUSED, PromiseMove.WITHDRAWN)


class DeclarationRoundState(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("counted")
    UNREAD = "unread", _("ended unread")


LONGEST_NAME = 40
NAME_OF_TOOL = re.compile(rf"[0-9A-Za-zÀ-ɏ .&+'()/-]{{2,{LONGEST_NAME}}}")
"""The one free text: a name, in signs of which 40 always fit in what is sealed. No ``@``, so no address."""
MOST_EACH_ROUND = 5
"""How many tools one person can declare without a name in one round."""
SHORTEST_ROUND = timedelta(days=30)
"""With fewer days left of a quarter, a round lasts to the end of the next."""


def name_key(name: str) -> str:
    """Return what two spellings of one name have in common: its letters and digits, in small."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


DECLARATION_LOOK = "declaration.seen_by_programme_office"
"""The audit event of a look of the office at who declared something with a name."""

DECLARED_FIGURES = "tools:declarations"
REGISTER.add(
    Subject(
        code=DECLARED_FIGURES,
        kind=ProposalKind.CONSENT,
        article="WOR 27(1)(k), 27(1)(l)",
        title_nl="Cijfers over wat mensen al gebruiken",
        title_en="Figures on what people use already",
        why_nl="Zo ziet de organisatie welke AI mensen nodig hebben, en kan zij iets veiligs aanbieden.",
        why_en="They show which AI people need, so that the organisation can offer something safe.",
        happens_nl=(
            "Wie dat wil, zegt zonder naam welke AI hij waarvoor gebruikt. Na elk kwartaal telt het portaal dat per "
            "soort taak."
        ),
        happens_en=(
            "Who wants to says without a name which AI they use for what. After each quarter the portal counts that "
            "by kind of task."
        ),
        seen_nl="Niemand ziet wat iemand zei. Iedereen die hier werkt ziet de cijfers.",
        seen_en="Nobody sees what anybody said. Everybody who works here sees the figures.",
        kept_nl="Wat iemand zei: verzegeld, hoogstens vier maanden. Aantallen drie jaar. De cijfers blijven.",
        kept_en="What somebody said: sealed, for four months at most. Counts for three years. The figures stay.",
        refused_nl=(
            "Er worden geen cijfers over gemaakt. Wat nog verzegeld is, wordt niet gelezen. Cijfers die er al waren, "
            "staan nergens meer."
        ),
        refused_en=(
            "No figures are made of it. What is still sealed goes unread. Earlier figures are no longer shown anywhere."
        ),
        terms_nl=(
            (
                "De cijfers zijn: van de mensen die zonder naam zeiden wat zij al gebruiken, het aandeel dat dat voor "
                "een soort taak doet; en welke AI-tool minstens {k} mensen voor een soort taak gebruiken, als "
                "bandbreedte. Andere cijfers vragen een nieuw voorstel."
            ),
            "Meedoen is vrij. Er wordt niets vastgelegd voordat iemand op versturen drukt.",
            (
                "Bij wat iemand zei staat hoogstens een functiegroep, en alleen als die minstens {k} mensen telt. Een "
                "cijfer gaat over minstens {k} mensen. Deden minder dan 3 mensen het wel, of minder dan 3 het niet, "
                "dan staat er alleen een bandbreedte."
            ),
            (
                "Wat iemand zei, is verzegeld en niet aan mensen te koppelen, behalve door wie bij het versturen op "
                "de server meekijkt of vóór het tellen sleutels en database kopieerde. Zegt iedereen hetzelfde, dan "
                "is bekend wat ieder zei. Ook wie iets zei, wordt nergens bewaard."
            ),
            "De cijfers worden niet gebruikt voor beoordeling, beloning of inzet van mensen.",
        ),
        terms_en=(
            (
                "The figures are: of the people who said without a name what they use already, the share that does "
                "so for a kind of task; and which AI tool at least {k} people use for a kind of task, as a band. "
                "Other figures need a new proposal."
            ),
            "Taking part is free. Nothing is recorded before somebody presses send.",
            (
                "With what somebody said stands a function group at most, and only if it has at least {k} people. A "
                "figure is about at least {k} people. Where fewer than 3 do, or fewer than 3 do not, only a range "
                "shows."
            ),
            (
                "What somebody said is sealed and cannot be joined to people, except by who watches the server at "
                "the moment of sending or copied keys and database before it was counted. Where everybody says the "
                "same, it is known what each said. Who said something is kept nowhere either."
            ),
            "The figures are not used for appraisal, pay or staffing.",
        ),
        limits_at="tools:declare_how",
    )
)
