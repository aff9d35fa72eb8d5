"""Bring in the first administrator of an empty installation; who administers already gives the role from then on."""

import getpass
import json
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from common.clock import now
from common.errors import RuleBroken
from common.services import set_up_installation
from people import services


class Command(BaseCommand):
    help = "Create the first administrator of an empty installation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--infix", default="")
        parser.add_argument("--last-name", required=True)
        parser.add_argument("--organisation", default="Houvast", help="name of the organisation, for an empty database")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
            password = self.password(from_stdin=options["password_stdin"])
            with transaction.atomic(durable=True):
                set_up_installation(name=options["organisation"], is_demo=False, now=now())
                person = services.create_administrator(
                    email=options["email"],
                    first_name=options["first_name"],
                    infix=options["infix"],
                    last_name=options["last_name"],
                    password=password,
                    now=now(),
                )
        except RuleBroken as broken:
            raise CommandError(str(broken), returncode=2) from broken
        except ValidationError as invalid:
            raise CommandError(" ".join(invalid.messages), returncode=2) from invalid
        if options["format"] == "json":
            self.stdout.write(json.dumps({"created": str(person.public_id)}))
        self.stderr.write(
            f"{person.full_name} is administrator. They sign in with {person.email} and set up a second step."
        )

    def password(self, *, from_stdin: bool) -> str:
        """Return the password as typed: from standard input, or asked for twice at a terminal."""
        if from_stdin:
            return sys.stdin.readline().rstrip("\n")
        if not sys.stdin.isatty():
            raise CommandError("No terminal to ask for a password: give it with --password-stdin.", returncode=2)
        first, second = getpass.getpass("Password: "), getpass.getpass("Once more: ")
        if first != second:
            raise CommandError("The two passwords differ. Nothing was created.", returncode=2)
        return first
