"""Addresses of people."""

from django.urls import path

from people import views

# In place of allauth's own, under its names.
second_step = [
    path("", views.SecondFactors.as_view(), name="mfa_index"),
    path("authenticate/", views.SecondStep.as_view(), name="mfa_authenticate"),
    path("totp/activate/", views.AppSetUp.as_view(), name="mfa_activate_totp"),
    path("webauthn/add/", views.PasskeyAdded.as_view(), name="mfa_add_webauthn"),
    path("recovery-codes/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
]
sign_in = [path("oidc/<str:provider_id>/login/", views.sign_in_with_service, name="openid_connect_login")]
app_name = "people"
urlpatterns = [
    path("", views.person_list, name="person_list"),
    path("activate/", views.activate, name="activate"),
    path("welcome/<str:token>/", views.welcome, name="welcome"),
    path("e-mail/", views.email_from_hr, name="email_from_hr"),
    path("sessions/end/", views.session_end, name="session_end"),
    path("<uuid:person_id>/", views.person_detail, name="person_detail"),
    path("<uuid:person_id>/activation-code/", views.activation_code_issue, name="activation_code_issue"),
    path("<uuid:person_id>/second-step/", views.second_factor_reset, name="second_factor_reset"),
    path("second-step/<uuid:reset_id>/confirm/", views.second_factor_confirm, name="second_factor_confirm"),
    path("second-step/<uuid:reset_id>/decline/", views.second_factor_decline, name="second_factor_decline"),
    path("<uuid:person_id>/roles/", views.role_grant, name="role_grant"),
    path("roles/<uuid:assignment_id>/end/", views.role_revoke, name="role_revoke"),
    path("keys/", views.api_token_list, name="api_token_list"),
    path("keys/new/", views.api_token_create, name="api_token_create"),
    path("keys/<uuid:token_id>/end/", views.api_token_revoke, name="api_token_revoke"),
]
