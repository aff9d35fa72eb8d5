"""What the tests of the pages of training share."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from people.models import Person
from training.models import Course

SignIn = Callable[[Person], Client]


def address(name: str, **kwargs: object) -> str:
    return reverse(f"training:{name}", kwargs=kwargs)


def page_of(client: Client, the_course: Course) -> str:
    return client.get(address("course_detail", course_id=the_course.public_id)).content.decode()
