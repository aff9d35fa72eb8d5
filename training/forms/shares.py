"""Keeping seats of a session for some function groups or a unit."""

from datetime import datetime, timedelta
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from common.clock import AMSTERDAM
from common.editions import EditionForm
from common.forms import NamedChoiceField, SaysWhenNeeded, offer_by_name
from people.choices import EXECUTING, FunctionGroup
from people.models import Unit
from people.selectors import unit_names
from training import rules, services
from training.forms.fields import MomentField, SaysWhatIsWrong
from training.models import SeatShare, Session

SHARE_FIELDS = ("function_groups", "unit", "seats", "release_at")


class SeatShareForm(SaysWhenNeeded, SaysWhatIsWrong, EditionForm, forms.Form):
    """How many seats are kept, for whom, and until when. It proposes the work floor, until a week before."""

    function_groups = forms.MultipleChoiceField(
        label=_("Kept for"),
        choices=FunctionGroup.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick nothing when it is for everyone of a unit."),
    )
    unit = NamedChoiceField(
        label=_("Unit, with all that is below it"),
        queryset=Unit.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("the whole organisation"),
    )
    seats = forms.IntegerField(
        label=_("Number of seats to keep"),
        min_value=1,
        max_value=rules.MOST_SEATS,
        error_messages={
            "invalid": _("Give the number of seats as a whole number."),
            "min_value": _("Keep at least one seat."),
            "max_value": _("A session has at least 1 and at most 2,000 seats."),
        },
    )
    release_at = MomentField(
        label=_("Kept until"), help_text=_("From then on the seats that are left are for everyone who waits, in order.")
    )
    needed_when = {
        "function_groups": _("needed when you choose no unit"),
        "unit": _("needed when you tick no group"),
    }
    when_empty = {
        "seats": _("Say how many seats you keep."),
        "release_at": _("Say until when you keep these seats."),
    }

    def __init__(
        self, *args: Any, now: datetime, session: Session, share: SeatShare | None = None, **kwargs: Any
    ) -> None:
        self.instance = share or SeatShare(session=session)
        kwargs["initial"] = {name: getattr(share, name) for name in SHARE_FIELDS} if share else _proposed(session, now)
        super().__init__(*args, **kwargs)
        self.now, self.session = now, session
        offer_by_name(self, "unit", Unit.objects.filter(closed_on__isnull=True).order_by("name", "pk"), unit_names())

    def again(self, data: Any, kept: SeatShare) -> Self:
        """Return the same form over the seats as they are kept."""
        return type(self)(data, now=self.now, session=self.session, share=kept)

    def clean(self) -> dict[str, Any]:
        """Say what the rules say too, so that everything that is wrong shows at once."""
        known = {name: self.cleaned_data[name] for name in SHARE_FIELDS if name not in self.unread}
        share = SeatShare(pk=self.instance.pk, session=self.session, **known)
        self.refuse(services.faults_of_share(share, now=self.now, without=self.unread))
        return self.cleaned_data


def _proposed(session: Session, now: datetime) -> dict[str, Any]:
    """Return who of the work floor has no kept seats yet, until a week before at nine if that lies ahead."""
    kept = {group for each in session.shares.filter(release_at__gt=now) for group in each.function_groups}
    week_before = (session.starts_at.astimezone(AMSTERDAM) - timedelta(days=7)).replace(hour=9, minute=0)
    groups = [each.value for each in FunctionGroup if each in EXECUTING and each.value not in kept]
    return {"function_groups": groups} | ({"release_at": week_before} if week_before > now else {})
