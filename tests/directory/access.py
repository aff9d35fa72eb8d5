"""Who gets which answer at which address of directory."""

from collections.abc import Mapping

from tests.access import POST_ONLY, Entry, answers

RUN = {"run_id": "directory.importrun"}
FOR_HR = answers(hr=200, administrator=200)
SEEN_BY_HR = answers(everyone=404, hr=200, administrator=200)
# The demo's import is over: its steps are no pages any more, for nobody.
STEP = answers(everyone=404)

PERSON = {"person_id": "people.person@last"}
# The last person of the demo: their manager, their deputy and they themselves are none of the personas.
COVER = answers(everyone=404, hr=200, administrator=200)

ACCESS: Mapping[str, Entry] = {
    "person_add": Entry(FOR_HR),
    "person_edit": Entry(FOR_HR, PERSON),
    "person_leave": Entry(FOR_HR, PERSON),
    "my_cover": Entry(answers(everyone=200)),
    "person_cover": Entry(COVER, PERSON),
    "deputy_appoint": Entry(POST_ONLY, PERSON),
    "deputy_end": Entry(POST_ONLY, {"deputy_id": "people.deputy"}),
    "away_set": Entry(POST_ONLY, PERSON),
    "away_end": Entry(POST_ONLY, PERSON),
    "directory:import_list": Entry(FOR_HR),
    "directory:import_new": Entry(FOR_HR),
    "directory:title_list": Entry(FOR_HR),
    "invitation_list": Entry(FOR_HR),
    # Without what to invite whom to, the page says so.
    "invitation_new": Entry(answers(hr=422, administrator=422)),
    "invitation_job": Entry(answers(hr=404, administrator=404), {"job_id": "common.job"}),
    "code_sheet": Entry(answers(hr=404, administrator=404), {"file_id": "common.storedfile"}),
    "code_sheet_delete": Entry(POST_ONLY, {"file_id": "common.storedfile"}),
    "directory:import_detail": Entry(SEEN_BY_HR, RUN, when_empty=404),
    "directory:import_refused": Entry(SEEN_BY_HR, RUN, when_empty=404),
    "directory:import_columns": Entry(STEP, RUN),
    "directory:import_titles": Entry(STEP, RUN),
    "directory:import_lines": Entry(STEP, RUN),
    "directory:import_cancel": Entry(STEP, RUN),
    "directory:import_confirm": Entry(POST_ONLY, RUN),
    "directory:import_table": Entry(POST_ONLY, RUN),
    "directory:import_again": Entry(POST_ONLY, RUN),
    "directory:import_codes": Entry(POST_ONLY, RUN),
}
