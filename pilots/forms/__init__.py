"""What people type about pilots. Length and presence are checked here, rules in the services."""

from pilots.forms.deciding import DecisionForm
from pilots.forms.finding import FilterForm
from pilots.forms.keeping import LogForm, MeasurementForm, MemberForm, RemovalForm
from pilots.forms.plan import NewPilotForm, PilotForm

__all__ = [
    "DecisionForm",
    "FilterForm",
    "LogForm",
    "MeasurementForm",
    "MemberForm",
    "NewPilotForm",
    "PilotForm",
    "RemovalForm",
]
