"""What the text in a cell of an HR file means."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from common.text import unaccent
from people.choices import FunctionGroup, Relation

FUNCTION_GROUPS: dict[str, FunctionGroup] = {
    "directie": FunctionGroup.DIRECTOR,
    "directeur": FunctionGroup.DIRECTOR,
    "bestuur": FunctionGroup.DIRECTOR,
    "director": FunctionGroup.DIRECTOR,
    "directors": FunctionGroup.DIRECTOR,
    "board": FunctionGroup.DIRECTOR,
    "leidinggevende": FunctionGroup.MANAGER,
    "leidinggevenden": FunctionGroup.MANAGER,
    "manager": FunctionGroup.MANAGER,
    "managers": FunctionGroup.MANAGER,
    "uitvoerend met klantcontact": FunctionGroup.CUSTOMER_CONTACT,
    "uitvoering met klantcontact": FunctionGroup.CUSTOMER_CONTACT,
    "medewerkers met klantcontact": FunctionGroup.CUSTOMER_CONTACT,
    "met klantcontact": FunctionGroup.CUSTOMER_CONTACT,
    "customer contact": FunctionGroup.CUSTOMER_CONTACT,
    "with customer contact": FunctionGroup.CUSTOMER_CONTACT,
    "staff with customer contact": FunctionGroup.CUSTOMER_CONTACT,
    "executing staff with customer contact": FunctionGroup.CUSTOMER_CONTACT,
    "executing with customer contact": FunctionGroup.CUSTOMER_CONTACT,
    "uitvoerend zonder klantcontact": FunctionGroup.NO_CUSTOMER_CONTACT,
    "uitvoering zonder klantcontact": FunctionGroup.NO_CUSTOMER_CONTACT,
    "medewerkers zonder klantcontact": FunctionGroup.NO_CUSTOMER_CONTACT,
    "zonder klantcontact": FunctionGroup.NO_CUSTOMER_CONTACT,
    "no customer contact": FunctionGroup.NO_CUSTOMER_CONTACT,
    "without customer contact": FunctionGroup.NO_CUSTOMER_CONTACT,
    "staff without customer contact": FunctionGroup.NO_CUSTOMER_CONTACT,
    "executing staff without customer contact": FunctionGroup.NO_CUSTOMER_CONTACT,
    "executing without customer contact": FunctionGroup.NO_CUSTOMER_CONTACT,
}
# Near a word that we know, and said by who may mean something else: we ask, and take nothing for granted.
NEAR = {"directeuren": "Directie"}
NEAR_ENOUGH = 0.8
RELATIONS: dict[str, Relation] = {
    "": Relation.EMPLOYED,
    "in dienst": Relation.EMPLOYED,
    "medewerker": Relation.EMPLOYED,
    "werknemer": Relation.EMPLOYED,
    "vast": Relation.EMPLOYED,
    "tijdelijk": Relation.EMPLOYED,
    "onbepaalde tijd": Relation.EMPLOYED,
    "bepaalde tijd": Relation.EMPLOYED,
    "oproepkracht": Relation.EMPLOYED,
    "employed": Relation.EMPLOYED,
    "employee": Relation.EMPLOYED,
    "permanent": Relation.EMPLOYED,
    "temporary": Relation.EMPLOYED,
    "inhuur": Relation.HIRED,
    "ingehuurd": Relation.HIRED,
    "extern": Relation.HIRED,
    "uitzendkracht": Relation.HIRED,
    "zzp": Relation.HIRED,
    "gedetacheerd": Relation.HIRED,
    "hired": Relation.HIRED,
    "contractor": Relation.HIRED,
    "contingent worker": Relation.HIRED,
    "external": Relation.HIRED,
    "vrijwilliger": Relation.VOLUNTEER,
    "volunteer": Relation.VOLUNTEER,
    "stagiair": Relation.INTERN,
    "stagiaire": Relation.INTERN,
    "stage": Relation.INTERN,
    "bbl": Relation.INTERN,
    "intern": Relation.INTERN,
    "trainee": Relation.INTERN,
}
YES = frozenset({"ja", "j", "yes", "y", "true", "waar", "1", "x"})
NO = frozenset({"", "nee", "n", "no", "false", "onwaar", "0", "-"})
ENGLISH = frozenset({"en", "eng", "engels", "english", "en-gb", "en-us"})
AS_TEXT = re.compile(r"""=?"(.*)"|=?\u201c(.*)\u201d""")
APOSTROPHES = "'\u2019\u2018\u00b4`"
WHOLE_NUMBER = re.compile(r"(\d+)[.,]0{1,2}")
SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
"""A number that Excel shows in short: what it was cannot be known."""
EXCEL_ERRORS = frozenset(
    {
        "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!",
        "#N/B", "#VERW!", "#WAARDE!", "#NAAM?", "#DEEL/0!", "#LEEG!", "#GETAL!", "#OVERLOOP!",
    }
)  # fmt: skip
NO_MANAGER = frozenset({"no_manager", "no manager", "none", "geen", "-", "n/a", "nvt", "n.v.t."})
"""What systems write for the person at the top; SuccessFactors the first of these."""
NO_DAY = re.compile(r"0{1,2}[-/.]0{1,2}[-/.]0{4}|0{4}[-/.]?00[-/.]?00|0")
"""How systems fill a day that is not there."""
FOR_EVER = re.compile(r"31[-/.]?12[-/.]?9999|9999[-/.]?12[-/.]?31|12/31/9999")
"""How they write that there is no last day. SAP does."""


def bare_number(text: str) -> str:
    """Return an employee number or code without what Excel puts around it: '505, ="505" and 505.0 are 505."""
    if as_text := AS_TEXT.fullmatch(text):
        text = as_text[1] or as_text[2]
    text = text.lstrip(APOSTROPHES).strip()
    whole = WHOLE_NUMBER.fullmatch(text)
    return whole[1] if whole else text


