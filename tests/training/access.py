"""Who gets which answer at which address of training."""

from collections.abc import Mapping

from tests.access import POST_ONLY, Entry, answers

COURSE = {"course_id": "training.course"}
PUBLISHED = {"course_id": "training.course@published"}
"""On an empty installation the courses that come with Houvast are there, as drafts that only HR sees."""
IN_PORTAL = {"course_id": "training.course@in_portal"}
LESSON = {"lesson_id": "training.lesson@published"}
SCENARIO = {"scenario_id": "training.scenario@published"}
SESSION = {"session_id": "training.session"}
SHARE = {"share_id": "training.seatshare"}
ENROLMENT = {"enrolment_id": "training.enrolment"}
CERTIFICATE = {"certificate_id": "training.certificate"}
IMPORT = {"import_id": "training.completionimport"}
ASKING = {"course_id": "training.course@asking_evidence"}
EVIDENCE = {"evidence_id": "training.evidence@waiting"}
"""In the demo the trainer gave the session that its person was at."""
PATH = {"path_id": "training.learningpath"}
REQUIREMENT = {"requirement_id": "training.requirement"}

ONLY_HR = answers(hr=200)
HR_AND_TRAINER = answers(hr=200, trainer=200)
"""The demo's trainer gives the first session, and so sees who takes part in it."""
WHO_LEADS_A_TEAM = answers(
    manager=200, trainer=200, hr=200, programme_office=200, board=200, privacy_officer=200, administrator=200
)
"""In the demo these have people of their own."""
NOT_OURS = answers(everyone=404, hr=200)
NOT_MINE = answers(everyone=404, hr=200, trainer=200)

