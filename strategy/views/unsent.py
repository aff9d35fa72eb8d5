"""What somebody typed in a form that was refused and whose place is gone: shown, so that it can be copied."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

TYPED = ("proposed", "text", "reason", "remarks")
"""The fields in which people write."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """What was typed, and why it was not taken."""

    why: str
    typed: str


def typed_in(data: Mapping[str, str]) -> str:
    """Return what somebody wrote in the fields of a form that was sent; empty where they wrote nothing."""
    return "\n\n".join(filter(None, (str(data.get(name) or "").strip() for name in TYPED)))


def unsent(refused: Iterable[Form | None], *, on_page: Iterable[Form | None]) -> Unsent | None:
    """Return what was typed in a form with errors that does not stand on the page itself, the first one of them."""
    shown = {id(form) for form in on_page}
    for form in refused:
        if form is not None and form.errors and id(form) not in shown:
            why = [str(message) for errors in form.errors.values() for message in errors]
            return Unsent(" ".join(why), typed_in(form.data))
    return None


def keeping_what_was_typed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page that is not there, or not theirs to see any more, show what somebody sent to it, and nothing else.

    So it tells as little of what may be there as an address that never was one.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            typed = typed_in(request.POST)
            if not typed:
                raise
        why = _(
            "You cannot see what this was about any more: it was published or taken back, or you are not asked now."
        )
        return render(request, "strategy/out_of_sight.html", {"unsent": Unsent(why, typed)}, status=404)

    return answer
