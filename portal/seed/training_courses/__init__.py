"""The courses of Houtwijk, as its HR wrote them."""

from portal.seed.training_courses import at_work, basics
from portal.seed.training_courses.story import Story

COURSES: list[Story] = [*basics.COURSES, *at_work.COURSES]
PLACES = [
    "Opleidingscentrum De Linde, lokaal 1",
    "Opleidingscentrum De Linde, lokaal 3",
    "Hoofdkantoor, zaal Beuk",
    "Hoofdkantoor, zaal Eik",
    "Locatie Parkzicht, trainingsruimte",
    "Locatie De Meander, grote zaal",
]
CANCEL_REASONS = ["De trainer is ziek.", "Te weinig inschrijvingen.", "De zaal is niet beschikbaar."]

__all__ = ["CANCEL_REASONS", "COURSES", "PLACES", "Story"]
