"""HR and trainers write to the people of a session: a form, a preview, and one button that sends."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.clock import now
from common.errors import RuleBroken
from common.http import PersonRequest
from common.text import is_uuid
from outbox.messages import Rendered, render_kind, unpack
from training import messages
from training.choices.messages import Because, SentTo
from training.forms.session_messages import SessionMessageForm
from training.models import Enrolment, Session
from training.selectors.session_messages import because_of, groups_of, sent_before, why_not_write
from training.services.session_messages import Written, reach_of, write_to_participants
from training.views.guards import only_hr_or_trainer, session_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def session_write(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Write to people of a session: ``step`` is ``preview``, ``send``, or ``change`` to go back to the form."""
    session, moment = session_or_404(request, session_id), now()
    only_hr_or_trainer(request, session)
    groups = groups_of(session, session.enrolments.select_related("person").order_by("pk"))
    step, token = request.POST.get("step", ""), request.POST.get("token", "")
    is_sent = request.method == "POST" and step != "change"
    context: dict[str, Any] = {"session": session, "why_not": why_not_write(session, groups, now=moment)}
    form = SessionMessageForm(
        request.POST if is_sent else None, initial={} if is_sent else request.POST.dict(), groups=groups
    )
    if form.is_valid() and not context["why_not"]:
        if step != "send" or not is_uuid(token):
            shown = _preview(request, session, groups[SentTo(form.cleaned_data["sent_to"])], form, moment)
            return render(request, "training/session_write_preview.html", context | shown)
        try:
            written = write_to_participants(
                session_id=session.pk, form_token=UUID(token), actor=request.user, now=moment, **form.cleaned_data
            )
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            _say_written(request, written)
            return redirect("training:session_detail", session.public_id)
    return render(request, "training/session_write.html", context | {"form": form}, status=422 if is_sent else 200)


@dataclass(frozen=True, slots=True)
class Sample:
    """The message as somebody reads it in one language."""

    language: str
    text: Rendered

    @property
    def title(self) -> str:
        """What the fold is called in which the other language stands."""
        return _("As it looks in Dutch") if self.language == "nl" else _("As it looks in English")


def _preview(
    request: PersonRequest, session: Session, rows: Sequence[Enrolment], form: SessionMessageForm, moment: datetime
) -> dict[str, Any]:
    """Return what the preview shows: the message in both languages, that of its writer first, and whom it reaches."""
    reach = reach_of(rows, now=moment)
    reasons = {because_of(row, session, now=moment) for row in rows}
    because = next(each for each in Because if each in reasons)
    facts = messages.facts_of_written(
        session, because, sender=request.user, subject=form.cleaned_data["subject"], text=form.cleaned_data["text"]
    )
    own = "en" if (get_language() or "nl").startswith("en") else "nl"
    first, second = [
        Sample(language, render_kind(messages.WrittenToParticipants, unpack(facts, language), language=language))
        for language in (own, {"nl": "en", "en": "nl"}[own])
    ]
    return {
        "form": form,
        "token": uuid.uuid4(),
        "first": first,
        "second": second,
        "reach": reach,
        "people": len(reach.people),
        "differs": len(reasons) > 1,
        "sent_before": sent_before(session, form.cleaned_data["subject"], form.cleaned_data["text"]),
    }


def _say_written(request: PersonRequest, written: Written) -> None:
    """Say to how many people a message went, and who finds it in the portal only."""
    if written.reach is None:
        flash.info(request, _("This message was sent already. It was not sent again."))
        return
    words = ngettext(
        "Your message went to %(count)d person.", "Your message went to %(count)d people.", written.message.people
    )
    said = [words % {"count": written.message.people}, *written.reach.in_words]
    flash.success(request, " ".join(said))
