"""Checking who signs in: only somebody who works here today."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from people.models import Person


class PersonBackend(AuthenticationBackend):
    """Password sign-in by e-mail or employee number; a session ends on the day that its person leaves."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return isinstance(user, Person) and user.is_here

    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        # allauth signs in who has the right password and may not authenticate, if their account is still active: it
        # remembers them for a page that says so. Somebody who left must get the same answer as a stranger.
        checked: AbstractBaseUser | None = super()._check_password(user, password)
        self.unstash_authenticated_user()
        return checked

    def get_user(self, user_id: Any) -> Person | None:
        person = Person.objects.filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None
