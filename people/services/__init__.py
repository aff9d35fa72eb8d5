"""What is done with people: roles, activation codes, sessions, keys for machines, and leaving."""

from people.services.codes import (
    ACTIVATION_CODE_LASTS,
    activate_with_code,
    hash_activation_code,
    issue_activation_code,
    make_activation_code,
    why_no_activation_code,
)
from people.services.encryption import (
    UnreadableSecret,
    decrypt_secret,
    encrypt_secret,
    reencrypt_second_factors,
    unreadable_second_factors,
)
from people.services.invitations import accept_invitation, invitation_path, person_of_invitation
from people.services.leaving import apply_departure, enforce_terms, pseudonymise
from people.services.roles import (
    create_administrator,
    grant_role,
    revoke_role,
    sync_roles_with_groups,
)
from people.services.second_factors import (
    confirm_second_factor_reset,
    decline_second_factor_reset,
    request_second_factor_reset,
    reset_second_factor_on_server,
    why_no_second_factor_reset,
)
from people.services.sessions import end_session, end_sessions, person_of_claims
from people.services.tokens import (
    TOKEN_LASTS_AT_MOST,
    authenticate_token,
    create_api_token,
    last_day_of_a_token,
    revoke_api_token,
)

__all__ = [
    "ACTIVATION_CODE_LASTS",
    "TOKEN_LASTS_AT_MOST",
    "UnreadableSecret",
    "accept_invitation",
    "activate_with_code",
    "apply_departure",
    "authenticate_token",
    "confirm_second_factor_reset",
    "create_administrator",
    "create_api_token",
    "decline_second_factor_reset",
    "decrypt_secret",
    "encrypt_secret",
    "end_session",
    "end_sessions",
    "enforce_terms",
    "grant_role",
    "hash_activation_code",
    "invitation_path",
    "issue_activation_code",
    "last_day_of_a_token",
    "make_activation_code",
    "person_of_claims",
    "person_of_invitation",
    "pseudonymise",
    "reencrypt_second_factors",
    "request_second_factor_reset",
    "reset_second_factor_on_server",
    "revoke_api_token",
    "revoke_role",
    "sync_roles_with_groups",
    "unreadable_second_factors",
    "why_no_activation_code",
    "why_no_second_factor_reset",
]