ACCESS: Mapping[str, Entry] = {
    "training:course_list": Entry(answers(everyone=200)),
    "training:my_training": Entry(answers(everyone=200)),
    "training:calendar": Entry(answers(everyone=200)),
    "training:calendar_make": Entry(POST_ONLY),
    "training:calendar_end": Entry(POST_ONLY),
    "training:calendar_feed": Entry(answers(stranger=404, everyone=404), {"secret": "=nobody"}),
    "training:course_create": Entry(ONLY_HR),
    "training:course_detail": Entry(answers(everyone=200), PUBLISHED),
    "training:course_edit": Entry(ONLY_HR, COURSE),
    "training:course_publish": Entry(POST_ONLY, COURSE),
    "training:course_archive": Entry(ONLY_HR, COURSE),
    "training:course_codes": Entry(ONLY_HR, COURSE),
    "training:course_code_remove": Entry(POST_ONLY, COURSE | {"alias_id": "training.coursealias"}),
    "training:interest": Entry(answers(everyone=302), PUBLISHED, when_missing=404),
    "training:interest_end": Entry(POST_ONLY, COURSE),
    "training:evaluation_form": Entry(answers(everyone=302), PUBLISHED, when_missing=404),
    "training:evaluation_list": Entry(answers(everyone=200)),
    # What somebody thought comes without a person, so nobody is sent to sign in here.
    "training:evaluation_send": Entry(answers(everyone=405, stranger=405)),
    "training:evaluation_thanks": Entry(answers(everyone=200)),
    "training:evaluation_protocol": Entry(answers(everyone=200)),
    "training:evidence_hand_in": Entry(answers(everyone=200), ASKING),
    "training:evidence_take_back": Entry(POST_ONLY, ASKING),
    "training:evidence_list": Entry(HR_AND_TRAINER),
    "training:evidence_answer": Entry(NOT_MINE, EVIDENCE),
    "training:evidence_file": Entry(NOT_MINE, EVIDENCE),
    "training:demand_list": Entry(ONLY_HR),
    "training:demand_detail": Entry(ONLY_HR, COURSE),
    "training:session_create": Entry(ONLY_HR, COURSE),
    "training:confidence_before": Entry(answers(everyone=200, employee=302), IN_PORTAL, when_missing=404),
    "training:confidence_after": Entry(answers(everyone=302), IN_PORTAL, when_missing=404),
    "training:course_again": Entry(POST_ONLY, IN_PORTAL),
    "training:lesson_detail": Entry(answers(everyone=200), LESSON),
    "training:quiz_start": Entry(answers(everyone=200), IN_PORTAL),
    "training:quiz_finish": Entry(POST_ONLY, IN_PORTAL),
    "training:quiz_review": Entry(ONLY_HR, IN_PORTAL),
    "training:quiz_result": Entry(answers(everyone=302), IN_PORTAL, when_missing=404),
    "training:scenario_detail": Entry(answers(everyone=302, employee=200), SCENARIO, when_missing=404),
    "training:course_pages": Entry(ONLY_HR, IN_PORTAL),
    "training:lesson_create": Entry(ONLY_HR, IN_PORTAL),
    "training:lesson_edit": Entry(ONLY_HR, LESSON),
    "training:lesson_move": Entry(POST_ONLY, LESSON),
    "training:lesson_remove": Entry(ONLY_HR, LESSON),
    "training:question_create": Entry(ONLY_HR, IN_PORTAL),
    "training:question_edit": Entry(ONLY_HR, SCENARIO),
    "training:question_move": Entry(POST_ONLY, SCENARIO),
    "training:question_remove": Entry(ONLY_HR, SCENARIO),
    "training:courses_of_objective": Entry(answers(everyone=200), {"objective_id": "strategy.objective"}),
    "training:session_list": Entry(HR_AND_TRAINER),
    "training:session_plan": Entry(ONLY_HR),
    "training:session_detail": Entry(HR_AND_TRAINER, SESSION, when_missing=404),
    "training:session_edit": Entry(ONLY_HR, SESSION),
    "training:session_cancel": Entry(ONLY_HR, SESSION),
    "training:participants_csv": Entry(HR_AND_TRAINER, SESSION, when_missing=404),
    "training:participants_xlsx": Entry(HR_AND_TRAINER, SESSION, when_missing=404),
    "training:session_write": Entry(HR_AND_TRAINER, SESSION, when_missing=404),
    "training:session_capacity": Entry(POST_ONLY, SESSION),
    "training:attendance_mark": Entry(HR_AND_TRAINER, SESSION, when_missing=404),
    "training:walk_in": Entry(HR_AND_TRAINER, SESSION, when_missing=404),
    "training:checked_in": Entry(answers(hr=302, trainer=302), SESSION, when_missing=404),
    "training:sheet": Entry(HR_AND_TRAINER, SESSION, when_missing=404),
    "training:door_show": Entry(HR_AND_TRAINER, SESSION, when_missing=404),
    "training:door_open": Entry(POST_ONLY, SESSION),
    "training:door_close": Entry(POST_ONLY, SESSION),
    "training:check_in": Entry(answers(everyone=200)),
    "training:here": Entry(answers(everyone=404), {"token": "=forged"}),
    "training:share_create": Entry(ONLY_HR, SESSION),
    "training:share_edit": Entry(ONLY_HR, SHARE),
    "training:share_release": Entry(POST_ONLY, SHARE),
    "training:enrol": Entry(POST_ONLY, SESSION),
    "training:enrol_other": Entry(ONLY_HR, SESSION),
    "training:enrol_team": Entry(WHO_LEADS_A_TEAM, SESSION, when_missing=404),
    "training:requests_answer": Entry(POST_ONLY),
    "training:request_list": Entry(answers(everyone=200)),
    "training:request_answer": Entry(answers(everyone=404), ENROLMENT),
    "training:enrolment_detail": Entry(NOT_MINE, ENROLMENT),
    "training:offer_answer": Entry(answers(stranger=404, everyone=404), {"token": "=forged"}),
    "training:accept_offer": Entry(POST_ONLY, ENROLMENT),
    "training:decline_offer": Entry(answers(everyone=404, hr=302, trainer=302), ENROLMENT, when_missing=404),
    "training:cancel_enrolment": Entry(NOT_MINE, ENROLMENT),
    "training:session_switch": Entry(answers(everyone=404, hr=200, trainer=403), ENROLMENT),
    "training:path_list": Entry(answers(everyone=200)),
    "training:path_create": Entry(ONLY_HR),
    "training:path_detail": Entry(answers(everyone=200), {"path_id": "training.learningpath@published"}),
    "training:path_edit": Entry(ONLY_HR, PATH),
    "training:path_steps": Entry(ONLY_HR, PATH),
    "training:path_publish": Entry(POST_ONLY, PATH),
    "training:path_archive": Entry(ONLY_HR, PATH),
    "training:path_require": Entry(ONLY_HR, PATH),
    "training:step_change": Entry(POST_ONLY, {"step_id": "training.pathstep"}),
    "training:late_list": Entry(ONLY_HR),
    "training:requirement_list": Entry(ONLY_HR),
    "training:requirement_create": Entry(ONLY_HR),
    "training:import_list": Entry(ONLY_HR),
    "training:import_new": Entry(ONLY_HR),
    "training:completions_download": Entry(ONLY_HR),
    "training:import_detail": Entry(ONLY_HR, IMPORT),
    "training:import_columns": Entry(ONLY_HR, {"import_id": "training.completionimport@open"}),
    "training:import_confirm": Entry(POST_ONLY, IMPORT),
    "training:import_again": Entry(POST_ONLY, IMPORT),
    "training:import_cancel": Entry(ONLY_HR, {"import_id": "training.completionimport@open"}),
    "training:import_withdraw": Entry(ONLY_HR, IMPORT),
    "training:import_refused": Entry(ONLY_HR, IMPORT),
    "training:team_list": Entry(WHO_LEADS_A_TEAM, when_empty=answers(manager=200)),
    "training:requirement_detail": Entry(ONLY_HR, REQUIREMENT),
    "training:requirement_people": Entry(ONLY_HR, REQUIREMENT),
    "training:requirement_edit": Entry(ONLY_HR, REQUIREMENT),
    "training:requirement_end": Entry(ONLY_HR, REQUIREMENT),
    "training:certificate_take": Entry(answers(everyone=200)),
    "training:registrations": Entry(answers(everyone=200)),
    "training:certificate_list": Entry(ONLY_HR),
    "training:certificate_detail": Entry(NOT_OURS, CERTIFICATE),
    "training:certificate_pdf": Entry(NOT_OURS, CERTIFICATE),
    "training:certificate_badge": Entry(NOT_OURS, CERTIFICATE),
    "training:certificate_token": Entry(NOT_OURS, CERTIFICATE),
    "training:certificate_share": Entry(POST_ONLY, CERTIFICATE),
    "training:certificate_revoke": Entry(ONLY_HR, CERTIFICATE),
    "training:certificate_find": Entry(answers(stranger=200, everyone=200)),
    "training:certificate_check": Entry(answers(stranger=404, everyone=404), {"code": "=NOBODY"}),
    "training:badges_revoked": Entry(answers(stranger=200, everyone=200), {"number": "=0"}),
    "training:accreditation_list": Entry(ONLY_HR, COURSE),
    "training:accreditation_remove": Entry(POST_ONLY, {"accreditation_id": "training.accreditation"}),
    "training:points_export": Entry(ONLY_HR),
    "training:key_list": Entry(answers(administrator=200)),
    "training:key_renew": Entry(answers(administrator=200)),
    "who_signs": Entry(answers(stranger=200, everyone=200)),
    # Machines come in with a key; a session opens nothing here.
    "api:xapi_statements": Entry(answers(everyone=401, stranger=401)),
    "api:xapi_about": Entry(answers(everyone=200, stranger=200)),
}
