"""At the door of a session: the code on the screen, saying "I am here" with it, and who did so."""

from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.clock import day_of, now
from common.errors import RuleBroken
from common.http import PersonRequest, as_download, render_fragment, wants_fragment
from common.selectors import organisation_name
from common.typesetting import qr_code
from training import policies, selectors, services
from training.choices import NamesOn
from training.documents import sheets
from training.forms import DoorForm
from training.models import Session
from training.views.guards import is_look, only_hr_or_trainer, session_or_404

UNCHANGED = 204


@never_cache
@require_safe
def door_show(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Show the code of now on a screen that everyone in the room sees; no names stand there."""
    session = session_or_404(request, session_id)
    only_hr_or_trainer(request, session)
    door = selectors.door_of(session, now())
    context = {"session": session, "course": session.course, "door": door, "meets": session.meeting_at(now())}
    if not session.door_nonce or session.is_cancelled:
        return render(request, "training/door_open.html", context)
    context["picture"] = qr_code(door.address) if door.code else ""
    return render_fragment(request, "training/door_show.html", context, partial="code")


@require_POST
def door_open(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Let people check in with a code."""
    session = session_or_404(request, session_id)
    only_hr_or_trainer(request, session)
    services.open_door(session_id=session.pk, actor=request.user, now=now())
    return redirect("training:door_show", session.public_id)


@require_POST
def door_close(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Let no code count any more."""
    session = session_or_404(request, session_id)
    only_hr_or_trainer(request, session)
    services.close_door(session_id=session.pk, actor=request.user, now=now())
    messages.success(request, _("The code counts no more. Mark on the list who else was there."))
    return redirect("training:attendance_mark", session.public_id)


@never_cache
@require_safe
def checked_in(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Tell the attendance page who checked in since it was shown; without anything new it stays as it is."""
    session, moment = session_or_404(request, session_id), now()
    only_hr_or_trainer(request, session)
    if not wants_fragment(request):
        return redirect("training:attendance_mark", session.public_id)
    meets = selectors.meeting_to_mark(session, request.GET.get("meeting", ""), moment)
    rows, is_open = selectors.checked_in(session, meets.number), selectors.shows_code(session, moment)
    if is_open and request.GET.get("shown") == str(len(rows)):
        return HttpResponse(status=UNCHANGED)
    if is_look(request):
        seen = [each.enrolment for each in rows]
        services.note_look(session, NamesOn.ATTENDANCE, seen, actor=request.user, now=moment)
    context = {"session": session, "meets": meets, "checked_in": rows, "shows_code": is_open}
    return render(request, "training/checked_in.html", context)


@never_cache
@require_safe
def sheet(request: PersonRequest, session_id: UUID) -> HttpResponse:
    """Give the list to sign on paper; who takes it saw the names that stand on it."""
    session, moment = session_or_404(request, session_id), now()
    only_hr_or_trainer(request, session)
    if session.is_cancelled:
        raise Http404
    rows = selectors.participants(session, now=moment).holding
    if is_look(request):
        services.note_look(session, NamesOn.ATTENDANCE, rows, actor=request.user, now=moment)
    trainers = [each.full_name for each in session.trainers.in_order()]
    trainers += [session.guest_trainer] if session.guest_trainer else []
    meets = selectors.meeting_on_paper(session, request.GET.get("meeting", ""), moment)
    paper = sheets.sheet(session, meets, rows, trainers, organisation=organisation_name(), made_at=moment)
    name = f"{slugify(_('Attendance list'))} {day_of(meets.starts_at)}.pdf"
    return HttpResponse(paper, content_type="application/pdf", headers=as_download(name))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def here(request: PersonRequest, token: str = "") -> HttpResponse:
    """Ask whoever scanned the code, or types it, to say that they are here; opening the page changes nothing."""
    session = selectors.session_of_token(token, now()) if token else None
    if session is None:
        return _type_it(request, is_stale=bool(token))
    if request.method == "POST":
        try:
            enrolment, is_new = services.check_in(session_id=session.pk, token=token, person=request.user, now=now())
        except RuleBroken:
            return _stands(request, session, status=409)
        said = _("You are on the list as present.") if is_new else _("You were on the list as present already.")
        messages.success(request, said)
        return redirect("training:enrolment_detail", enrolment.public_id)
    return _stands(request, session)


def _stands(request: PersonRequest, session: Session, *, status: int = 200) -> HttpResponse:
    """Show where somebody stands who has the code: they can say that they are here, did so, or ask the trainer."""
    enrolment = selectors.enrolment_at_door(session, request.user)
    was_there = selectors.was_there(session, enrolment, now())
    context = {
        "session": session,
        "course": session.course,
        "enrolment": enrolment,
        "is_present": was_there,
        "can_check_in": was_there is None and enrolment is not None and policies.can_check_in(request.user, enrolment),
        "why_not": services.why_not(enrolment, was_there=was_there),
    }
    return render(request, "training/here.html", context, status=status)


def _type_it(request: PersonRequest, *, is_stale: bool) -> HttpResponse:
    """Let somebody type the letters on the screen, after a code that ran out too."""
    typed = request.POST if request.method == "POST" and "letters" in request.POST else None
    form = DoorForm(typed)
    if typed is not None and form.is_valid():
        if not ratelimit.consume(request, action="door", key=str(request.user.pk)):
            return render(request, "429.html", status=429)
        token = selectors.token_of_letters(form.cleaned_data["letters"], request.user, now())
        if token:
            return redirect("training:here", token)
        words = _("This is not the code of now. Look at the screen again; it changes every 30 seconds.")
        form.add_error("letters", words)
    status = 422 if form.errors else 404 if is_stale else 200
    return render(request, "training/here_type.html", {"form": form, "is_stale": is_stale}, status=status)
