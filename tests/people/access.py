"""Who gets which answer at the addresses of people and of signing in."""

from tests.access import POST_ONLY, Entry, answers

MANAGES = answers(hr=200, administrator=200)
ADMINISTERS = answers(administrator=200)
OWN = answers(everyone=200)
"""A page about the reader's own account."""
NONE_YET = answers(everyone=404)
"""A page about a second step that these readers have not set up."""

ACCESS = {
    "people:person_list": Entry(MANAGES),
    "people:person_detail": Entry(MANAGES, {"person_id": "people.person"}),
    "people:activation_code_issue": Entry(MANAGES, {"person_id": "people.person"}),
    "people:second_factor_reset": Entry(ADMINISTERS, {"person_id": "people.person"}),
    "people:second_factor_confirm": Entry(POST_ONLY, {"reset_id": "people.secondfactorreset"}),
    "people:second_factor_decline": Entry(POST_ONLY, {"reset_id": "people.secondfactorreset"}),
    "people:role_grant": Entry(POST_ONLY, {"person_id": "people.person"}),
    "people:role_revoke": Entry(POST_ONLY, {"assignment_id": "people.roleassignment"}),
    "people:api_token_list": Entry(ADMINISTERS),
    "people:api_token_create": Entry(ADMINISTERS),
    "people:api_token_revoke": Entry(ADMINISTERS, {"token_id": "people.apitoken"}),
    "people:session_end": Entry(POST_ONLY),
    "people:activate": Entry(answers(everyone=200, stranger=200)),
    "people:welcome": Entry(answers(everyone=410, stranger=410), {"token": "=abc"}),
    "people:email_from_hr": Entry(OWN),
    # Signing in: who is in already is sent home.
    "account_login": Entry(answers(everyone=302, stranger=200)),
    "account_logout": Entry(answers(everyone=200)),
    "account_inactive": Entry(answers(everyone=200, stranger=200)),
    "account_signup": Entry(answers(everyone=302, stranger=200)),
    "account_reauthenticate": Entry(answers()),
    "account_email": Entry(answers(everyone=302)),
    "account_email_verification_sent": Entry(answers(everyone=200, stranger=200)),
    "account_change_password": Entry(answers(everyone=302)),
    "account_set_password": Entry(answers(everyone=200)),
    "account_reset_password": Entry(answers(everyone=200, stranger=200)),
    "account_confirm_login_code": Entry(answers(everyone=302, stranger=302)),
    "account_confirm_email": Entry(answers(everyone=200, stranger=200), {"key": "=abc"}),
    "account_reset_password_from_key": Entry(answers(everyone=200, stranger=200), {"uidb36": "=1", "key": "=abc"}),
    "account_reset_password_from_key_done": Entry(answers(everyone=200, stranger=200)),
    "account_reset_password_done": Entry(answers(everyone=200, stranger=200)),
    "mfa_index": Entry(OWN),
    "mfa_authenticate": Entry(answers(everyone=302, stranger=302)),
    "mfa_reauthenticate": Entry(answers()),
    "mfa_activate_totp": Entry(OWN),
    "mfa_deactivate_totp": Entry(NONE_YET),
    "mfa_view_recovery_codes": Entry(NONE_YET),
    "mfa_generate_recovery_codes": Entry(OWN),
    "mfa_download_recovery_codes": Entry(NONE_YET),
    "mfa_list_webauthn": Entry(OWN),
    "mfa_add_webauthn": Entry(OWN),
    "mfa_reauthenticate_webauthn": Entry(answers()),
    "mfa_remove_webauthn": Entry(NONE_YET, {"pk": "=1"}),
    "mfa_edit_webauthn": Entry(NONE_YET, {"pk": "=1"}),
    "mfa_login_webauthn": Entry(answers(everyone=302, stranger=302)),
    "usersessions_list": Entry(OWN),
    "socialaccount_login_cancelled": Entry(answers(everyone=200, stranger=200)),
    "socialaccount_login_error": Entry(answers(everyone=401)),
    "socialaccount_signup": Entry(answers(everyone=302, stranger=302)),
    "socialaccount_connections": Entry(OWN),
    "openid_connect_login": Entry(answers(everyone=404, stranger=404), {"provider_id": "=none"}),
    "openid_connect_callback": Entry(answers(everyone=404, stranger=404), {"provider_id": "=none"}),
}
