"""``{% import_under_way user %}``: people from an HR file are coming in, so a page that counts them is not complete."""

from typing import Any

from django.template import Library

from directory import selectors
from people.models import Person

register = Library()


@register.inclusion_tag("directory/parts/import_under_way.html")
def import_under_way(reader: Person) -> dict[str, Any]:
    """Say since when an HR file is being carried out and lead to it; nothing to who may not see imports. One query."""
    return {"run": selectors.import_under_way(reader)}
