"""Answering an offer from the mail, without signing in: the link opens a page, and only its buttons change anything."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from common.clock import now
from common.errors import RuleBroken
from training import selectors, services
from training.messages import read_offer_token
from training.selectors.clashes import own_clash

YES, NO = "yes", "no"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def offer_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show an offer to whoever has its link, and take the answer; a mail program that opens links changes nothing.

    Each answer is one button; what a no means stands beside it.
    """
    read = read_offer_token(token)
    enrolment = selectors.offered_by_link(read[0]) if read else None
    if read is None or enrolment is None:
        return render(request, "training/offer_unknown.html", status=404)
    answer, broken = request.POST.get("answer"), ""
    if request.method == "POST" and answer in (YES, NO) and enrolment.offer_expires_at == read[1]:
        answered = services.accept_offer if answer == YES else services.decline_offer
        try:
            enrolment = answered(enrolment_id=enrolment.pk, actor=enrolment.person, now=now())
        except RuleBroken as error:
            broken = str(error)
    is_open = enrolment.can_be_answered(now()) and enrolment.offer_expires_at == read[1]
    context = {
        "enrolment": enrolment, "session": enrolment.session, "course": enrolment.session.course, "is_open": is_open,
        "broken": broken, "clash": own_clash(enrolment, now()) if is_open else None,
        "due_before": is_open
        and selectors.too_late(enrolment.session, selectors.required_of(enrolment.person, now=now())),
        "keeps_in_words": selectors.kept_in_words(enrolment, now=now()) if is_open else "",
        "seat_goes_on": is_open and selectors.seat_goes_on(enrolment, now()),
    }  # fmt: skip
    return render(request, "training/offer_answer.html", context, status=409 if broken else 200)
