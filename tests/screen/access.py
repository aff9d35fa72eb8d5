"""Who gets which answer at the page of the design system."""

from tests.access import Entry, answers

ACCESS = {"styleguide": Entry(answers(programme_office=200, administrator=200))}
