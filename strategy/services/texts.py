"""The whole text of a version: whether it is complete, and its hash."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.errors import RuleBroken
from strategy import rules
from strategy.models import Clause, Version


def must_be_complete(clauses: list[Clause]) -> None:
    """Raise ``RuleBroken`` that names each passage that lacks a language or holds a place that nobody filled in.

    It also says that there is no passage at all.
    """
    if not clauses:
        raise RuleBroken(_("There is no passage yet. Write at least one before you publish."))
    names = {"nl": _("Dutch"), "en": _("English")}
    missing = [
        _("“%(title)s” lacks %(language)s") % {"title": clause.title, "language": names[language]}
        for clause in clauses
        for language in clause.missing_languages
    ]
    missing += [
        _("the question about “%(title)s” lacks %(language)s") % {"title": clause.title, "language": names[language]}
        for clause in clauses
        for language in clause.question_lacks
    ]
    if missing:
        raise RuleBroken(
            ngettext(
                "A translation is missing: %(passages)s. Fill in title and text, then publish.",
                "Translations are missing: %(passages)s. Fill in titles and texts, then publish.",
                len(missing),
            )
            % {"passages": "; ".join(missing)}
        )
    unfilled = [clause for clause in clauses if clause.places]
    if unfilled:
        named = (
            _("“%(title)s”: %(places)s")
            % {"title": clause.title, "places": ", ".join(f"[{place}]" for place in clause.places)}
            for clause in unfilled
        )
        raise RuleBroken(
            ngettext(
                "In this passage something is still to be filled in: %(passages)s. Fill it in or take it out; taking "
                "away only the brackets is not enough.",
                "In these passages something is still to be filled in: %(passages)s. Fill it in or take it out; taking "
                "away only the brackets is not enough.",
                len(unfilled),
            )
            % {"passages": "; ".join(named)}
        )


def hash_of(version: Version, clauses: Iterable[Clause], *, kind: str) -> str:
    """Return the hash over the canonical text of a version with these clauses, in their order."""
    text = rules.canonical_text(
        kind=kind,
        number=version.number,
        clauses=[
            rules.CanonicalClause(
                clause.key,
                clause.pillar,
                clause.title_nl,
                clause.title_en,
                clause.text_nl,
                clause.text_en,
                clause.function_groups,
            )
            for clause in clauses
        ],
    )
    return rules.content_hash(text)
