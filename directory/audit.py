"""What the audit log says of people who come, move, are away and leave, and of HR files."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.audit import Shows, Text, define, define_fields, define_kind, quoted
from directory.choices import Field, InvitationWay, Invitees


def _way_and_who(fields: Sequence[str]) -> Iterable[Text]:
    labels = {**dict(InvitationWay.choices), **dict(Invitees.choices)}
    return [labels.get(each, each) for each in fields]


define(
    "directory",
    {
        "person.added": gettext_lazy("{actor} added {object} by hand."),
        "person.changed": gettext_lazy("{actor} changed the details of {object}."),
    },
)
define(
    "directory",
    {"person.updated": gettext_lazy("{actor} changed the details of {object} with an HR file.")},
    reason=lambda _reason: "",
)
define(
    "directory",
    {"person.access_ended": gettext_lazy("{actor} ended the access of the former holder of the number of {object}.")},
    reason=lambda _reason: _("the employee number passed to somebody else"),
)
define(
    "directory",
    {
        "person.away_set": gettext_lazy("{actor} set the days on which {object} is away."),
        "person.away_ended": gettext_lazy("{actor} removed the days on which {object} is away."),
        "deputy.appointed": gettext_lazy("{actor} chose a stand-in for {object}."),
        "deputy.ended": gettext_lazy("{actor} ended a stand-in for {object}."),
    },
    shows=Shows.NEITHER,
    fields=lambda _fields: [],
)
define(
    "directory",
    {
        "directory.file_received": gettext_lazy("{actor} brought in the HR file {object}."),
        "directory.table_chosen": gettext_lazy("{actor} chose which table of the HR file {object} is read."),
        "directory.columns_chosen": gettext_lazy("{actor} chose what the columns of the HR file {object} say."),
        "directory.import_confirmed": gettext_lazy("{actor} decided to carry out the HR file {object}."),
        "directory.import_cancelled": gettext_lazy("{actor} cancelled the HR file {object}."),
        "directory.codes_printed": gettext_lazy("{actor} printed the activation codes that came with {object}."),
        "directory.imported": gettext_lazy("{actor} carried out the HR file {object}."),
        "directory.title_linked": gettext_lazy("{actor} linked the job title {object} to a function group."),
        "activation_codes.opened": gettext_lazy("{actor} opened a sheet of activation codes."),
        "activation_codes.deleted": gettext_lazy("{actor} deleted a sheet of activation codes."),
    },
)
define("directory", {"invitations.started": gettext_lazy("{actor} started inviting people.")}, fields=_way_and_who)
define_kind("directory.importrun", gettext_lazy("HR file"), lambda run: quoted(run.file_name))
define_kind("directory.jobtitle", gettext_lazy("job title"), lambda title: quoted(title.title))
define_kind("common.job", gettext_lazy("work in the background"), lambda _job: _("work in the background"))
define_kind("common.storedfile", gettext_lazy("file"), lambda file: quoted(file.name))
define_fields("directory", {str(field.value): field.label for field in Field})
