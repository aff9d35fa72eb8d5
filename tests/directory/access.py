"""Who gets which answer at which address of directory."""

from collections.abc import Mapping

from tests.access import POST_ONLY, Entry, answers

RUN = {"run_id": "directory.importrun"}
FOR_HR = answers(hr=200, administrator=200)
SEEN_BY_HR = answers(everyone=404, hr=200, administrator=200)
# The demo's import is over: its steps are no pages any more, for nobody.
STEP = answers(everyone=404)

ACCESS: Mapping[str, Entry] = {
    "directory:import_list": Entry(FOR_HR),
    "directory:import_new": Entry(FOR_HR),
    "directory:title_list": Entry(FOR_HR),
    "directory:import_detail": Entry(SEEN_BY_HR, RUN, when_empty=404),
    "directory:import_refused": Entry(SEEN_BY_HR, RUN, when_empty=404),
    "directory:import_columns": Entry(STEP, RUN),
    "directory:import_titles": Entry(STEP, RUN),
    "directory:import_lines": Entry(STEP, RUN),
    "directory:import_cancel": Entry(STEP, RUN),
    "directory:import_confirm": Entry(POST_ONLY, RUN),
    "directory:import_again": Entry(POST_ONLY, RUN),
    "directory:import_codes": Entry(POST_ONLY, RUN),
}
