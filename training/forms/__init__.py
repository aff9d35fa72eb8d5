"""What people fill in for training. Rules stay in the services; forms only read what was typed."""

from training.forms.certificates import AccreditationForm, CodeForm, PointsForm, RegistrationForm, RenewKeyForm
from training.forms.courses import CatalogueForm, CourseForm
from training.forms.door import DoorForm
from training.forms.evaluations import EvaluationForm
from training.forms.evidence import EvidenceAnswerForm, EvidenceForm
from training.forms.exchange import AliasForm, ColumnsForm, CompletionsDownloadForm, CompletionsUploadForm
from training.forms.fields import ConfirmForm, ReasonForm
from training.forms.filters import PlanForm, SessionFilterForm
from training.forms.finding import PastedForm
from training.forms.interest import InterestForm, InviteForm
from training.forms.lessons import ConfidenceForm, ScenarioForm
from training.forms.paths import PathForm, PathRequireForm, StepForm
from training.forms.requirements import RequirementForm, WhyEditForm, WhyLookForm
from training.forms.sessions import (
    AttendanceForm,
    CapacityForm,
    EnrolOtherForm,
    EnrolTeamForm,
    RequestForm,
    RequestsForm,
    SessionForm,
    SwitchForm,
    WalkInForm,
)
from training.forms.shares import SeatShareForm
from training.forms.writing import LessonForm, QuestionForm

__all__ = [
    "AccreditationForm",
    "AliasForm",
    "AttendanceForm",
    "CapacityForm",
    "CatalogueForm",
    "CodeForm",
    "ColumnsForm",
    "CompletionsDownloadForm",
    "CompletionsUploadForm",
    "ConfidenceForm",
    "ConfirmForm",
    "CourseForm",
    "DoorForm",
    "EnrolOtherForm",
    "EnrolTeamForm",
    "EvaluationForm",
    "EvidenceAnswerForm",
    "EvidenceForm",
    "InterestForm",
    "InviteForm",
    "LessonForm",
    "PastedForm",
    "PathForm",
    "PathRequireForm",
    "PlanForm",
    "PointsForm",
    "QuestionForm",
    "ReasonForm",
    "RegistrationForm",
    "RenewKeyForm",
    "RequestForm",
    "RequestsForm",
    "RequirementForm",
    "ScenarioForm",
    "SeatShareForm",
    "SessionFilterForm",
    "SessionForm",
    "StepForm",
    "SwitchForm",
    "WalkInForm",
    "WhyEditForm",
    "WhyLookForm",
]
