"""Checking who signs in: only somebody who works here today, and with no password that is their own name."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from people.models import Person
from people.rules import is_made_of_name


class PersonBackend(AuthenticationBackend):
    """Password sign-in by e-mail or employee number; a session ends on the day that its person leaves."""

    _refused: int | None = None

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return isinstance(user, Person) and user.is_here

    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        # allauth looks for an address twice. A second hash would tell by its time that the account exists.
        if user is not None and user.pk == self._refused:
            return None
        # allauth signs in who has the right password and may not authenticate, if their account is still active: it
        # remembers them for a page that says so. Somebody who left must get the same answer as a stranger.
        checked: AbstractBaseUser | None = super()._check_password(user, password)
        self.unstash_authenticated_user()
        if checked is None and user is not None:
            self._refused = user.pk
        return checked

    def get_user(self, user_id: Any) -> Person | None:
        person = Person.objects.filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None


class OwnNameValidator:
    """A password is not made of its person's name, e-mail address or employee number."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if not isinstance(user, Person):
            return
        names = (user.first_name, user.infix, user.last_name, user.email or "", user.employee_number or "")
        if is_made_of_name(password, names):
            raise ValidationError(
                _(
                    "This is your name, e-mail address or employee number with little added. Choose a few words that"
                    " have nothing to do with you."
                ),
                code="password_is_own_name",
            )

    def get_help_text(self) -> str:
        return _("Don’t use just your name, e-mail address or employee number, not even with digits after it.")
