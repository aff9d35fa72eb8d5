"""Names of the database's constraints are for us: a page that shows one to a person is wrong."""

import re

from django.apps import apps


def constraint_names_in(page: str) -> set[str]:
    """Return the names of constraints, of any model, that stand in a page."""
    names = {constraint.name for model in apps.get_models() for constraint in model._meta.constraints}
    return names & set(re.findall(r"[a-z]+(?:_[a-z0-9]+)+", page))
