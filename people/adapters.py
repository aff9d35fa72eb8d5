"""How django-allauth meets this portal: nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up: people come from the HR file, a directory or an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """No open sign-up through a sign-in service either."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
