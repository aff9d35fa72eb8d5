"""Message kinds: what an app can say to people, each a class with its code, its promise and its texts.

An app defines its kinds in ``<app>/messages.py``; they are found when the portal starts::

    class SeatBooked(MessageKind):
        code = "training.seat_booked"
        kind = Kind.CONFIRMATION
        label = _("You have a seat")

The text is the template ``training/mail/seat_booked.txt``, plain text with three blocks: ``subject``, ``body`` and,
when there is a link, ``action`` (what the button says). In ``body`` an empty line starts a paragraph, and lines that
start with a hyphen are a list. The same text makes the mail, its HTML form and the page in the inbox. It is made in the
language of its reader; in the context a text in two languages is ``{"nl": ..., "en": ...}``, and days and moments stay
days and moments (``{{ starts_at|date:"l j F, H:i" }}``).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, cast

from django.template import Context
from django.template.base import Template
from django.template.loader import get_template
from django.template.loader_tags import BlockNode
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.calendars import Party
from outbox import rules
from outbox.choices import LABELS, Channel, Kind
from outbox.models import Message
from outbox.rules import unpack

__all__ = [
    "REGISTRY",
    "Channel",
    "Invitation",
    "Kind",
    "Message",
    "MessageKind",
    "Rendered",
    "kind_of",
    "render",
    "unpack",
]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in one language: plain text, cut into blocks for whoever makes HTML of it."""

    subject: str
    blocks: list[rules.Block]
    action: str

    @property
    def text(self) -> str:
        return rules.as_plain(self.blocks)

    @property
    def excerpt(self) -> str:
        """The first paragraph that is a whole sentence, for a line in a list: no greeting, no start of a list."""
        return next((block.text for block in self.blocks if block.text and not block.text.endswith((",", ":"))), "")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a mail brings into the calendar of its reader: a file, and whether it puts something in or takes it out."""

    content: bytes
    method: str


class MessageKind:
    """What one kind of message is called, promises and says. Define a subclass; it is never instantiated."""

    code: ClassVar[str]
    kind: ClassVar[Kind]
    label: ClassVar[str | Promise]
    channels: ClassVar[tuple[Channel, ...]] = (Channel.MAIL, Channel.INBOX)
    useful_for: ClassVar[timedelta] = timedelta(days=14)
    """Mail that could not go out within this time after it was due is skipped: it would only confuse."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        code = cls.__dict__.get("code")
        if code is None:
            return
        other = REGISTRY.setdefault(code, cls)
        if other.__qualname__ != cls.__qualname__ or other.__module__ != cls.__module__:
            raise ValueError(f"message kind {code} is defined twice")
        REGISTRY[code] = cls
        LABELS[code] = cls.label

    @classmethod
    def invitation_of(cls, message: Message, *, organiser: Party, language: str) -> Invitation | None:
        """Return what the mail of this message changes in its reader's calendar; most change nothing."""
        return None

    @classmethod
    def path_in_mail(cls, message: Message) -> str:
        """Return where the button of the mail leads; the inbox always leads to ``message.url``."""
        return message.url

    @classmethod
    def template_name(cls) -> str:
        app, _dot, name = cls.code.partition(".")
        return f"{app}/mail/{name}.txt"


REGISTRY: dict[str, type[MessageKind]] = {}


def kind_of(code: str) -> type[MessageKind] | None:
    """Return the kind with this code, or ``None`` for one that is no longer made."""
    return REGISTRY.get(code)


def render(message: Message, *, language: str) -> Rendered:
    """Return what a message says in ``language``; no queries when its recipient is loaded.

    A kind that is no longer made keeps its row in the inbox; it is shown without its text.
    """
    kind = REGISTRY.get(message.code)
    if kind is None:
        return Rendered(subject=message.code, blocks=[], action="")
    context = rules.unpack(message.context, language)
    if message.recipient is not None:
        context["first_name"] = message.recipient.first_name
    return render_kind(kind, context, language=language)


def render_kind(kind: type[MessageKind], context: dict[str, Any], *, language: str) -> Rendered:
    """Return what a kind says in ``language`` of a context that is already in that language."""
    template = cast(Template, get_template(kind.template_name()).template)  # type: ignore[attr-defined]
    texts = {
        node.name: node.nodelist
        for node in template.nodelist.get_nodes_by_type(BlockNode)
        if isinstance(node, BlockNode)
    }
    with translation.override(language):
        bound = Context(context, autoescape=False)
        bound.template = template
        parts = {name: str(nodes.render(bound)).strip() for name, nodes in texts.items()}
    return Rendered(
        subject=" ".join(parts["subject"].split()),
        blocks=rules.blocks_of(parts["body"]),
        action=" ".join(parts.get("action", "").split()),
    )


# --- what people may switch off ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Topic:
    """Something that can be switched off: one kind of nudge, or a whole class, over these channels."""

    code: str
    label: str | Promise
    channels: tuple[Channel, ...]
    is_class: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """One topic over one channel: whether somebody wants it, and whether that rests since the whole class is off."""

    value: str
    channel: Channel
    is_on: bool
    rests: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A topic as one person has set it, per channel."""

    topic: Topic
    mail: Tick | None
    inbox: Tick | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody may switch off: a class alone, and a class with the kinds below it."""

    confirmations: Choice
    nudges: Choice
    kinds: list[Choice]


def topics() -> list[Topic]:
    """Return what may be switched off: confirmations by mail, all nudges, and each kind of nudge."""
    nudges = sorted((kind for kind in REGISTRY.values() if kind.kind == Kind.NUDGE), key=lambda kind: kind.code)
    return [
        Topic(
            Kind.CONFIRMATION, _("Confirmations of what you did, or what was decided"), (Channel.MAIL,), is_class=True
        ),
        Topic(
            Kind.NUDGE,
            _("All reminders and tips"),
            (Channel.MAIL, Channel.INBOX),
            is_class=True,
        ),
        *(Topic(kind.code, kind.label, kind.channels) for kind in nudges),
    ]


def choices_of(offered: list[Topic], *, switched_off: set[tuple[str, str]]) -> Choices:
    """Return the topics with the ticks of somebody who switched these (topic, channel) pairs off.

    A kind keeps its own tick while its class is off; it rests until the class is on again.
    """

    def choice(topic: Topic) -> Choice:
        ticks = {
            channel: Tick(
                f"{topic.code}:{channel}",
                channel,
                is_on=(topic.code, channel) not in switched_off,
                rests=not topic.is_class and (Kind.NUDGE, channel) in switched_off,
            )
            for channel in topic.channels
        }
        return Choice(topic, ticks.get(Channel.MAIL), ticks.get(Channel.INBOX))

    classes = {topic.code: choice(topic) for topic in offered if topic.is_class}
    return Choices(
        classes[Kind.CONFIRMATION], classes[Kind.NUDGE], [choice(topic) for topic in offered if not topic.is_class]
    )
