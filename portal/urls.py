"""Every address of the portal. A new one needs an entry in ``tests/<app>/access.py``."""

from django.conf import settings as configured
from django.urls import include, path
from django.views.generic import RedirectView

from directory.urls import people as by_hand
from people.urls import second_step, sign_in
from portal.api import addresses
from portal.views import (
    accessibility,
    audit,
    demo,
    first_steps,
    for_me,
    home,
    plan,
    preferences,
    search,
    security,
    settings,
    styleguide,
    thread,
)
from training.urls import well_known

handler403 = "portal.views.errors.permission_denied"
handler500 = "portal.views.errors.server_error"

urlpatterns = [
    path("", home.home, name="home"),
    path("thread/", thread.thread, name="thread"),
    path("search/", search.search, name="search"),
    path("news/", home.news, name="news"),
    path("my-data/", home.my_data, name="my_data"),
    path("accessibility/", accessibility.statement, name="accessibility"),
    path("audit/", audit.audit_list, name="audit"),
    path("audit/download/<str:kind>/", audit.audit_download, name="audit_download"),
    path("jobs/<uuid:job_id>/", home.job_detail, name="job_detail"),
    path("first-steps/", first_steps.first_steps, name="first_steps"),
    path("first-steps/mail/", first_steps.mail_try, name="mail_try"),
    path("first-steps/away/", first_steps.put_away, name="first_steps_put_away"),
    path("settings/", settings.setting_list, name="settings"),
    path("settings/<str:key>/", settings.setting_edit, name="setting_edit"),
    path("settings/proposals/<uuid:proposal_id>/", settings.setting_proposal, name="setting_proposal"),
    path("settings/proposals/<uuid:proposal_id>/advise/", settings.setting_advise, name="setting_advise"),
    path("settings/proposals/<uuid:proposal_id>/decide/", settings.setting_decide, name="setting_decide"),
    path("settings/proposals/<uuid:proposal_id>/withdraw/", settings.setting_withdraw, name="setting_withdraw"),
    path("retention/", settings.retention, name="retention"),
    # People's addresses come from HR; allauth's page to change them does not open here.
    path("account/email/", RedirectView.as_view(pattern_name="people:email_from_hr"), name="email_from_hr"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include(second_step)),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("account/service/", include("allauth.socialaccount.urls")),
    path("account/", include(sign_in)),
    path("account/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("language/", preferences.set_language, name="set_language"),
    path("theme/", preferences.set_theme, name="set_theme"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("strategy/for-me/", for_me.for_me, name="for_me"),
    path("strategy/year/", plan.plan, name="plan"),
    path("strategy/", include("strategy.urls")),
    path("tools/", include("tools.urls")),
    path("training/", include("training.urls")),
    path("pilots/", include("pilots.urls")),
    path("figures/", include("adoption.urls")),
    path("api/v1/", addresses()),
    path("surveys/", include("surveys.urls")),
    path("governance/", include("governance.urls")),
    path("inbox/", include("outbox.urls")),
    path("people/", include(by_hand)),
    path("people/", include("people.urls")),
    path("directory/", include("directory.urls")),
    path("nudges/", include("nudges.urls")),
    path(".well-known/security.txt", security.security_txt, name="security_txt"),
    path(".well-known/", include(well_known)),
]
if configured.ENVIRONMENT == "demo":
    urlpatterns.append(path("demo/sign-in/", demo.sign_in, name="demo_sign_in"))
