"""Who gets which answer at the portal's own addresses."""

from tests.access import POST_ONLY, Entry, answers

SETTINGS = answers(administrator=200, privacy_officer=200, works_council=200, programme_office=200, board=200)
PROPOSAL = {"proposal_id": "common.settingproposal"}

ACCESS = {
    "home": Entry(answers(everyone=200)),
    "thread": Entry(answers(everyone=200)),
    "for_me": Entry(answers(everyone=200)),
    "plan": Entry(answers(everyone=200)),
    "news": Entry(answers(everyone=200)),
    "search": Entry(answers(everyone=200)),
    "my_data": Entry(answers(everyone=200)),
    "accessibility": Entry(answers(everyone=200, stranger=200)),
    "audit": Entry(answers(privacy_officer=200, administrator=200)),
    "audit_download": Entry(answers(privacy_officer=200, administrator=200), {"kind": "=csv"}),
    "job_detail": Entry(answers(everyone=404), {"job_id": "common.job"}),
    "settings": Entry(SETTINGS),
    "setting_proposal": Entry(SETTINGS, PROPOSAL),
    "setting_advise": Entry(POST_ONLY, PROPOSAL),
    "first_steps": Entry(answers(administrator=200)),
    "mail_try": Entry(POST_ONLY),
    "first_steps_put_away": Entry(POST_ONLY),
    "retention": Entry(SETTINGS),
    "setting_edit": Entry(answers(administrator=200), {"key": "=governance.smallest_group"}),
    # Only who proposed a change takes it back; the demo has none, so who reads settings finds none.
    "setting_withdraw": Entry({persona: 404 if code == 200 else code for persona, code in SETTINGS.items()}, PROPOSAL),
    "setting_decide": Entry(POST_ONLY, PROPOSAL),
    "email_from_hr": Entry(answers(everyone=302)),
    "set_language": Entry(answers(everyone=405, stranger=405)),
    "set_theme": Entry(answers(everyone=405, stranger=405)),
    # Without SECURITY_CONTACT there is no such page, for nobody.
    "security_txt": Entry(answers(everyone=404, stranger=404)),
}
