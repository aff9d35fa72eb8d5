"""The AI tools of Houtwijk: what is allowed, with which data, and how that came about."""

from datetime import timedelta
from typing import Any

from portal.seed import tools_access, tools_declared
from portal.seed.people import new_id
from portal.seed.tools_catalogue import TOOLS, Change, Story
from portal.seed.world import World, give_id
from tools import services
from tools.models import Tool
from training.models import Course


def seed(world: World) -> None:
    """Fill the catalogue through its services: each tool with its first status, then every change with its reason."""
    courses = {course.title_nl: course for course in Course.objects.all()}
    for story in TOOLS:
        tool = None
        for change in story.history:
            tool = _tell(world, story, tool, courses, change)
    tools_access.seed(world)
    tools_declared.seed(world)


def _tell(world: World, story: Story, tool: Tool | None, courses: dict[str, Course], change: Change) -> Tool:
    """Add the tool with its first status, or change the status it has."""
    month, status, reason_nl, reason_en = change
    office, periods = world.roles["programme_office"], world.periods
    period = periods[min(month * len(periods) // 14, len(periods) - 1)]
    at = world.moment(period.first_day + timedelta(days=world.random.randrange(2, 26)), 15)
    if tool is not None:  # in a short story two changes may fall in one month
        before = tool.history.order_by("-changed_at")[0].changed_at
        at = max(at, before + timedelta(days=2))
    told: dict[str, Any] = {
        "status": status,
        "reason_nl": reason_nl,
        "reason_en": reason_en,
        "fields": _fields(world, story, courses),
        "units": [],
        "actor": office,
        "now": at,
    }
    if tool is not None:
        return services.edit_tool(tool_id=tool.pk, **told)
    made = services.add_tool(**told)
    give_id(made, new_id(world))
    return made


def _fields(world: World, story: Story, courses: dict[str, Course]) -> dict[str, Any]:
    texts = {
        f"{name}_{language}": "\n".join(getattr(story, name)[index])
        for name in ("dos", "donts", "conditions")
        for index, language in enumerate(("nl", "en"))
    }
    return {
        "name": story.name,
        "supplier": story.supplier,
        "purpose_nl": story.purpose[0],
        "purpose_en": story.purpose[1],
        "data_classes": [str(each) for each in story.data],
        "tasks": [str(each) for each in story.tasks],
        "function_groups": [str(each) for each in story.groups],
        "cost_cents_per_month": story.cents,
        "required_course": courses.get(story.course),
        "contact": story.contact,
        "owner": world.roles["programme_office"] if story.owned else None,
        "review_on": world.until + timedelta(days=story.review_in_days) if story.data else None,
        **texts,
    }
