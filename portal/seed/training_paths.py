"""Two learning paths of Houtwijk: one for everybody who begins, one for who leads a team."""

from datetime import timedelta

from people.choices import FunctionGroup
from portal.seed.people import new_id
from portal.seed.world import World
from training.models import Course, LearningPath, PathStep

PATHS = (
    (
        "Veilig beginnen met AI",
        "A safe start with AI",
        "Van je eerste vraag tot een tekst die je zelf gecontroleerd hebt, in een paar uur.",
        "From your first question to a text that you checked yourself, in a few hours.",
        (),
        ("safe", "ask", "my_work"),
        ("letters", "search"),
    ),
    (
        "Je team meenemen",
        "Taking your team along",
        "Je weet wat er mag, je maakt afspraken met je team en je begeleidt wat mensen proberen.",
        "You know what is allowed, you make agreements with your team and you guide what people try.",
        (FunctionGroup.DIRECTOR, FunctionGroup.MANAGER),
        ("safe", "lead"),
        ("coach",),
    ),
)


def seed(world: World, courses: dict[str, Course]) -> None:
    """Write the paths over courses that are in the catalogue."""
    for title_nl, title_en, summary_nl, summary_en, groups, needed, choices in PATHS:
        steps = [(courses[code], code in needed) for code in (*needed, *choices) if courses[code].is_published]
        published = max(course.published_at for course, _is in steps if course.published_at) + timedelta(days=7)
        path = LearningPath.objects.create(
            public_id=new_id(world), title_nl=title_nl, title_en=title_en, summary_nl=summary_nl,
            summary_en=summary_en, function_groups=[each.value for each in groups],
            created_at=published - timedelta(days=3), created_by=world.roles["hr"],
        )  # fmt: skip
        PathStep.objects.bulk_create(
            PathStep(public_id=new_id(world), path=path, course=course, position=position, is_required=is_required)
            for position, (course, is_required) in enumerate(steps)
        )
        LearningPath.objects.filter(pk=path.pk).update(published_at=published)
