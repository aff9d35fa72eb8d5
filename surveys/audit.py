"""What the audit log says of surveys: of the rounds only. Who was asked and who answered is recorded nowhere in it."""

from django.utils.translation import gettext_lazy

from common.audit import define, define_fields, define_kind, quoted

define(
    "surveys",
    {
        "wave.created": gettext_lazy("{actor} prepared the survey {object}."),
        "wave.changed": gettext_lazy("{actor} changed the survey {object}."),
        "wave.removed": gettext_lazy("{actor} deleted the draft of the survey {object}."),
        "wave.opened": gettext_lazy("{actor} opened the survey {object}."),
        "wave.reminded": gettext_lazy("{actor} reminded everybody who had not answered the survey {object}."),
        "wave.closed": gettext_lazy("{actor} closed the survey {object}."),
        "wave.recorded": gettext_lazy("{actor} put the results of the survey {object} on record."),
        "wave.voided": gettext_lazy("{actor} ended the survey {object} without results."),
    },
)
define_kind("surveys.wave", gettext_lazy("survey"), lambda wave: quoted(wave.title))
define_fields(
    "surveys",
    {
        "title": gettext_lazy("title"),
        "closes_on": gettext_lazy("last day to answer"),
        "dimension": gettext_lazy("groups in the results"),
        "questions": gettext_lazy("questions"),
    },
)
