"""The audit log: who did what, for the privacy officer and administrators."""

import tempfile
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from common.audit import KINDS
from common.clock import day_of, now, today
from common.errors import RuleBroken
from common.http import PersonRequest, as_download, render_fragment
from common.spreadsheets.writing import CSV_CONTENT_TYPE, XLSX_CONTENT_TYPE, csv_pieces, write_workbook
from people.models import Person
from people.selectors import person_meant
from portal import audit_log
from portal.audit_log import Filters

DAY: dict[str, Any] = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "required": False}
PERSON: dict[str, Any] = {
    "widget": forms.TextInput(attrs={"aria-describedby": "who-help"}),
    "required": False,
    "max_length": 200,
}


class AuditForm(forms.Form):
    """Which entries somebody wants to see."""

    action = forms.ChoiceField(label=gettext_lazy("What happened"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of object"), required=False)
    who = forms.CharField(label=gettext_lazy("Who did it"), **PERSON)
    whom = forms.CharField(label=gettext_lazy("About which person"), **PERSON)
    first = forms.DateField(label=gettext_lazy("From"), **DAY)
    last = forms.DateField(label=gettext_lazy("Up to and including"), **DAY)
    object = forms.CharField(required=False, max_length=160, widget=forms.HiddenInput)
    """One object, as its kind and id with a colon between."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("Everything"))]
        self.fields["action"].choices = [*every, *audit_log.action_choices()]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [*every, *audit_log.kind_choices()]  # type: ignore[attr-defined]

    def clean_who(self) -> Person | None:
        return self._person("who")

    def clean_whom(self) -> Person | None:
        return self._person("whom")

    def _person(self, name: str) -> Person | None:
        typed = self.cleaned_data[name].strip()
        try:
            return person_meant(typed, day=today(), gone=True) if typed else None
        except RuleBroken as broken:
            raise forms.ValidationError(str(broken)) from broken

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("This day lies before the first one. Turn the two round."))
        kind, _colon, object_id = given.get("object", "").partition(":")
        chosen = given.get("kind") or kind
        if given.get("object") and (kind not in KINDS or not object_id):
            self.add_error("kind", _("This link is not complete. Choose a kind, and open the object from its entry."))
        if given.get("whom") and given.get("kind") not in (None, "", audit_log.PERSON):
            self.add_error("whom", _("A person is a kind of its own. Choose “Everything” as kind, or leave this."))
        # Who chooses another kind no longer asks for the one object.
        return given | {"kind": chosen, "object": object_id if kind == chosen else ""}

    @property
    def filters(self) -> Filters:
        given = self.cleaned_data
        whom = given["whom"]
        return Filters(
            action=given["action"],
            kind=audit_log.PERSON if whom else given["kind"],
            object_id=str(whom.public_id) if whom else given["object"],
            actor=given["who"],
            first=given["first"],
            last=given["last"],
        )


def _only_readers(request: PersonRequest) -> None:
    if not request.user.has_role(*audit_log.READERS):
        raise PermissionDenied


@require_GET
def audit_list(request: PersonRequest) -> HttpResponse:
    """The entries, newest first. Searching for a person is recorded itself."""
    _only_readers(request)
    form = AuditForm(request.GET)
    context: dict[str, Any] = {"form": form, "query": _query(request)}
    if form.is_valid():
        filters = form.filters
        audit_log.record_look_up(filters, actor=request.user, now=now())
        context |= {"is_filtered": filters != Filters(), "one": audit_log.object_in_words(filters)}
        context["page"] = audit_log.page_of(
            audit_log.entries_for(request.user, filters),
            older_than=_key(request, "before"),
            newer_than=_key(request, "after"),
        )
    status = 422 if form.errors else 200
    return render_fragment(request, "portal/audit_list.html", context, partial="results", status=status)


@require_GET
def audit_download(request: PersonRequest, kind: str) -> HttpResponseBase:
    """The same entries as a file; that somebody took it is recorded."""
    _only_readers(request)
    if kind not in ("csv", "xlsx"):
        raise Http404
    form = AuditForm(request.GET)
    if form.is_valid():
        events = audit_log.entries_for(request.user, form.filters)
        try:
            audit_log.assert_fits_in_export(events)
        except RuleBroken as broken:
            form.add_error(broken.field, str(broken))
    if form.errors:
        context = {"form": form, "query": _query(request)}
        return render(request, "portal/audit_list.html", context, status=422)
    moment = now()
    rows = audit_log.export_rows(events.filter(at__lt=moment))
    audit_log.record_export(form.filters, actor=request.user, now=moment)
    name = f"{_('audit log')} {day_of(moment)}.{kind}"
    if kind == "csv":
        language = get_language() or "nl"
        pieces = csv_pieces(audit_log.export_header(), audit_log.in_language(rows, language), language=language)
        return StreamingHttpResponse(pieces, content_type=CSV_CONTENT_TYPE, headers=as_download(name))
    made = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_workbook(made, audit_log.export_header(), rows, title=_("Audit log"))
    made.seek(0)
    return FileResponse(made, content_type=XLSX_CONTENT_TYPE, headers=as_download(name))


def _query(request: PersonRequest) -> str:
    """The filters as they were sent, for links to the next page and to the files."""
    sent = [(name, value) for name, value in request.GET.items() if name in AuditForm.base_fields and value]
    return urlencode(sent)


def _key(request: PersonRequest, name: str) -> int | None:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None
