"""Take away the second factors of somebody who lost phone and codes, when no administrator can do it on screen."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from common.clock import now
from common.errors import RuleBroken
from people import services
from people.models import Person


class Command(BaseCommand):
    help = (
        "Reset the second factor of somebody by e-mail or employee number, for the last administrator. "
        "Exit code: 0 done, 2 nothing done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", help="e-mail address or employee number")
        parser.add_argument("--reason", required=True, help="why, for the record; the person is told that it happened")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        meant = options["person"].strip()
        person = Person.objects.filter(Q(email=meant.lower()) | Q(employee_number=meant)).first()
        if person is None:
            raise CommandError(
                "Nobody has this e-mail address or employee number. Give one as it stands in the portal.", returncode=2
            )
        try:
            removed = services.reset_second_factor_on_server(person=person, reason=options["reason"], now=now())
        except RuleBroken as broken:
            raise CommandError(str(broken), returncode=2) from broken
        if options["format"] == "json":
            answer = {"reset": str(person.public_id), "factors": removed.factors, "sessions": removed.sessions}
            self.stdout.write(json.dumps(answer))
        self.stderr.write(
            f"The second factor of {person.full_name} is reset and {removed.sessions} sessions ended. "
            "They sign in with their password and set up a new one."
        )