class Spellings:
    """One number or code may be written with zeros in front and without: 0504 is 504, as the portal has it.

    Where two have numbers that differ by nothing but zeros in front, each is taken as it is written.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._spelled: dict[str, str] = {}
        for number in known:
            key = _without_zeros(number)
            if self._spelled.setdefault(key, number) != number:
                self._spelled[key] = ""

    def known_as(self, number: str) -> str:
        """Return the number as it was written first, in the portal or else in the file."""
        return self._spelled.get(_without_zeros(number)) or number

    def keep(self, number: str) -> str:
        """The same, and remember the number as it is written here when it is met for the first time."""
        return self._spelled.setdefault(_without_zeros(number), number) or number


def _without_zeros(number: str) -> str:
    return number.lstrip("0") if number.isdigit() else number


def as_email(text: str) -> str | None:
    """Return the address in lower case, or ``None`` when it is not an address."""
    address = text.lower()
    try:
        validate_email(address)
    except ValidationError:
        return None
    return address


@lru_cache(maxsize=2_000)
def as_function_group(text: str) -> FunctionGroup | None:
    """Return the function group that stands here in Dutch or English, or as the portal's own code."""
    key = unaccent(text)
    return FUNCTION_GROUPS.get(key) or FUNCTION_GROUPS.get(key.replace("_", " "))


@lru_cache(maxsize=2_000)
def near_group(text: str) -> str | None:
    """Return the word for a function group that is nearly written here, to ask whether that is meant."""
    key = unaccent(text)
    if key in NEAR:
        return NEAR[key]
    near = get_close_matches(key, FUNCTION_GROUPS, n=1, cutoff=NEAR_ENOUGH)
    return near[0].capitalize() if near else None


@lru_cache(maxsize=2_000)
def as_relation(text: str) -> Relation | None:
    return RELATIONS.get(unaccent(text))


def as_language(text: str) -> str:
    """Return ``en`` for English and ``nl`` for anything else: a language that the portal does not speak is no fault."""
    return "en" if text.lower() in ENGLISH else "nl"


@lru_cache(maxsize=2_000)
def title_key(title: str) -> str:
    """Return a job title as it is compared: case and accents make no difference."""
    return unaccent(title)


def suggested_group(title: str) -> FunctionGroup | None:
    """Return the function group that a job title names by itself; whether others meet customers is not guessed."""
    words = set(re.split(r"[^a-z]+", title_key(title)))
    if words & {"bestuurder", "directeur", "directielid", "director", "ceo", "cfo", "coo", "cio"}:
        return FunctionGroup.DIRECTOR
    managing = {"manager", "leidinggevende", "teamleider", "teammanager", "afdelingshoofd", "hoofd", "supervisor"}
    return FunctionGroup.MANAGER if words & managing else None
