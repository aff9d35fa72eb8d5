"""What the text in a cell of an HR file means."""

import re
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
ENGLISH = frozenset({"en", "eng", "engels", "english", "en-gb", "en-us"})


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
